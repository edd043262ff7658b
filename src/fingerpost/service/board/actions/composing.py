"""Compose a document from the records, and freeze it as the next version with the edition of its figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.evidence.core.errors import OldReleaseError
from fingerpost.evidence.publication.content import Pack
from fingerpost.evidence.publication.odt import render_odt
from fingerpost.evidence.publication.pdf import render_pdf
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.actions.documents import add_version
from fingerpost.service.board.models import DocumentKind, DocumentVersion, RequiredDocument
from fingerpost.service.board.reports.account import Account
from fingerpost.service.board.reports.needs_assessment import needs_assessment
from fingerpost.service.board.reports.progress_report import progress_report
from fingerpost.service.board.what_measures_say import edition

COMPOSED: dict[str, Callable[[Account], Pack]] = {
    DocumentKind.PROGRESS: progress_report,
    DocumentKind.NEEDS: needs_assessment,
}


@transaction.atomic
def compose(
    *, document: RequiredDocument, since: date, by: Membership, at: datetime
) -> DocumentVersion:
    """Make the next version of a document from the records from a day on: an ODT, and the same as PDF/UA.

    What the public may not read is left out of a document that the public may read.
    """
    policies.check(by, P.PLAN_MANAGE)
    make = COMPOSED.get(document.kind)
    if make is None:
        raise ValidationError("This document is written by people: add it as a file.")
    account = Account(since, at, by, only_public=document.is_public)
    if since > account.until:
        raise ValidationError("Choose a first day that has begun.")
    try:
        pack = make(account)
    except OldReleaseError as error:
        raise ValidationError(
            "The release of the evidence must be made again before anything is composed of it."
        ) from error
    return add_version(
        document=document,
        file_name=f"{document.title} {account.until}.odt",
        content=render_odt(pack, made_at=at),
        pdf=render_pdf(pack, made_at=at),
        edition=edition(viewer=by),
        note=f"Composed from the records, {account.days}.",
        by=by,
        at=at,
    )
