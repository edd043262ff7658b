"""Write what clkhash 0.18.3 and anonlink 0.15.3 say, for the tests to agree with.

They cannot be installed beside this project (see docs/decisions), so this runs apart from it:

    uv run --no-project --python 3.11 --with clkhash==0.18.3 --with anonlink==0.15.3 \
        --with "setuptools<81" tests/golden/codes/clkhash_codes.py > tests/golden/codes/clkhash.json
"""

import json
import sys
from hashlib import sha256
from itertools import combinations

from anonlink.similarities import dice_coefficient_python
from clkhash.bloomfilter import blake_encode_ngrams, crypto_bloom_filter
from clkhash.comparators import get_comparator
from clkhash.schema import from_json_dict

NAMES = (
    *("SMITH", "SMYTH", "OBRIEN", "SMITH JONES", "A", "BARTHOLOMEW", "ZZZZZZZZ"),
    *("NOWAK", "NOVAK", "MOHAMMED", "MUHAMMAD", "JONES"),
)
SETTINGS = ((256, 5), (256, 8), (1024, 40))  # bits of a filter, bits of a token


def key(number: int) -> bytes:
    """Return one of the keys: nothing secret."""
    return sha256(f"key {number}".encode()).digest()


def schema(length: int, bits: int) -> dict:
    """Return a schema of clkhash, version 3: one field of names, pairs of letters."""
    return {
        "version": 3,
        "clkConfig": {"l": length, "kdf": {"type": "HKDF", "hash": "SHA256", "keySize": 64}},
        "features": [
            {
                "identifier": "name",
                "format": {"type": "string", "encoding": "utf-8"},
                "hashing": {
                    "comparison": {"type": "ngram", "n": 2},
                    "strategy": {"bitsPerToken": bits},
                    "hash": {"type": "blakeHash"},
                },
            }
        ],
    }


filters, similarities = [], []
pairs_of_letters = get_comparator({"type": "ngram", "n": 2})
for number, (length, bits) in enumerate(SETTINGS):
    declared = from_json_dict(schema(length, bits))
    made = []
    for name in NAMES:
        whole, _, _ = crypto_bloom_filter([name], [pairs_of_letters], declared, [[key(number)]])
        tokens = list(pairs_of_letters.tokenize(name))
        assert whole == blake_encode_ngrams(
            tokens, [key(number)], [bits] * len(tokens), length, "utf-8"
        )
        made.append(whole)
        filters.append(
            {
                "key": key(number).hex(),
                "length": length,
                "bits": bits,
                "name": name,
                "filter": whole.tobytes().hex(),
            }
        )
    for left, right in list(combinations(range(len(NAMES)), 2))[::3]:
        values, _ = dice_coefficient_python([[made[left]], [made[right]]], 0.0)
        similarities.append(
            {
                "left": made[left].tobytes().hex(),
                "right": made[right].tobytes().hex(),
                "dice": values[0],
            }
        )
lines = [
    f'"{name}": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]"
    for name, rows in (("filters", filters), ("similarities", similarities))
]
sys.stdout.write("{" + ",\n".join(lines) + "}\n")
