"""Ask an agency for a paper to an item, and send a version of one; a version is never changed."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import Agency, EventKind, Membership, NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.actions.meetings import IN_PREPARATION
from fingerpost.service.board.models import AgendaItem, Meeting, Paper, PaperVersion
from fingerpost.service.board.states import TAKES_PAPERS


@transaction.atomic
def ask_for(
    *,
    item: AgendaItem,
    title: str,
    owner: Agency,
    by: Membership,
    at: datetime,
    due_on: date | None = None,
    is_public: bool = False,
) -> Paper:
    """Ask an agency for a paper, by the day on which the meeting's papers are due if no other is said."""
    policies.check(by, P.BOARD_PREPARE)
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    if meeting.status not in IN_PREPARATION:
        raise ValidationError("Its agenda stands: it is not being prepared any more.")
    if item.is_struck:
        raise ValidationError("The item was taken off the agenda.")
    paper = Paper(
        item=item,
        title=title.strip(),
        owner=owner,
        due_on=due_on or meeting.papers_due_on,
        is_public=is_public,
        asked_at=at,
        asked_by=by.user,
    )
    paper.full_clean(exclude=["item", "owner", "asked_by"])
    paper.save()
    return _ask(paper, by, at)


@transaction.atomic
def ask_again(
    *,
    paper: Paper,
    title: str,
    owner: Agency,
    due_on: date,
    by: Membership,
    at: datetime,
    is_public: bool = False,
) -> Paper:
    """Ask another agency, or by another day, for a paper that nobody has sent yet."""
    policies.check(by, P.BOARD_PREPARE)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.newest is not None:
        raise ValidationError("It was sent already.")
    if paper.item.is_struck or paper.item.meeting.status not in IN_PREPARATION:
        raise ValidationError("Its agenda stands: it is not being prepared any more.")
    paper.title, paper.owner, paper.due_on = title.strip(), owner, due_on
    paper.is_public = is_public
    paper.full_clean(exclude=["item", "owner", "asked_by"])
    paper.save()
    return _ask(paper, by, at)


def _ask(paper: Paper, by: Membership, at: datetime) -> Paper:
    """Write down that a paper is asked for, and hand in the job that tells its owner."""
    meeting = paper.item.meeting_id
    audit.record(EventKind.AGENDA_CHANGED, at=at, by=by, target_type="meeting", target=meeting)
    app.configure_task("board.tell_of_paper").defer(paper=paper.pk)
    return paper


@transaction.atomic
def send(*, paper: Paper, asked: str, text: str, by: Membership, at: datetime) -> PaperVersion:
    """Send a version of a paper: its owner does, or the lead for them. Those before stay as they were."""
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if not by.allows(P.BOARD_PREPARE):
        policies.check(by, P.ACTION_REPORT)
        if paper.owner_id != by.agency_id:
            raise PermissionDenied("only its owner sends a paper")
    if paper.item.is_struck or paper.item.meeting.status not in TAKES_PAPERS:
        raise ValidationError("The meeting takes no more papers to this item.")
    if not text.strip() or not asked.strip():
        raise ValidationError("Write the paper, and what the board is asked to agree.")
    last = paper.newest
    if last is not None and (last.asked, last.text) == (asked.strip(), text.strip()):
        raise ValidationError("It says the same as the version before.")
    version = PaperVersion(
        paper=paper,
        number=last.number + 1 if last else 1,
        asked=asked.strip(),
        text=text.strip(),
        sha256=hashlib.sha256(f"{asked.strip()}\n\n{text.strip()}".encode()).hexdigest(),
        sent_at=at,
        sent_by=by.user,
    )
    version.full_clean(exclude=["paper", "sent_by"])
    version.save()
    audit.record(
        EventKind.PAPER_SENT,
        at=at,
        by=by,
        target_type="paper",
        target=paper.pk,
        agency=paper.owner_id,
    )
    if paper.asked_by_id != by.user_id:
        path = reverse("board:paper", args=[paper.pk])
        asked_by = User.objects.defer("password").get(pk=paper.asked_by_id)
        notices.tell([asked_by], kind=NoticeKind.PAPER, path=path, at=at)
    return version
