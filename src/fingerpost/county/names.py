"""Which names the people of the county bear, how often, and how else each may be written.

The lists in `names/` were compiled for this project; no list of real people was used. A list is in
the order of how common its names are, and the shares follow the law of Zipf and Mandelbrot: the
name of rank r has weight (r + offset)^-exponent. The share `rare` of a list falls on names that it
does not hold: forenames of any other decade, and surnames put together from parts, of which there
are thousands. So a few names are very common and most are rare, on which record linkage depends.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).with_name("names")
COMMUNITIES = (
    "white_british",
    "white_other",
    "south_asian_muslim",
    "south_asian_other",
    "black_african",
    "black_caribbean",
    "chinese",
    "mixed",
    "arab_other",
)
SEXES = ("male", "female")  # as int8 0 and 1
DECADES = tuple(range(1940, 2020, 10))
# Forms that a surname takes for a woman: in Polish an adjective agrees; in Lithuanian a daughter has
# her own ending and a wife another.
WOMANS_ENDINGS = {
    "polish": (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka")),
    "lithuanian": (
        ("auskas", "auskienė"),
        ("as", "aitė"),
        ("aitis", "aitytė"),
        ("is", "ytė"),
        ("us", "utė"),
    ),
}


@dataclass(frozen=True)
class Shares:
    """Names with the share of people who bear each."""

    names: NDArray[np.object_]  # shape (n,)
    cumulative: NDArray[np.float64]  # shape (n,), rising to 1

    def pick(self, lot: NDArray[np.float64]) -> NDArray[np.object_]:
        """Return the name that falls to each lot, a number from 0 up to 1."""
        at = np.searchsorted(self.cumulative, lot, side="right")
        return self.names[np.minimum(at, len(self.names) - 1)]

    def share(self, name: str) -> float:
        """Return the share of people who bear `name`."""
        return float(np.diff(self.cumulative, prepend=0.0)[self.names == name].sum())


@dataclass(frozen=True)
class Origin:
    """A part of a community that draws its names from one pair of lists."""

    community: str
    share: float  # of the community
    ethnicity: str  # the letter that health services use
    forenames: str
    surnames: str


@cache
def origins() -> tuple[Origin, ...]:
    """Return the origins of every community."""
    return tuple(
        Origin(
            row["community"],
            float(row["share"]),
            row["ethnicity"],
            row["forenames"],
            row["surnames"],
        )
        for row in _rows("origins")
    )


@cache
def forename_shares(of: str, sex: str, decade: int) -> Shares:
    """Return the forenames of one list and sex for people born in `decade`."""
    rows = [row for row in _rows("forenames") if (row["list"], row["sex"]) == (of, sex)]
    row = next(row for row in rows if row["born"] in {"", str(decade)})
    every = sorted({name for other in rows for name in _words(other["names"])})
    rare = float(row["rare"])
    weights = dict.fromkeys(every, rare / len(every))
    common = dict.fromkeys(_words(row["names"]))
    zipf = _zipf(len(common), offset=float(row["offset"]), exponent=1.0)
    for name, weight in zip(common, zipf, strict=True):
        weights[name] += (1 - rare) * float(weight)
    return _shares(weights)


@cache
def surname_shares(of: str, sex: str) -> Shares:
    """Return the surnames of one list for one sex."""
    row = next(r for r in _rows("surnames") if r["list"] == of and r["sex"] in {"", sex})
    rare = float(row["rare"])
    common = dict.fromkeys(_words(row["names"]))
    zipf = _zipf(len(common), offset=float(row["offset"]), exponent=float(row["exponent"]))
    weights = dict(zip(common, (1 - rare) * zipf, strict=True))
    for parts in _rows("surname_parts"):
        if parts["list"] == of:
            made = [
                beginning + ending
                for ending in _words(parts["endings"])
                for beginning in _words(parts["beginnings"])
            ]
            for name in made:
                share = rare * float(parts["share"]) / len(made)
                weights[name] = weights.get(name, 0.0) + share
    forms: dict[str, float] = {}
    for name, weight in weights.items():
        form = _womans(name, of) if sex == "female" else name
        forms[form] = forms.get(form, 0.0) + weight
    return _shares(forms)


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """Return what people who bear a forename are also called."""
    return {row["name"]: tuple(_words(row["nicknames"])) for row in _rows("nicknames")}


@cache
def variants(kind: str) -> dict[str, tuple[str, ...]]:
    """Return the other ways in which a name is written: of kind "spelling" or "transliteration"."""
    found: dict[str, dict[str, None]] = {}
    for row in _rows("variants"):
        names = _words(row["names"]) if row["kind"] == kind else []
        for name in names:
            found.setdefault(name, {}).update(dict.fromkeys(n for n in names if n != name))
    return {name: tuple(others) for name, others in found.items()}


@cache
def sounds() -> tuple[tuple[str, str], ...]:
    """Return which letters are heard, and which are written for them by one who only heard them."""
    return tuple((row["heard"], row["written"]) for row in _rows("sounds"))


@cache
def ethnicities() -> dict[str, tuple[str, str]]:
    """Return by the letter of the health services the code and the words of the other agencies."""
    return {row["letter"]: (row["code"], row["words"]) for row in _rows("ethnicities")}


def without_accents(name: str) -> str:
    """Return `name` in the letters of an English keyboard."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _womans(name: str, of: str) -> str:
    for ending, form in WOMANS_ENDINGS.get(of, ()):
        if name.endswith(ending):
            return name.removesuffix(ending) + form
    return name


def _zipf(count: int, *, offset: float, exponent: float) -> NDArray[np.float64]:
    weights = np.power(np.arange(1, count + 1) + offset, -exponent)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _shares(weights: dict[str, float]) -> Shares:
    cumulative = np.cumsum(np.fromiter(weights.values(), float, len(weights)))
    return Shares(np.array(list(weights), dtype=object), cumulative / cumulative[-1])


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def _words(cell: str) -> list[str]:
    return [word.replace("_", " ") for word in cell.split()]
