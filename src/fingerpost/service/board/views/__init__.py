"""Pages of the board, one module for each kind of record."""
