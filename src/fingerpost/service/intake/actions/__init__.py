"""Every change to what was sent; each with its event in the same transaction."""
