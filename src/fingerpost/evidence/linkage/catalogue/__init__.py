"""Sources whose people are linked, one file each."""
