"""What people look for help with, and how they come to a service: the terms of the directory.

Each term has a number of its own that follows from its name, so that what is exported today and
imported elsewhere tomorrow means the same.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

SPACE = uuid.UUID(
    "6b3a7f0e-5d1c-5a74-9f57-0c1d7f2e4a10"
)  # ours: numbers that follow from names


def number_of(*names: object) -> uuid.UUID:
    """Return the number that follows from names, always the same."""
    return uuid.uuid5(SPACE, "/".join(map(str, names)))


@dataclass(frozen=True)
class Term:
    """One term: how it is called here, and what people read."""

    code: str
    words: str
    taxonomy: str

    @property
    def id(self) -> uuid.UUID:
        """Its number."""
        return number_of(self.taxonomy, self.code)


@dataclass(frozen=True)
class Taxonomy:
    """A list of terms."""

    name: str
    description: str
    terms: tuple[Term, ...]

    @property
    def id(self) -> uuid.UUID:
        """Its number."""
        return number_of(self.name)

    def named(self, code: str) -> Term | None:
        """Return the term of a code, or None."""
        return next((one for one in self.terms if one.code == code), None)


def _taxonomy(name: str, description: str, *terms: tuple[str, str]) -> Taxonomy:
    return Taxonomy(name, description, tuple(Term(code, words, name) for code, words in terms))


NEEDS = _taxonomy(
    "Needs of people affected by drugs",
    "What people look for help with, as the partnership's directory sorts it.",
    ("drugs", "Drug use"),
    ("alcohol", "Alcohol"),
    ("needles", "Clean needles, and returning used ones"),
    ("naloxone", "Naloxone, against an overdose"),
    ("detox", "Detox and rehab"),
    ("recovery", "Staying well: groups and recovery communities"),
    ("family", "Help for family and friends"),
    ("young", "Young people"),
    ("mind", "Mental health"),
    ("body", "Physical health, and blood-borne viruses"),
    ("housing", "A home, or somewhere to sleep"),
    ("work", "Work, training and money"),
    ("justice", "After arrest, court or prison"),
    ("safety", "Being exploited, threatened or abused"),
)
WAYS_IN = _taxonomy(
    "Ways into a service",
    "Whether people may come by themselves.",
    ("self", "Self-referral"),
    ("professional", "Referral by a professional"),
)
SELF, PROFESSIONAL = WAYS_IN.terms
TAXONOMIES = (NEEDS, WAYS_IN)
TERMS = {str(term.id): term for one in TAXONOMIES for term in one.terms}


def term_like(number: object, words: object) -> Term | None:
    """Return the term that a number or its words name, or None."""
    known = TERMS.get(str(number or "").lower())
    said = " ".join(str(words or "").split()).casefold()
    return known or next((one for one in TERMS.values() if one.words.casefold() == said), None)
