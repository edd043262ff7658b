"""What changes the public's records: one file for each kind of them."""
