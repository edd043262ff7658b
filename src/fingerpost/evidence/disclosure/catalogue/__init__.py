"""One file per publisher: its disclosure rule, as data."""
