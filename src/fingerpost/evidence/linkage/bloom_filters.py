"""Names as bits: similar names set similar bits, and nobody without the key can say which.

A name is taken apart into tokens (its pairs of letters), and a keyed hash of each token says which
bits it sets. Two filters of similar names share most of their bits, so that spellings can be compared
without the names. Which bits a token sets is what clkhash calls ``blakeHash``, bit for bit.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import count, islice

POSITIONS_IN_A_DIGEST = 32  # 64 bytes, two for each position
LONGEST = 2**16  # of a filter: two bytes say a position


def positions(token: str, *, key: bytes, length: int) -> Iterator[int]:
    """Return the bits that a token sets, the first first, without end.

    Parameters
    ----------
    token : str
    key : bytes
        At most 64.
    length : int
        Bits of the filter, a power of two, so that every bit is as likely as every other.

    References
    ----------
    .. [1] clkhash 0.18.3, ``clkhash.bloomfilter.blake_hash_token``: independent hash functions, since
       the double hashing of Schnell (2009) leaves a pattern that Kroll and Steinmetzer (2015) used.
    """
    if not 0 < length <= LONGEST or length & (length - 1):
        raise ValueError(
            f"a filter has a power of two of bits, at most {LONGEST}: not {length}"
        )
    text = token.encode()
    for block in count():
        digest = blake2b(text, key=key, salt=str(block).encode()).digest()
        for number in struct.unpack(f"<{POSITIONS_IN_A_DIGEST}H", digest):
            yield number % length


def bits_for_each_token(
    tokens: Sequence[str], *, key: bytes, length: int, bits: int
) -> frozenset[int]:
    """Return the bits of a filter in which every token sets `bits` of them.

    A long name sets more than a short one, which tells a reader how long it is.
    """
    return frozenset(
        position
        for token in tokens
        for position in islice(positions(token, key=key, length=length), bits)
    )


def constant_number_of_bits(
    tokens: Sequence[str], *, key: bytes, length: int, bits: int
) -> frozenset[int]:
    """Return the bits of a balanced filter: `bits` of them, however many tokens there are.

    The tokens take turns, each setting its next bit that is not set yet, until there are enough. So
    every filter weighs the same and says nothing of how long the name is.

    Parameters
    ----------
    tokens : sequence of str
        Not empty; their order and repeats do not matter.
    key : bytes
    length, bits : int
        Of the filter, and how many of them are set.
    """
    if not 0 < bits <= length // 2:
        raise ValueError(f"{bits} bits of {length} cannot be set: at most half are")
    turns = [positions(token, key=key, length=length) for token in sorted(set(tokens))]
    found: set[int] = set()
    while True:
        for turn in turns:
            for position in turn:
                if position not in found:
                    found.add(position)
                    break
            if len(found) == bits:
                return frozenset(found)


def as_text(found: frozenset[int], *, length: int) -> str:
    """Return a filter as hexadecimal digits, its first bit first."""
    filled = bytearray(length // 8)
    for position in found:
        filled[position // 8] |= 128 >> position % 8
    return filled.hex()


def dice(left: str, right: str) -> float:
    """Return the Dice coefficient of two filters: twice the shared bits by the bits of both.

    Parameters
    ----------
    left, right : str
        Of `as_text`, of one length.

    Returns
    -------
    float
        From 0, no bit shared, to 1, the same bits; 0 for two empty filters.
    """
    if len(left) != len(right):
        raise ValueError("filters of two lengths cannot be compared")
    one, other = int(left, 16), int(right, 16)
    both = one.bit_count() + other.bit_count()
    return 2 * (one & other).bit_count() / both if both else 0.0
