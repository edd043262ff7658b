"""Begin, receive, land and withdraw uploads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from fingerpost.evidence.core.errors import LakeLockedError
from fingerpost.evidence.lake import Workspace
from fingerpost.evidence.lake import withdraw as withdraw_from_lake
from fingerpost.evidence.sources import all_sources
from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.intake import quarantine
from fingerpost.service.intake.models import (
    LANDED_HERE,
    Token,
    Upload,
    UploadedFile,
    UploadStatus,
)
from fingerpost.service.intake.receiving import TOO_LARGE

S = UploadStatus
MOVES: Mapping[UploadStatus, frozenset[UploadStatus]] = {
    S.RECEIVING: frozenset({S.WAITING, S.WITHDRAWN, S.ABANDONED}),
    S.WAITING: frozenset({S.LANDING, S.WITHDRAWN}),
    S.LANDING: frozenset({S.LANDED, S.REFUSED, S.WAITING}),
    S.LANDED: frozenset({S.WITHDRAWN}),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.ABANDONED: frozenset(),
}
AN_HOUR = timedelta(hours=1)
AT_MOST_AN_HOUR = 60  # uploads of one agency
AT_MOST_UNFINISHED = 10  # that it sends or has waiting at once
ABANDONED_AFTER = timedelta(hours=24)
MOST_INTERRUPTED = 3  # then the file itself may be what kills
KILLED = (
    "The service stopped three times while it read this file. Nothing was landed. Split it, or tell the "
    "partnership's analyst."
)
STUCK_AFTER = timedelta(hours=2)  # longer than any landing may take
KEPT_FOR = timedelta(
    days=30
)  # the bytes of what was landed, in case a fault in reading is found


class TooManyError(ValidationError):
    """An agency sends more than is sensible in so short a time."""


def _move(upload: Upload, to: UploadStatus) -> None:
    if to not in MOVES[UploadStatus(upload.status)]:
        raise ValidationError(
            f"This file is {upload.get_status_display().lower()}: it cannot be "
            f"{to.label.lower()} now."
        )
    upload.status = to


@transaction.atomic
def begin(
    *,
    name: str,
    size: int,
    said_source: str = "",
    corrects: Upload | None = None,
    token: Token | None = None,
    by: Membership,
    at: datetime,
) -> Upload:
    """Announce a file that is sent in parts. Its event is written when it is whole.

    Raises
    ------
    ValidationError
        If it is empty or too large, or what it shall be is no source.
    TooManyError
        If the agency sends too much at once.
    """
    policies.check(by, P.UPLOAD_MAKE)
    if size <= 0:
        raise ValidationError("The file is empty.")
    if size > quarantine.MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    if said_source and said_source not in all_sources():
        raise ValidationError("Choose what the file is from the list.")
    if not quarantine.has_room_for(size):
        raise ValidationError(
            "There is no room for it on the disk now. Tell your administrator."
        )
    mine = Upload.objects.filter(agency=by.agency)
    if mine.filter(begun_at__gt=at - AN_HOUR).count() >= AT_MOST_AN_HOUR:
        raise TooManyError(
            f"Your agency sent {AT_MOST_AN_HOUR} files within an hour. Try again later."
        )
    unfinished = mine.filter(status__in=[S.RECEIVING, S.WAITING, S.LANDING])
    if unfinished.count() >= AT_MOST_UNFINISHED:
        raise TooManyError(
            f"{AT_MOST_UNFINISHED} files of your agency are on their way already. Wait for one."
        )
    upload = Upload(
        agency=by.agency,
        sent_under=by,
        token=token,
        name=quarantine.safe_name(name),
        said_source=said_source,
        size=size,
        corrects=corrects,
        begun_at=at,
    )
    upload.full_clean(exclude=["agency", "sent_under", "token", "corrects"])
    upload.save()
    quarantine.path_of(upload.pk, upload.name).touch(mode=0o600)
    return upload


@transaction.atomic
def add_part(*, upload: Upload, offset: int, data: bytes, by: Membership) -> Upload:
    """Keep the next part of a file that is being sent.

    Raises
    ------
    ValidationError
        If it is not the next part: the sender asks how far we are, and goes on from there.
    """
    policies.check(by, P.UPLOAD_MAKE)
    upload = Upload.objects.select_for_update().get(pk=upload.pk, agency=by.agency)
    if upload.status != S.RECEIVING:
        raise ValidationError("This file is not being sent any more.")
    if offset != upload.received:
        raise ValidationError(f"{upload.received} bytes are here: go on from there.")
    if not data or offset + len(data) > upload.size:
        raise ValidationError("The file is not as long as was announced.")
    with quarantine.path_of(upload.pk, upload.name).open("r+b") as file:
        file.seek(offset)
        file.truncate()
        file.write(data)
    upload.received = offset + len(data)
    upload.save()
    return upload


@transaction.atomic
def complete(*, upload: Upload, by: Membership, at: datetime) -> Upload:
    """Close a file that is here whole; it waits to be checked from then on."""
    policies.check(by, P.UPLOAD_MAKE)
    upload = Upload.objects.select_for_update().get(pk=upload.pk, agency=by.agency)
    if upload.status == S.RECEIVING and upload.received != upload.size:
        raise ValidationError(f"Only {upload.received} of {upload.size} bytes are here.")
    _move(upload, S.WAITING)
    upload.received_at = at
    upload.save()
    _record(EventKind.FILE_SENT, upload, by=by, at=at, after={"bytes": upload.size})
    return upload


@transaction.atomic
def receive(
    *,
    path: Path,
    name: str,
    size: int,
    said_source: str = "",
    corrects: Upload | None = None,
    token: Token | None = None,
    by: Membership,
    at: datetime,
) -> Upload:
    """Take a whole file that lies in the quarantine already, at `path`."""
    upload = begin(
        name=name,
        size=size,
        said_source=said_source,
        corrects=corrects,
        token=token,
        by=by,
        at=at,
    )
    target = quarantine.path_of(upload.pk, upload.name)
    target.unlink()
    target.hardlink_to(path)  # whose own name goes with the request
    upload.received = size
    upload.save()
    return complete(upload=upload, by=by, at=at)


@transaction.atomic
def begin_landing(*, number: int, at: datetime) -> Upload | None:
    """Take an upload that waits, so that nobody else does; None if somebody did."""
    upload = (
        Upload.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("agency", "sent_under__agency")
        .filter(pk=number, status=S.WAITING)
        .first()
    )
    if upload is None:
        return None
    _move(upload, S.LANDING)
    # Kept over a second try, by which the lake tells that the first one landed it.
    upload.landing_at = upload.landing_at or at
    upload.checked_at = at
    upload.save()
    return upload


@transaction.atomic
def put_back(*, upload: Upload, at: datetime) -> Upload:
    """Let an upload wait again: the lake was busy, or the worker ended in the middle."""
    _move(upload, S.WAITING)
    upload.save()
    _record_by_itself(EventKind.FILE_PUT_BACK, upload, at=at)
    return upload


def put_back_interrupted(*, at: datetime) -> None:
    """Let wait again what a worker was killed over; only who holds the lock on landing may say so.

    A file over which workers are killed again and again is refused, so that the others get their turn.
    """
    for upload in Upload.objects.filter(status=S.LANDING):
        upload.interrupted += 1
        if upload.interrupted < MOST_INTERRUPTED:
            put_back(upload=upload, at=at)
        else:
            settle(upload=upload, files=(), is_denied=False, problem=KILLED, at=at)


@transaction.atomic
def settle(
    *,
    upload: Upload,
    files: Iterable[Mapping[str, Any]],
    is_denied: bool,
    problem: str,
    at: datetime,
) -> Upload:
    """Keep what became of each file of an upload, unless it was put back in the meantime."""
    current = Upload.objects.select_for_update().get(pk=upload.pk)
    if (current.status, current.checked_at) != (upload.status, upload.checked_at):
        return current
    made = UploadedFile.objects.bulk_create(
        UploadedFile(
            upload=upload,
            agency=upload.agency,
            **{
                **file,
                "name": quarantine.safe_name(str(file["name"])),
                "message": _readable(str(file["message"])),
                "notes": [_readable(str(note)) for note in file["notes"]],
            },
        )
        for file in files
    )
    landed = [one for one in made if one.is_landed_here]
    has_come = landed or any(one.status == "already_landed" for one in made)
    _move(upload, S.LANDED if has_come else S.REFUSED)
    upload.message = _readable(problem) or ("" if made else "There is no file in it.")
    upload.checked_at = at
    upload.save()
    by = upload.sent_under
    if has_come:
        rows = {
            "rows_landed": sum(one.rows_landed for one in landed),
            "rows_refused": sum(one.rows_refused for one in landed),
        }
        _record(EventKind.FILE_LANDED, upload, by=by, at=at, after=rows)
    if is_denied:
        _record(EventKind.FLOW_REFUSED, upload, by=by, at=at)
    if not has_come or any(not one.is_landed_here for one in made):
        _record(EventKind.FILE_REFUSED, upload, by=by, at=at)
    return upload


def _readable(text: str) -> str:
    """Return words that may repeat a stranger's name of a file or sheet, fit to be kept and shown."""
    return "".join(one if one.isprintable() else "_" for one in text)[:4000]


@transaction.atomic
def withdraw(*, upload: Upload, reason: str, by: Membership, at: datetime) -> Upload:
    """Withdraw an upload: what it landed does not count from then on.

    Raises
    ------
    ValidationError
        Without a reason, while it is being checked, or while somebody else writes in the lake.
    """
    policies.check(by, P.UPLOAD_WITHDRAW)
    upload = Upload.objects.select_for_update().get(pk=upload.pk, agency=by.agency)
    if not reason.strip():
        raise ValidationError("Say why the file should not count.")
    before = upload.status
    _move(upload, S.WITHDRAWN)
    upload.withdrawn_at, upload.withdrawn_by = at, by.user
    upload.withdrawal_reason = reason.strip()
    upload.save()
    _record(
        EventKind.FILE_WITHDRAWN,
        upload,
        by=by,
        at=at,
        reason=reason.strip(),
        before={"status": before},
    )
    landed = upload.files.filter(status__in=LANDED_HERE).values_list("sha256", flat=True)
    if landed:
        try:
            withdraw_from_lake(
                Workspace.open(Path(settings.WORKSPACE)),
                landed,
                at=at,
                by=f"person {by.user_id}, agency {by.agency_id}",
                reason=f"upload {upload.pk}",  # the reason itself may name somebody
                wait_seconds=settings.WAIT_SECONDS,
            )
        except LakeLockedError as error:
            raise ValidationError(
                "Somebody is landing files just now. Try again in a minute."
            ) from error
    transaction.on_commit(lambda: quarantine.remove(upload.pk))
    return upload


@transaction.atomic
def record_rejects_taken(*, upload: Upload, by: Membership, at: datetime) -> None:
    """Write down that somebody took the refused rows, which may name people."""
    policies.check(by, P.UPLOAD_MAKE)
    _record(EventKind.REJECTS_TAKEN, upload, by=by, at=at)


def sweep(*, at: datetime) -> None:
    """Give up what was never sent whole, try again what was left lying, delete what is not needed."""
    for upload in Upload.objects.filter(status=S.RECEIVING, begun_at__lt=at - ABANDONED_AFTER):
        with transaction.atomic():
            _move(upload, S.ABANDONED)
            upload.save()
            _record_by_itself(EventKind.FILE_DISCARDED, upload, at=at)
    for upload in Upload.objects.filter(status=S.LANDING, checked_at__lt=at - STUCK_AFTER):
        put_back(upload=upload, at=at)
    needed = Upload.objects.filter(
        Q(status__in=[S.RECEIVING, S.WAITING, S.LANDING])
        | Q(status=S.LANDED, checked_at__gte=at - KEPT_FOR)
    )
    quarantine.keep_only(set(needed.values_list("pk", flat=True)), begun_before=at - AN_HOUR)


def _record(
    kind: EventKind, upload: Upload, *, by: Membership, at: datetime, **more: Any
) -> None:
    audit.record(
        kind,
        at=at,
        by=by,
        target_type="upload",
        target=upload.pk,
        agency=upload.agency_id,
        **more,
    )


def _record_by_itself(kind: EventKind, upload: Upload, *, at: datetime) -> None:
    """Write down what the service did by itself, with nobody who acted."""
    audit.record(kind, at=at, target_type="upload", target=upload.pk, agency=upload.agency_id)
