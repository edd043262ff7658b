"""What the pack of a meeting holds for a reader, from the board's records; and who reads one.

Whoever leaves for an item gets neither its question nor its papers nor its figure. Readers who leave for
the same items get the same pack.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from fingerpost.evidence.publication import meeting_pack as pack
from fingerpost.service.access.models import Agency, Membership, User
from fingerpost.service.board import selectors
from fingerpost.service.board.due import above_appetite, unsettled
from fingerpost.service.board.models import (
    ActionItem,
    AgendaItem,
    Handling,
    Interest,
    Meeting,
    Paper,
    Risk,
)

NOTHING_DONE = "Nothing is written down."


@dataclass(frozen=True)
class Reader:
    """Who gets a pack: for which agency, and for which items they leave."""

    user: User
    agency: Agency
    leaves: frozenset[int]


def readers_of(meeting: Meeting, *, by: Membership) -> list[Reader]:
    """Return who gets the pack: whoever holds a seat on the day, their deputies, and who prepares it.

    A person leaves for an item if any seat that they hold or stand in for does.
    """
    left: dict[int | None, set[int]] = {}
    for item, *people in leaving(meeting).values_list("item", "seat__person", "seat__deputy"):
        for person in people:
            left.setdefault(person, set()).add(item)
    found: dict[int, Reader] = {}
    for seat in selectors.seats_of(meeting):
        for user in (seat.person, seat.deputy):
            if user is not None:
                leaves = frozenset(left.get(user.pk, ()))
                found.setdefault(user.pk, Reader(user, seat.agency, leaves))
    sender = Reader(by.user, by.agency, frozenset(left.get(by.user_id, ())))
    found.setdefault(by.user_id, sender)
    return list(found.values())


def leaving(meeting: Meeting) -> QuerySet[Interest]:
    """Return for which items somebody leaves."""
    return Interest.objects.filter(item__meeting=meeting, handling=Handling.LEAVES)


def agenda_for(
    meeting: Meeting, *, number: int, leaves: Collection[int], at: datetime
) -> pack.Agenda:
    """Return all that the board says in a pack, for readers who leave for some items.

    Parameters
    ----------
    meeting : Meeting
    number : int
        Of the pack.
    leaves : collection of int
        The numbers of the items for which its readers leave.
    at : datetime
        When it is frozen.
    """
    on = timezone.localdate(at)
    papers = papers_of(meeting)
    return pack.Agenda(
        partnership=settings.PARTNERSHIP,
        title=meeting.title,
        when=date_format(timezone.localtime(meeting.starts_at), "l j F Y, H:i")
        + date_format(timezone.localtime(meeting.ends_at), " \\t\\o H:i"),
        place=meeting.place,
        number=number,
        frozen_on=on,
        items=tuple(
            _left(begins, item)
            if item.pk in leaves
            else _item(begins, item, papers.get(item.pk, []), on)
            for begins, item in selectors.timed_agenda(meeting)
        ),
        actions=tuple(_action(one, on) for one in selectors.late_first(_open(), on)),
        risks=tuple(_risk(one, score) for one, score in above_appetite()),
    )


def papers_of(meeting: Meeting) -> dict[int, list[Paper]]:
    """Return the papers of a meeting with their versions, by the item that they are asked for."""
    found: dict[int, list[Paper]] = {}
    asked = Paper.objects.filter(item__meeting=meeting, item__is_struck=False)
    for one in asked.select_related("owner").prefetch_related("versions"):
        found.setdefault(one.item_id, []).append(one)
    return found


def _open() -> QuerySet[ActionItem]:
    return unsettled().select_related("owner", "person").defer("person__password")


def _item(begins: datetime, item: AgendaItem, papers: list[Paper], on: date) -> pack.Item:
    return pack.Item(
        title=item.title,
        kind=item.get_kind_display(),
        question=item.question,
        begins=_time(begins),
        minutes=item.minutes,
        presented_by=item.presented_by.name if item.presented_by else "",
        measure=item.measure,
        signal=item.about if item.about_type == "signal" else "",
        papers=tuple(_paper(one) for one in papers),
        facts=_facts(item, on),
    )


def _left(begins: datetime, item: AgendaItem) -> pack.Item:
    return pack.Item(item.title, "", "", _time(begins), item.minutes, is_left=True)


def _paper(paper: Paper) -> pack.Paper:
    newest = paper.newest
    if newest is None:
        return pack.Paper(paper.title, paper.owner.name, paper.due_on)
    return pack.Paper(
        paper.title,
        paper.owner.name,
        paper.due_on,
        number=newest.number,
        sent_on=timezone.localdate(newest.sent_at),
        asked=newest.asked,
        text=newest.text,
    )


def _facts(item: AgendaItem, on: date) -> tuple[tuple[str, str], ...]:
    """Return what an item was put on the agenda for, as it stands now."""
    if item.about_type == "action_item":
        action = _open_or_not(int(item.about))
        words, who, by, state = _action(action, on)
        last = action.reports.exclude(words="").order_by("-id").first()
        said = (("Said last", last.words),) if last else ()
        return (("Action", words), ("Who", who), ("By", by), ("State", state), *said)
    if item.about_type == "risk":
        risk = Risk.objects.get(pk=item.about)
        facts = (
            ("Cause", risk.cause),
            ("Consequence", risk.consequence),
            ("Done about it", risk.controls),
        )
        return tuple((term, words) for term, words in facts if words)
    return ()


def _open_or_not(number: int) -> ActionItem:
    found = ActionItem.objects.select_related("owner", "person").defer("person__password")
    return found.get(pk=number)


def _action(item: ActionItem, on: date) -> tuple[str, str, str, str]:
    who = f"{item.owner.name}, {item.person.name}" if item.person else item.owner.name
    by = date_format(item.due_on, "j F Y")
    if item.carried_over:
        times = "once" if item.carried_over == 1 else f"{item.carried_over} times"
        by += f", carried over {times}"
    late = item.days_late(on)
    days = "1 day" if late == 1 else f"{late} days"
    return item.words, who, by, f"{days} late" if late else item.get_status_display()


def _risk(risk: Risk, score: int) -> tuple[str, str, str, str]:
    said = f"{score}, above {risk.appetite}"
    return risk.title, risk.owner.name, said, risk.controls or NOTHING_DONE


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i")
