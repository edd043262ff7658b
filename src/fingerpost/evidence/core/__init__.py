"""What every room shares: declarations, errors, periods, areas and codelists.

Comes in: nothing. Goes out: the small values that all rooms speak of. Imports no other room; a
thing that one room alone uses lives in that room.
"""
