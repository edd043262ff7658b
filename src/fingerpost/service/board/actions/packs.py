"""Freeze the pack of a meeting, as each reader gets it, and tell the readers."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from fingerpost.evidence.publication.html import render_document
from fingerpost.evidence.publication.meeting_pack import meeting_pack
from fingerpost.evidence.publication.pdf import render_pdf
from fingerpost.service.access import audit, policies
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import EventKind, Membership, NoticeKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.models import FrozenPack, Meeting
from fingerpost.service.board.pack_changes import holds
from fingerpost.service.board.pack_contents import agenda_for, readers_of
from fingerpost.service.board.states import MeetingStatus, Needs
from fingerpost.service.insight import selectors as insight


@transaction.atomic
def freeze(*, meeting: Meeting, by: Membership, at: datetime) -> list[FrozenPack]:
    """Freeze the pack of a meeting for every reader; what was frozen before stays as it was.

    It is drawn once for all readers who leave for the same items: a third of a second for ten items with
    papers and figures, so a page does it itself, and says at once to whom it went.
    """
    policies.check(by, P.BOARD_PREPARE)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    ready = MeetingStatus.READY
    states.check(MeetingStatus(meeting.status), ready, given=(Needs.PACK,))
    if not meeting.items.filter(is_struck=False).exists():
        raise ValidationError("Put something onto the agenda first.")
    number = meeting.pack_number + 1
    drawn: dict[frozenset[int], tuple[bytes, bytes]] = {}
    packs = []
    with insight.drawn(viewer=by) as release:
        edition = release.id if release else ""
        for reader in readers_of(meeting, by=by):
            leaves = reader.leaves
            if leaves not in drawn:
                said = agenda_for(meeting, number=number, leaves=leaves, at=at)
                whole = meeting_pack(said, release)
                drawn[leaves] = (
                    render_document(whole).encode(),
                    render_pdf(whole, made_at=at),
                )
            html, pdf = drawn[leaves]
            packs.append(
                FrozenPack(
                    meeting=meeting,
                    reader=reader.user,
                    agency=reader.agency,
                    number=number,
                    leaves=sorted(leaves),
                    edition=edition,
                    html=html,
                    html_sha256=hashlib.sha256(html).hexdigest(),
                    pdf=pdf,
                    pdf_sha256=hashlib.sha256(pdf).hexdigest(),
                    frozen_at=at,
                    frozen_by=by.user,
                )
            )
    FrozenPack.objects.bulk_create(packs)
    meeting.status, meeting.pack_number, meeting.pack_sent_at = ready, number, at
    meeting.pack_holds = holds(meeting, edition=edition)
    meeting.save()
    audit.record(EventKind.PACK_FROZEN, at=at, by=by, target_type="meeting", target=meeting.pk)
    notices.tell(
        [one.reader for one in packs],
        kind=NoticeKind.PAPER,
        path=reverse("board:pack", args=[meeting.pk]),
        at=at,
    )
    return packs
