"""Pages of the public's app: for everybody, and behind sign-in for who keeps what they show."""
