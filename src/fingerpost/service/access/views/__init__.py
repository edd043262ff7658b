"""Pages of access: HTTP in, an action or a selector, HTML out."""
