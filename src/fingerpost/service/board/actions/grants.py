"""Write down a grant line, and what was spent of it; a correction is another word on the same day."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import GrantLine, Spend


@transaction.atomic
def add_line(
    *,
    grant: str,
    title: str,
    owner: Agency,
    starts_on: date,
    ends_on: date,
    pounds: int,
    by: Membership,
    at: datetime,
) -> GrantLine:
    """Write down a line of a grant: for what, who spends it, when, and how much."""
    policies.check(by, P.GRANT_KEEP)
    if ends_on <= starts_on:
        raise ValidationError("It ends before it begins.")
    line = GrantLine(
        grant=grant.strip(),
        title=title.strip(),
        owner=owner,
        starts_on=starts_on,
        ends_on=ends_on,
        pounds=pounds,
        made_at=at,
        made_by=by.user,
    )
    line.full_clean(exclude=["owner", "made_by"])
    line.save()
    _write_down(line, by, at)
    return line


@transaction.atomic
def say_spent(
    *, line: GrantLine, up_to: date, pounds: int, by: Membership, at: datetime, note: str = ""
) -> Spend:
    """Say what was spent of a line from its start up to a day.

    Said again of the same day, the last word counts, and says why; what was said before stays.
    """
    policies.check(by, P.GRANT_KEEP)
    line = GrantLine.objects.select_for_update().get(pk=line.pk)
    if not line.starts_on <= up_to <= line.ends_on:
        raise ValidationError("Choose a day within the line's own time.")
    if up_to > timezone.localdate(at):
        raise ValidationError("Choose a day that is over: nothing is spent of a day to come.")
    if pounds < 0:
        raise ValidationError("Say what was spent from its start: that is not below nothing.")
    if line.spending.filter(up_to=up_to).exists() and not note.strip():
        raise ValidationError(
            "Something was said of that day already: say why it is corrected."
        )
    spend = Spend.objects.create(
        line=line, up_to=up_to, pounds=pounds, note=note.strip(), at=at, by=by.user
    )
    _write_down(line, by, at)
    return spend


def _write_down(line: GrantLine, by: Membership, at: datetime) -> None:
    audit.record(
        EventKind.SPEND_RECORDED, at=at, by=by, target_type="grant_line", target=line.pk
    )
