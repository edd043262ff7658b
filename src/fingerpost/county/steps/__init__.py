"""The steps that a month is made of: each takes the crowd and the number of the month."""
