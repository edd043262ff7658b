"""Pages of the evidence."""
