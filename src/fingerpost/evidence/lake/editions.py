"""Which edition counts: for each instalment, the newest landing of it."""

from __future__ import annotations

from collections.abc import Iterable

from fingerpost.evidence.lake.catalogue import Landing, Part


def current_parts(landings: Iterable[Landing], source: str) -> tuple[tuple[Landing, Part], ...]:
    """Return, for each edition of a source, its newest part and the landing it came in.

    In the order of the editions' names, so that the order of landing changes nothing.
    """
    newest: dict[str, tuple[Landing, Part]] = {}
    for landing in sorted(landings, key=lambda landing: landing.sequence):
        if landing.source == source:
            for part in landing.parts:
                newest[part.edition] = (landing, part)
    return tuple(newest[edition] for edition in sorted(newest))
