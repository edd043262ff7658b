"""Background jobs of the board: remind of what is due, escalate what stays late, tell the owners.

Each may run twice or late and does no harm: it does what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access.models import NoticeKind
from fingerpost.service.board.actions import action_items, questions, reminding, telling
from fingerpost.service.board.due import to_chase, to_escalate, to_remind

log = structlog.get_logger("fingerpost.service")
QUEUE = "board"


@app.task(name="board.tell_of_action", queue=QUEUE)
def tell_of_action(action_item: int, whom: str) -> None:
    """Tell the owner of an action, or the owner's managers."""
    telling.tell_of_action(action_item, telling.TellKind(whom), at=timezone.now())


@app.task(name="board.tell_of_paper", queue=QUEUE)
def tell_of_paper(paper: int) -> None:
    """Tell the owner of a paper that it is due."""
    telling.tell_of_paper(paper, at=timezone.now())


@app.task(name="board.tell_of_question", queue=QUEUE)
def tell_of_question(question: int) -> None:
    """Tell an agency that a question was put to it."""
    questions.tell(question, at=timezone.now())


@app.periodic(cron="35 6 * * *")
@app.task(name="board.remind", queue=QUEUE, queueing_lock="board.remind")
def remind(timestamp: int) -> None:
    """Remind of what is due soon or late, escalate what stayed late; before the morning's e-mails."""
    at = datetime.fromtimestamp(timestamp, UTC)
    on = timezone.localdate(at)
    late, soon = to_escalate(on), to_remind(on)
    for item in late:
        action_items.escalate(item=item, by=None, at=at)
    for item in soon:
        action_items.remind(item=item, at=at)
    for paper in to_chase(on):
        telling.tell_of_paper(paper.pk, at=at)
    log.info("actions", escalated=len(late), reminded=len(soon))


@app.task(name="board.tell_owner", queue=QUEUE)
def tell_owner(agency: int, person: int | None, kind: str, path: str) -> None:
    """Tell the owner of a risk or a document that it waits for them."""
    reminding.tell(agency, person, NoticeKind(kind), path, at=timezone.now())


@app.periodic(cron="40 6 * * *")
@app.task(name="board.remind_owners", queue=QUEUE, queueing_lock="board.remind_owners")
def remind_owners(timestamp: int) -> None:
    """Remind the owners of risks to review and of documents that are due."""
    told = reminding.remind_owners(at=datetime.fromtimestamp(timestamp, UTC))
    log.info("owners", told=told)
