"""One file per measure; found by folder, in name order."""
