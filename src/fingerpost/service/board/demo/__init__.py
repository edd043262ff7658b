"""What the board of a demo decided, promised and said, made through its own actions."""
