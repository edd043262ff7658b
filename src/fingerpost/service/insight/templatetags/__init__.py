"""Tags of insight."""
