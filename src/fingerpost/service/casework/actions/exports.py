"""Make the files of the cases for the evidence: whole, or not at all, and the same rows the same bytes."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from fingerpost.evidence.core.whole_files import flush_folder
from fingerpost.service.access import audit
from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.casework import exporting
from fingerpost.service.casework.exporting import REFERRALS, STEPS, Allowed, LeftOut, Row

FOLDER = "cases"  # of the inbox
NAMES = {REFERRALS: "referrals.csv", STEPS: "referral-steps.csv"}


@dataclass(frozen=True)
class Exported:
    """What went into the files, and what stayed out."""

    folder: Path
    referrals: int
    steps: int
    without_consent: int  # referrals whose person withdrew their consent
    left_out: tuple[LeftOut, ...]
    has_changed: bool  # since the last export


@transaction.atomic
def export_cases(*, inbox: Path, at: datetime) -> Exported:
    """Write the files of the referrals that may go to the evidence into the inbox of its workspace.

    Agencies without an agreement are left out and named; for each, that it was refused is written
    down once. A file without a row is taken away.

    Parameters
    ----------
    inbox : Path
        Of the workspace.
    at : datetime
        The agreements of that day count.
    """
    allowed = Allowed.by(timezone.localdate(at))
    folder = inbox / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    rows = (row for _, row in exporting.referral_rows(allowed))
    made = [
        _written(folder / NAMES[REFERRALS], REFERRALS, rows),
        _written(folder / NAMES[STEPS], STEPS, exporting.step_rows(allowed)),
    ]
    left_out = [one for item in NAMES for one in exporting.left_out(allowed, item)]
    for one in left_out:
        _refused_once(one, at)
    sent = exporting.sent_referrals()
    done = Exported(
        folder=folder,
        referrals=made[0].rows,
        steps=made[1].rows,
        without_consent=sent.filter(consent__withdrawn_at__isnull=False).count(),
        left_out=tuple(left_out),
        has_changed=any(one.has_changed for one in made),
    )
    audit.record(
        EventKind.CASES_EXPORTED,
        at=at,
        target_type="export",
        target=REFERRALS,
        after={"referrals": done.referrals, "steps": done.steps},
    )
    for file in made:
        file.put_in_place()
    flush_folder(folder)
    return done


def _refused_once(one: LeftOut, at: datetime) -> None:
    """Write down that an agency's referrals were refused, unless that was the last thing said of it."""
    said = Event.objects.filter(
        kind=EventKind.FLOW_REFUSED, target_type="export", target=one.item, agency=one.agency.pk
    )
    last = said.order_by("pk").last()
    why = one.why[:500]
    if last is None or last.reason != why:
        audit.record(
            EventKind.FLOW_REFUSED,
            at=at,
            target_type="export",
            target=one.item,
            agency=one.agency.pk,
            reason=why,
        )


@dataclass(frozen=True)
class _Written:
    """A file that is written beside the one that it takes the place of."""

    target: Path
    beside: Path
    rows: int

    @property
    def has_changed(self) -> bool:
        """Whether it is another than the one that stands there."""
        if not self.target.is_file():
            return bool(self.rows)
        return not self.rows or _digest(self.target) != _digest(self.beside)

    def put_in_place(self) -> None:
        """Take the place; without a row there is no file."""
        if self.rows:
            self.beside.replace(self.target)
            return
        for path in (self.beside, self.target):
            with suppress(FileNotFoundError):
                path.unlink()


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _written(target: Path, item: str, rows: Iterable[Row]) -> _Written:
    """Write rows beside a file, where nobody but the service reads them."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    count = 0
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, exporting.headers(item), restval="", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return _Written(target, beside, count)
