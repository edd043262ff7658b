"""One file per source; found by folder, in name order."""
