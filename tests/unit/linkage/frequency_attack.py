"""What an attacker gets out of a file of codes without the key: the names behind common codes.

The attacker knows how common names are and how codes are made, and has the file. Three steps, after
what was published against Bloom filters:

1. Common codes are aligned with common names, by how often each occurs, and so that similar codes
   fall on similar names (the frequency alignment of Kuzu and others, PETS 2011, and the matching of
   similarity graphs of Vidanage and others, 2020, by the fast quadratic assignment that SciPy has).
2. From what is aligned it is learnt which bits each pair of letters sets (Christen and others, PAKDD
   2017 and 2018, by likelihood and not by sets, so that wrong alignments do little harm).
3. Every other code gets the name whose bits fit best; and so on again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import quadratic_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.special import gammaln

from fingerpost.evidence.linkage.code_tokens import letters

ALIGNED = 300  # common codes and names that are aligned
ROUNDS = 5  # of learning
SURE = 0.97  # a bit that a name sets is set; the rest is wrong names among those that are learnt from
SPREAD = 2.5  # in standard deviations of a count: how far codes of one name lie from another
Matrix = NDArray[np.float64]


def guess_names(
    codes: Sequence[str], names: Sequence[str], shares: NDArray[np.float64]
) -> list[str]:
    """Return the name that the attacker says of each code.

    Parameters
    ----------
    codes : sequence of str
        Filters as hexadecimal digits, one for each person.
    names : sequence of str
        As they are encoded, the commonest first.
    shares : ndarray
        Of people who bear each.
    """
    different, place, counts = np.unique(codes, return_inverse=True, return_counts=True)
    if len(different) == 1:
        return [names[0]] * len(codes)  # nothing tells: the commonest name is the best guess
    order = np.argsort(-counts, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    bits, counts = as_bits(different[order]), counts[order].astype(float)
    usual = np.average(bits, axis=0, weights=counts)
    bits[:, usual > 0.5] = (
        1 - bits[:, usual > 0.5]
    )  # a complement tells as much as the bit itself
    usual = np.minimum(usual, 1 - usual)
    made_of = made_of_letters(names)
    guessed = np.full(len(bits), -1)
    common = min(ALIGNED, len(bits), len(names))
    guessed[:common] = aligned(
        bits[:common], made_of[:common], counts[:common], len(codes) * shares[:common]
    )
    for number in range(ROUNDS):
        known = guessed >= 0
        fit = fits(bits, bits[known], made_of[guessed[known]], made_of, usual)
        fit += 0.5 * np.log(shares)
        guessed = fit.argmax(axis=1)
        if number < ROUNDS - 1:  # the worst fits are left out of what is learnt from next
            kept = max(common, len(bits) * (number + 1) // ROUNDS)
            guessed[np.argsort(-fit.max(axis=1), kind="stable")[kept:]] = -1
    return [names[guessed[rank[at]]] for at in place]


def aligned(
    bits: Matrix, made_of: Matrix, counts: Matrix, expected: Matrix
) -> NDArray[np.int64]:
    """Return which name each common code is: as common as it is, and similar to the same others."""
    of_codes, of_names = similarity(bits), similarity(made_of)
    of_codes = np.clip(of_codes - np.median(of_codes), 0, None)
    np.fill_diagonal(of_codes, 0)
    np.fill_diagonal(of_names, 0)
    likely = counts[:, None] * np.log(expected) - expected - gammaln(counts + 1)[:, None]
    start = np.exp((likely - likely.max(axis=1, keepdims=True)) / 2) + 1e-3
    for _ in range(500):
        start /= start.sum(axis=1, keepdims=True)
        start /= start.sum(axis=0, keepdims=True)
        if np.abs(start.sum(axis=1) - 1).max() < 1e-9:
            break
    found = quadratic_assignment(
        of_codes,
        of_names,
        method="faq",
        options={"maximize": True, "P0": start, "maxiter": 60, "rng": np.random.default_rng(0)},
    )
    return np.asarray(found.col_ind)


def fits(
    bits: Matrix, known: Matrix, known_made_of: Matrix, made_of: Matrix, usual: Matrix
) -> Matrix:
    """Return how well each name fits each code: the log-likelihood of its bits."""
    met = known_made_of.sum(axis=0)[:, None]
    together = (known_made_of.T @ known + usual / 2) / (met + 0.5)
    sets = np.clip((together - usual) / (1 - usual), 0, 0.99)  # how far letters set a bit
    sets[sets < 0.6] = 0
    chance = np.clip(1 - np.exp(made_of @ np.log1p(-sets)), 1 - SURE, SURE)
    return bits @ np.log(chance).T + (1 - bits) @ np.log(1 - chance).T


def similarity(rows: Matrix) -> Matrix:
    """Return the Dice coefficient of each two rows of zeros and ones."""
    weight = rows.sum(axis=1)
    return 2 * (rows @ rows.T) / np.maximum(weight[:, None] + weight, 1)


def made_of_letters(names: Sequence[str]) -> Matrix:
    """Return which pairs of letters each name has."""
    pairs = sorted({pair for name in names for pair in letters(name)})
    number = {pair: at for at, pair in enumerate(pairs)}
    matrix = np.zeros((len(names), len(pairs)))
    for row, name in enumerate(names):
        matrix[row, [number[pair] for pair in letters(name)]] = 1
    return matrix


def as_bits(codes: Sequence[str]) -> Matrix:
    """Return codes as rows of zeros and ones."""
    data = np.frombuffer(bytes.fromhex("".join(codes)), dtype=np.uint8)
    return np.unpackbits(data.reshape(len(codes), -1), axis=1).astype(float)


def as_codes(bits: NDArray[np.bool_]) -> list[str]:
    """Return rows of bits as codes."""
    return [row.tobytes().hex() for row in np.packbits(bits, axis=1)]


def without_noise(codes: Sequence[str]) -> list[str]:
    """Return codes with flipped bits put right: those that lie close together are of one name.

    Each becomes what most of its neighbours say of each bit. It costs the attacker a distance of
    each code to each other.
    """
    bits = as_bits(codes)
    signs = (2 * bits - 1).astype(np.float32)
    apart = (bits.shape[1] - signs @ signs.T) / 2
    np.fill_diagonal(apart, np.inf)
    nearest = np.quantile(apart.min(axis=1), 0.5)
    near = nearest + SPREAD * np.sqrt(nearest)
    _, group = connected_components(csr_matrix(apart <= near), directed=False)
    size = np.bincount(group)
    most = np.stack([np.bincount(group, weights=column) for column in bits.T], axis=1)
    return as_codes((most / size[:, None] > 0.5)[group])
