"""Of what a document gives account: from which day to which, for whom, and with which records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from fingerpost.evidence.publication.board_pack import SYNTHETIC
from fingerpost.evidence.publication.content import Block, Callout, Pack, Page, Paragraph, Table
from fingerpost.evidence.publication.wording import counted, day
from fingerpost.service.access.models import Membership
from fingerpost.service.insight import selectors as insight

# The public's release is stricter, and another one: what is shown to everybody is taken from there.
FOR_THE_BOARD = "For the board: figures from the board’s release, not checked for publication"
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Account:
    """What an account covers.

    Parameters
    ----------
    since : date
        The first day.
    at : datetime
        When it is given: the last day is that of this moment.
    viewer : Membership
        Who gives it; nothing is in it that they may not see.
    only_public : bool
        Whether records that the public may not read are left out, and counted.
    """

    since: date
    at: datetime
    viewer: Membership
    only_public: bool

    @property
    def until(self) -> date:
        """The last day."""
        return timezone.localdate(self.at)

    @property
    def days(self) -> str:
        """Both days in words."""
        return f"from {day(self.since)} to {day(self.until)}"

    def of(self, found: models.QuerySet[M], what: str) -> tuple[list[M], list[Block]]:
        """Return the records that may stand in it, and what is said of those that may not."""
        records = list(found)
        if not self.only_public:
            return records, []
        shown = [one for one in records if one.is_public]  # type: ignore[attr-defined]
        left = len(records) - len(shown)
        if not left:
            return shown, []
        words = f"{counted(left, what)} that the public may not read {_is(left)} left out here."
        return shown, [Paragraph(words, "small")]


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def table(caption: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table of words."""
    return Table(
        caption,
        tuple(headers),
        tuple(tuple(one) for one in rows),
        tuple(False for _ in headers),
    )


def missing(*words: str) -> Callout:
    """Return that something is not there, and so cannot be said."""
    return Callout("Cannot say", words, "cannot_say")


def framed(
    pages: Sequence[Page], *, title: str, subtitle: str, audience: str, account: Account
) -> Pack:
    """Return pages as a document, with the edition of its figures and the licences they need."""
    release = insight.release(viewer=account.viewer)
    composed = f"Composed on {day(account.until)}"
    return Pack(
        title=f"{settings.PARTNERSHIP}: {title}",
        subtitle=subtitle,
        audience=audience,
        is_draft=False,  # whether it was approved stands beside its version, and may change
        pages=tuple(pages),
        licence_statements=tuple(
            dict.fromkeys(one.licence_statement for one in release.provenance.sources)
        )
        if release
        else (),
        identity=f"{composed}; figures of release {release.id}"
        if release
        else f"{composed}; no figures",
        warnings=(
            *((SYNTHETIC,) if settings.IS_SYNTHETIC else ()),
            *((FOR_THE_BOARD,) if release else ()),
        ),
    )
