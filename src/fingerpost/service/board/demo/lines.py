"""Write the lines of a demo's minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fingerpost.service.board.actions import lines
from fingerpost.service.board.demo import cast
from fingerpost.service.board.demo.told import ACTION, DECISION, NOTE, Line
from fingerpost.service.board.models import AgendaItem, Decision, Minute


def write(item: AgendaItem, line: Line, decided: Decision | None, *, at: datetime) -> Minute:
    """Write a line under an item; an action may follow from what was decided before it."""
    key, by = f"{item.pk}-{at:%H%M}", cast.lead()
    if line.kind == NOTE:
        written = lines.note(
            item=item, words=line.words, key=key, is_public=line.is_public, by=by, at=at
        )
    elif line.kind == DECISION:
        pack = item.meeting.packs.values("edition").first()
        written = lines.decide(
            item=item,
            words=line.words,
            key=key,
            reasons=line.reasons,
            options=line.options,
            dissent=line.dissent,
            measure=line.measure,
            edition=str(pack["edition"]) if pack else "",
            is_public=line.is_public,
            by=by,
            at=at,
        )
    else:
        written = _asked_of_an_agency(item, line, decided, key, at)
    if line.struck:
        lines.strike(line=written, reason=line.struck, key=f"{key}-struck", by=by, at=at)
    return written


def _asked_of_an_agency(
    item: AgendaItem, line: Line, decided: Decision | None, key: str, at: datetime
) -> Minute:
    assert line.owner is not None, "somebody does it"
    owner, by = cast.agency(line.owner), cast.lead()
    day = timezone.localdate(item.meeting.starts_at + timedelta(days=line.days))
    if line.kind == ACTION:
        return lines.give_action(
            item=item,
            words=line.words,
            owner=owner,
            due_on=day,
            key=key,
            decision=decided if line.follows else None,
            is_public=line.is_public,
            by=by,
            at=at,
        )
    likelihood, impact = line.score
    return lines.raise_risk(
        item=item,
        words=line.words,
        owner=owner,
        likelihood=likelihood,
        impact=impact,
        review_on=day,
        key=key,
        is_public=line.is_public,
        by=by,
        at=at,
    )
