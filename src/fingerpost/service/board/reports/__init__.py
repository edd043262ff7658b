"""Documents composed from the board's own records and the newest Release.

Comes in: what the room holds, and what the measures say. Goes out: a `Pack`, which becomes an ODT and a
PDF/UA with the same words. Nothing is made up: where a record is missing, the document says so.
"""
