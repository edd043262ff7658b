"""Every change of a case, each with its event in the same transaction."""
