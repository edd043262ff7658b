"""Keep the documents that the board must have: their versions, frozen, and who approved each."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from fingerpost.evidence.core.periods import Period
from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership, NoticeKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.actions.reminding import tell_owner
from fingerpost.service.board.document_files import kind_of, named
from fingerpost.service.board.models import (
    DocumentKind,
    DocumentVersion,
    Meeting,
    RequiredDocument,
)
from fingerpost.service.board.owners import is_lead, is_of_owner
from fingerpost.service.board.states import DocumentStatus as S

LATER_DRAFT = "A later draft was made."


@transaction.atomic
def require(
    *,
    kind: DocumentKind,
    title: str,
    owner: Agency,
    due_on: date,
    by: Membership,
    at: datetime,
    review_months: int = 12,
    is_public: bool = True,
) -> RequiredDocument:
    """Say that the board must have a document, who owes it, and by which day."""
    policies.check(by, P.PLAN_MANAGE)
    document = RequiredDocument(
        kind=kind,
        title=title.strip(),
        owner=owner,
        due_on=due_on,
        review_months=review_months,
        is_public=is_public,
    )
    document.full_clean(exclude=["owner"])
    document.save()
    _tell(document)
    return _write_down(document, by, at)


@transaction.atomic
def set_day(
    *, document: RequiredDocument, due_on: date, reason: str, by: Membership, at: datetime
) -> RequiredDocument:
    """Say by which other day it is due, and why."""
    document = _kept(document, by)
    document.due_on = due_on
    document.save()
    return _write_down(document, by, at, reason=_said(reason))


@transaction.atomic
def retire(
    *, document: RequiredDocument, reason: str, by: Membership, at: datetime
) -> RequiredDocument:
    """Say that the board need not have it any more, and why. It stays, with its versions."""
    document = _kept(document, by)
    document.retired_on, document.retire_reason = timezone.localdate(at), _said(reason)
    document.save()
    return _write_down(document, by, at)


@transaction.atomic
def add_version(
    *,
    document: RequiredDocument,
    file_name: str,
    content: bytes,
    by: Membership,
    at: datetime,
    note: str = "",
    edition: str = "",
    pdf: bytes | None = None,
) -> DocumentVersion:
    """Freeze a file as the next version, a draft; a draft before it is given up.

    Parameters
    ----------
    content : bytes
        An ODT, a DOCX or a PDF.
    edition : str
        The release of which its figures are, where it was composed.
    pdf : bytes, optional
        The same as PDF, where it was composed.
    """
    document = _locked(document, by)
    kind = kind_of(content)
    for draft in document.versions.filter(status=S.DRAFT).defer("content", "pdf"):
        _move(draft, S.ABANDONED, reason=LATER_DRAFT)
        draft.save(update_fields=["status", "note"])
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    version = DocumentVersion(
        document=document,
        number=last + 1,
        file_name=named(file_name, kind),
        media_type=kind.media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest() if pdf else "",
        edition=edition,
        note=note.strip(),
        made_at=at,
        made_by=by.user,
    )
    version.full_clean(exclude=["document", "meeting", "made_by"])
    version.save()
    _write_down(document, by, at)
    return version


@transaction.atomic
def put_to_board(
    *, version: DocumentVersion, meeting: Meeting | None, by: Membership, at: datetime
) -> DocumentVersion:
    """Put a draft to the board, at a meeting or at the next one."""
    version = _of_document(version, by)
    _move(version, S.REVIEW)
    version.meeting = meeting
    return _saved(version, by, at)


@transaction.atomic
def give_back(
    *, version: DocumentVersion, reason: str, by: Membership, at: datetime
) -> DocumentVersion:
    """Give a version back to its owner, with what is to be mended."""
    version = _before_board(version, by)
    _move(version, S.DRAFT, reason=reason)
    _tell(version.document)
    return _saved(version, by, at)


@transaction.atomic
def give_up(
    *, version: DocumentVersion, reason: str, by: Membership, at: datetime
) -> DocumentVersion:
    """Give a version up; another one takes its place, or none."""
    version = _of_document(version, by)
    _move(version, S.ABANDONED, reason=reason)
    return _saved(version, by, at)


@transaction.atomic
def approve(*, version: DocumentVersion, by: Membership, at: datetime) -> DocumentVersion:
    """Approve a version for the board; it replaces the one before, and its review is due again."""
    policies.check(by, P.BOARD_CHAIR)
    version = _fresh(version)
    _move(version, S.APPROVED)
    for before in version.document.versions.filter(status=S.APPROVED).defer("content", "pdf"):
        _move(before, S.REPLACED)
        before.save(update_fields=["status"])
    version.approved_at, version.approved_by = at, by.user
    document = version.document
    document.next_review_on = _months_later(timezone.localdate(at), document.review_months)
    document.due_on = document.next_review_on
    document.save()
    return _saved(version, by, at)


def _months_later(on: date, months: int) -> date:
    """Return the same day of a later month, or the last one that it has."""
    month = Period.month(on.year, on.month).shift(months)
    return month.start.replace(day=min(on.day, month.end.day))


def _move(version: DocumentVersion, to: S, *, reason: str = "") -> None:
    states.check(S(version.status), to, given=states.given(reason=reason))
    version.status = to
    if reason.strip():
        said = f"{to.label}: {reason.strip()}"
        version.note = f"{version.note}\n{said}".strip()


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError("Say why.")
    return reason.strip()


def _locked(document: RequiredDocument, by: Membership) -> RequiredDocument:
    """Return a document that is kept, for its owner or the lead."""
    document = RequiredDocument.objects.select_for_update().get(pk=document.pk)
    if not (is_lead(by) or is_of_owner(document.owner_id, by)):
        raise PermissionDenied("the owner of a document or the lead changes it")
    if document.retired_on is not None:
        raise ValidationError("It is retired.")
    return document


def _kept(document: RequiredDocument, by: Membership) -> RequiredDocument:
    policies.check(by, P.PLAN_MANAGE)
    return _locked(document, by)


def _of_document(version: DocumentVersion, by: Membership) -> DocumentVersion:
    _locked(version.document, by)
    return _fresh(version)


def _before_board(version: DocumentVersion, by: Membership) -> DocumentVersion:
    if not by.allows(P.BOARD_CHAIR):
        policies.check(by, P.BOARD_PREPARE)
    return _fresh(version)


def _fresh(version: DocumentVersion) -> DocumentVersion:
    """Return a version as it stands now, without its bytes, and its document, both locked."""
    document = RequiredDocument.objects.select_for_update().get(pk=version.document_id)
    if document.retired_on is not None:
        raise ValidationError("Its document is retired.")
    found = document.versions.select_for_update().defer("content", "pdf").get(pk=version.pk)
    found.document = document
    return found


def _saved(version: DocumentVersion, by: Membership, at: datetime) -> DocumentVersion:
    version.save(
        update_fields=["status", "note", "meeting", "approved_at", "approved_by"]
    )  # and never its bytes
    _write_down(version.document, by, at)
    return version


def _tell(document: RequiredDocument) -> None:
    path = reverse("board:document", args=[document.pk])
    tell_owner(document.owner_id, document.person_id, NoticeKind.DOCUMENT, path)


def _write_down(
    document: RequiredDocument, by: Membership, at: datetime, reason: str = ""
) -> RequiredDocument:
    audit.record(
        EventKind.DOCUMENT_CHANGED,
        at=at,
        by=by,
        target_type="document",
        target=document.pk,
        agency=document.owner_id,
        reason=reason[:500],
    )
    return document
