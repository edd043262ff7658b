"""Fingerpost: the open platform for a Combating Drugs Partnership."""
