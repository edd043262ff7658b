"""What an agency sent and what became of it, for who may see that."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

import polars as pl
from django.conf import settings
from django.db.models import QuerySet, Sum

from fingerpost.evidence.lake import Workspace, rejects, write_rejects
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.intake import quarantine
from fingerpost.service.intake.models import (
    LANDED_HERE,
    Token,
    Upload,
    UploadedFile,
    UploadStatus,
)


def uploads(*, viewer: Membership) -> QuerySet[Upload]:
    """Return what the viewer's agency sent, newest first, with how many rows landed and did not."""
    policies.check(viewer, P.UPLOAD_VIEW)
    return (
        Upload.objects.filter(agency=viewer.agency)
        .exclude(status=UploadStatus.ABANDONED)
        .select_related("sent_under__user", "token", "corrects", "withdrawn_by")
        .defer("sent_under__user__password", "withdrawn_by__password")
        .annotate(
            rows_landed=Sum("files__rows_landed"), rows_refused=Sum("files__rows_refused")
        )
        .order_by("-id")
    )


def upload(number: int, *, viewer: Membership) -> Upload | None:
    """Return one upload of the viewer's agency, or None."""
    return uploads(viewer=viewer).filter(pk=number).first()


def files(of: Upload, *, viewer: Membership) -> QuerySet[UploadedFile]:
    """Return the files of an upload, those with something to do first."""
    policies.check(viewer, P.UPLOAD_VIEW)
    return UploadedFile.objects.filter(upload=of, agency=viewer.agency).order_by(
        "-rows_refused", "id"
    )


def rejects_csv(of: Upload, *, viewer: Membership) -> bytes | None:
    """Return the refused rows of an upload as a CSV that no spreadsheet runs; None if there are none.

    Raises
    ------
    VaultError
        If the lines lie in the vault and it does not open.
    """
    policies.check(viewer, P.UPLOAD_MAKE)
    wanted = files(of, viewer=viewer).filter(status__in=LANDED_HERE, rows_refused__gt=0)
    digests = set(wanted.values_list("sha256", flat=True))
    if of.status != UploadStatus.LANDED or not digests:
        return None
    frame = rejects(Workspace.open(Path(settings.WORKSPACE)), sha256=digests)
    return None if frame.is_empty() else _as_csv(frame)


def _as_csv(frame: pl.DataFrame) -> bytes:
    with NamedTemporaryFile(dir=quarantine.incoming(), suffix=".csv") as file:
        write_rejects(frame, Path(file.name))
        return Path(file.name).read_bytes()


def tokens(*, viewer: Membership) -> QuerySet[Token]:
    """Return the keys of the viewer's agency, newest first."""
    policies.check(viewer, P.TOKEN_MANAGE)
    return (
        Token.objects.filter(agency=viewer.agency)
        .select_related("membership__user")
        .defer("membership__user__password")
    )
