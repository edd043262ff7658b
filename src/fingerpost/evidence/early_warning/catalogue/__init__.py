"""One file for each warning rule, or for rules that watch the same records."""
