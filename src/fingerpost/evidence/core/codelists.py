"""Codelists: the values a publisher uses, with the publisher's name and a version.

A codelist is data. A new word in a partner's file is not an error in the file: it is landed and
said, so that a person can decide what it means.
"""

from __future__ import annotations

from fingerpost.evidence.core.declarations import Declaration


class Codelist(Declaration):
    """The values that a column may hold, as the publisher spells them.

    Parameters
    ----------
    name, publisher, version : str
        Which list this is, whose, and of when.
    values : mapping of str to str
        The publisher's spelling, and what it means in plain words.
    closed : bool
        True if any other value is an error; False if a new value is landed and reported.
    """

    publisher: str
    version: str
    values: dict[str, str]
    closed: bool = False
