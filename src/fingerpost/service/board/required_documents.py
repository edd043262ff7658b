"""Required documents on pages: who reads them, and what can be done with one and with a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.record_steps import RecordStep
from fingerpost.service.board.actions import documents as actions
from fingerpost.service.board.document_forms import DayForm, NothingForm, PutForm
from fingerpost.service.board.models import DocumentVersion, RequiredDocument
from fingerpost.service.board.owners import is_lead, is_of_owner
from fingerpost.service.board.risk_forms import WhyForm
from fingerpost.service.board.states import DocumentStatus as S

BYTES = ("content", "pdf")  # of a version: never read for a list


@dataclass(frozen=True)
class Kept:
    """One document with its versions, the newest first."""

    document: RequiredDocument
    versions: tuple[DocumentVersion, ...]

    @property
    def approved(self) -> DocumentVersion | None:
        """The version that counts."""
        return next((one for one in self.versions if one.status == S.APPROVED), None)

    @property
    def in_work(self) -> DocumentVersion | None:
        """The version that is being made or is with the board."""
        return next((one for one in self.versions if one.status in (S.DRAFT, S.REVIEW)), None)

    def is_late(self, on: date) -> bool:
        """Whether its day is over."""
        return self.document.is_late(on)


def documents(*, viewer: Membership) -> QuerySet[RequiredDocument]:
    """Return every document that the board must have, the soonest first."""
    policies.check(viewer, P.BOARD_VIEW)
    return RequiredDocument.objects.select_related("owner", "person").defer("person__password")


def with_versions(found: QuerySet[RequiredDocument]) -> list[Kept]:
    """Return documents with what is known of their versions, but not their bytes."""
    known = (
        DocumentVersion.objects.defer(*BYTES, "made_by__password", "approved_by__password")
        .select_related("made_by", "approved_by", "meeting")
        .order_by("-number")
    )
    return [
        Kept(one, tuple(one.versions.all()))
        for one in found.prefetch_related(Prefetch("versions", queryset=known))
    ]


def is_theirs(document: RequiredDocument, viewer: Membership) -> bool:
    """Tell whether somebody may add versions: the owner may, and the lead, while it is kept."""
    is_for = is_lead(viewer) or is_of_owner(document.owner_id, viewer)
    return document.retired_on is None and is_for


def _is_leads(document: RequiredDocument, viewer: Membership) -> bool:
    return document.retired_on is None and is_lead(viewer)


DOCUMENT_STEPS: tuple[RecordStep[RequiredDocument], ...] = (
    RecordStep(
        "day",
        "Set another day",
        "It has another day.",
        DayForm,
        lambda one, said, by, at: actions.set_day(document=one, **said, by=by, at=at),
        _is_leads,
    ),
    RecordStep(
        "retire",
        "Retire it",
        "It is retired. Its versions stay.",
        WhyForm,
        lambda one, said, by, at: actions.retire(document=one, **said, by=by, at=at),
        _is_leads,
    ),
)


def _in(*states: S) -> tuple[str, ...]:
    return tuple(one.value for one in states)


def _may_decide(version: DocumentVersion, viewer: Membership) -> bool:
    return version.document.retired_on is None and version.status == S.REVIEW


VERSION_STEPS: tuple[RecordStep[DocumentVersion], ...] = (
    RecordStep(
        "put",
        "Put it to the board",
        "It is with the board, and comes onto the agenda.",
        PutForm,
        lambda one, said, by, at: actions.put_to_board(version=one, **said, by=by, at=at),
        lambda one, viewer: is_theirs(one.document, viewer) and one.status == S.DRAFT,
    ),
    RecordStep(
        "approve",
        "Approve it",
        "It is approved. The day of its next review is set.",
        NothingForm,
        lambda one, said, by, at: actions.approve(version=one, **said, by=by, at=at),
        lambda one, viewer: _may_decide(one, viewer) and viewer.allows(P.BOARD_CHAIR),
    ),
    RecordStep(
        "give-back",
        "Give it back",
        "It is with its owner again, who is told.",
        WhyForm,
        lambda one, said, by, at: actions.give_back(version=one, **said, by=by, at=at),
        lambda one, viewer: (
            _may_decide(one, viewer)
            and (viewer.allows(P.BOARD_CHAIR) or viewer.allows(P.BOARD_PREPARE))
        ),
    ),
    RecordStep(
        "give-up",
        "Give it up",
        "It is given up. It stays, with the reason.",
        WhyForm,
        lambda one, said, by, at: actions.give_up(version=one, **said, by=by, at=at),
        lambda one, viewer: (
            is_theirs(one.document, viewer) and one.status in _in(S.DRAFT, S.REVIEW)
        ),
    ),
)
