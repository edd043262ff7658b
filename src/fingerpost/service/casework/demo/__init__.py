"""What a demo's agencies did with cases; each module makes its own part and may be run again."""
