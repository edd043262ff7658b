"""Keep what identifies people apart from everything else, encrypted, under a key of its own.

Comes in: tables that hold names, dates of birth, postcodes and local numbers. Goes out: the same
tables, to those who hold the key; and tokens, keyed pseudonyms that tell two numbers apart without
saying them. Only the lake, linkage and the pipeline may import it. Imports core.
"""

from fingerpost.evidence.vault.key import Key, make_key, read_key
from fingerpost.evidence.vault.store import Vault, sweep

__all__ = ["Key", "Vault", "make_key", "read_key", "sweep"]
