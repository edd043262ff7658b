"""The name under which somebody decides."""

from __future__ import annotations

from fingerpost.evidence.disclosure import refuse_identifiers
from fingerpost.service.access.models import Membership


def name_of(by: Membership) -> str:
    """Return the name under which somebody decides, for ever: theirs and their agency's.

    Raises
    ------
    DisclosureError
        If it holds what looks like an identifier, such as an e-mail address.
    """
    name = f"{by.user.name}, {by.agency.name}"
    refuse_identifiers("the name", name, names=False)
    return name
