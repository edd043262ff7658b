"""Commands of the public's app."""
