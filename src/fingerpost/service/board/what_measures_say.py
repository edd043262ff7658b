"""What measures say now, each in a sentence: from the newest release that somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fingerpost.evidence.core.errors import OldReleaseError
from fingerpost.evidence.measures.declaration import Measure
from fingerpost.evidence.publication.wording import SHORT_KIND
from fingerpost.service.access.models import Membership
from fingerpost.service.insight import selectors as insight
from fingerpost.service.insight.reading import Line

CANNOT_SAY = "Cannot say"


@dataclass(frozen=True)
class Said:
    """One measure, and what it says.

    Parameters
    ----------
    name, title, kind : str
        Of the measure; its kind in a word, so that activity is never taken for outcome.
    sentence, sure, age : str
        What it says, whether that is a sign of change, and how old it is; `age` is "" where nothing is said.
    """

    name: str
    title: str
    kind: str
    sentence: str
    sure: str
    age: str

    @property
    def is_said(self) -> bool:
        """Whether there is anything to say."""
        return self.sure != CANNOT_SAY


def edition(*, viewer: Membership) -> str:
    """Return which release is the newest, or nothing where there is none that can be read."""
    try:
        found = insight.release(viewer=viewer)
    except OldReleaseError:  # of another version of ours: to be made again
        return ""
    return "" if found is None else found.id


def all_measures(*, viewer: Membership) -> dict[str, Said]:
    """Return what every measure of the framework says, by its name; what waits for data says so."""
    found: dict[str, Said] = {}
    try:
        aims = insight.overview(viewer=viewer)
    except OldReleaseError:
        return found
    for _, sections in aims:
        for section in sections:
            for line in (*section.changed, *section.done):
                found[line.measure.name] = _of_line(line)
            for measure in section.waiting:
                found.setdefault(measure.name, _of_waiting(measure))
    return found


def what_measures_say(names: Iterable[str], *, viewer: Membership) -> list[Said]:
    """Return what these measures say, in their order; one that is not known says that it is not."""
    known = all_measures(viewer=viewer)
    return [known.get(name) or _unknown(name) for name in names]


def _of_line(line: Line) -> Said:
    measure = line.measure
    return Said(measure.name, measure.title, line.kind, line.sentence, line.sure, line.age)


def _of_waiting(measure: Measure) -> Said:
    what = measure.waiting_for or "files that are not landed"
    words = f"Cannot be said: it waits for {what}, from {measure.agency}."
    return Said(measure.name, measure.title, SHORT_KIND[measure.kind], words, CANNOT_SAY, "")


def _unknown(name: str) -> Said:
    words = "Cannot be said: the newest release has no measure of this name."
    return Said(name, name, "", words, CANNOT_SAY, "")
