"""The one door to the audit: record what was done and seen, seal it, and see whether it was touched.

An event is written in the transaction of the change that it tells of, so there is never one without
the other. Seals are set a little later, over events whose transactions are over; a day's last seal is
also written outside the database, so that whoever can change the database cannot change the past.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from fingerpost.service.access.models import Event, EventKind, EventValues, Membership, Seal

AT_ONCE = 10_000  # events under one seal


def record(
    kind: EventKind,
    *,
    at: datetime,
    by: Membership | None = None,
    actor: int | None = None,
    target_type: str = "",
    target: int | str = "",
    agency: int | None = None,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Event:
    """Write an event, in the transaction of what it tells of.

    Parameters
    ----------
    kind : EventKind
    at : datetime
    by : Membership, optional
        Who did it and for whom they acted; with `actor` alone somebody who acts for nobody yet.
    target_type, target : str
        What it was done to, by its number.
    agency : int, optional
        Whose record that is; the actor's own agency if not given.
    reason : str
        Why, where a reason is asked for.
    before, after : mapping, optional
        Values of the changed fields; kept apart, where retention can erase them.

    Raises
    ------
    RuntimeError
        Outside a transaction: the change and its event could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of what it tells of")
    fields = sorted({*(before or {}), *(after or {})})
    event = Event.objects.create(
        at=at,
        kind=kind,
        actor=by.user_id if by else actor,
        actor_agency=by.agency_id if by else None,
        target_type=target_type,
        target=str(target),
        agency=agency if agency is not None else (by.agency_id if by else None),
        fields=fields,
        reason=reason,
    )
    if fields:
        EventValues.objects.create(
            event=event.pk, before=dict(before or {}), after=dict(after or {})
        )
    return event


@transaction.atomic
def erase_values(
    target_type: str, targets: Sequence[int | str], *, agency: int, at: datetime
) -> int:
    """Erase the values that events of an agency hold of its records; return how many. The events stay.

    Run as the service: no page may change what stands with an event. What was erased before is left.
    """
    events = Event.objects.filter(
        target_type=target_type, target__in=[str(one) for one in targets], agency=agency
    )
    erased = EventValues.objects.filter(
        event__in=events.values("pk"), erased_at__isnull=True
    ).update(before=None, after=None, erased_at=at)
    for target in targets if erased else ():
        record(
            EventKind.VALUES_ERASED,
            at=at,
            target_type=target_type,
            target=target,
            agency=agency,
        )
    return erased


@transaction.atomic
def seal(*, at: datetime, is_restored: bool = False) -> Seal | None:
    """Set a seal over the events since the last one; None if there are none.

    Only events that no running transaction can still come before are sealed. In a database that was
    just restored none runs, and the numbers of transactions are those of another server: there
    `is_restored` seals all, so that the events of this server come after.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE access_seal IN EXCLUSIVE MODE")
        last = Seal.objects.order_by("-id").first()
        cursor.execute(
            "SELECT id, digest FROM access_event WHERE id > %s"
            " AND (%s OR transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
            " ORDER BY id LIMIT %s",
            [last.last if last else 0, is_restored, AT_ONCE],
        )
        events = cursor.fetchall()
    if not events:
        return None
    return Seal.objects.create(
        at=at,
        first=events[0][0],
        last=events[-1][0],
        events=len(events),
        digest=_digest(last.digest if last else "", events),
    )


def _digest(before: str, events: list[tuple[int, str]]) -> str:
    text = json.dumps([before, events], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Broken:
    """Where the audit was touched."""

    what: str
    first: int
    last: int


def verify(anchors: Path | None = None) -> list[Broken]:
    """Return where events were changed, removed or put between; an empty list if nowhere.

    Parameters
    ----------
    anchors : Path, optional
        The file of anchors outside the database, compared as well.
    """
    broken = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM access_event WHERE digest <> access_event_digest(access_event.*) ORDER BY id"
        )
        broken += [Broken("an event was changed", row[0], row[0]) for row in cursor.fetchall()]
        before, after = "", 0
        for one in Seal.objects.all():
            cursor.execute(
                "SELECT id, digest FROM access_event WHERE id > %s AND id <= %s ORDER BY id",
                [after, one.last],
            )
            if one.digest != _digest(before, cursor.fetchall()):
                broken.append(
                    Broken("events under a seal are not those sealed", one.first, one.last)
                )
            before, after = one.digest, one.last
    if anchors is not None and anchors.is_file():
        known = {one.pk: one.digest for one in Seal.objects.all()}
        for line in anchors.read_text(encoding="utf-8").splitlines():
            anchor = json.loads(line)
            if known.get(anchor["seal"]) != anchor["digest"]:
                broken.append(
                    Broken(
                        "a seal is not the one anchored that day",
                        anchor["seal"],
                        anchor["seal"],
                    )
                )
    return broken


def anchor(path: Path, *, at: datetime) -> bool:
    """Write the newest seal at the end of a file outside the database; False if it is there."""
    newest = Seal.objects.order_by("-id").first()
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    if newest is None or (lines and json.loads(lines[-1])["seal"] == newest.pk):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(
            json.dumps({"at": at.isoformat(), "seal": newest.pk, "digest": newest.digest})
            + "\n"
        )
    return True
