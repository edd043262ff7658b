"""When the board met, what may keep it from its promises, what was spent, and what people said."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from fingerpost.evidence.publication.content import Block, Page, Paragraph
from fingerpost.evidence.publication.wording import counted, day
from fingerpost.service.board import register
from fingerpost.service.board.models import (
    GrantLine,
    InvolvementEntry,
    Meeting,
    Risk,
    Spend,
)
from fingerpost.service.board.register import Entry
from fingerpost.service.board.reports.account import Account, missing, table
from fingerpost.service.board.risk_matrix import stated
from fingerpost.service.board.states import MeetingStatus


def meetings_page(account: Account) -> Page:
    """Return the meetings that were held, and how many seats were filled."""
    title = "When the board met"
    held = list(
        Meeting.objects.filter(
            status=MeetingStatus.HELD, starts_at__date__range=(account.since, account.until)
        )
        .order_by("starts_at")
        .prefetch_related("attendances__seat", "decisions", "action_items")
    )
    if not held:
        words = f"No meeting is recorded as held {account.days}."
        return Page("meetings", title, (missing(words),))
    rows = [
        (
            f"{one.title}, {day(timezone.localdate(one.starts_at))}",
            _filled(one),
            str(len(one.decisions.all())),
            str(len(one.action_items.all())),
        )
        for one in held
    ]
    headers = ("Meeting", "Seats filled", "Decisions", "Actions given")
    blocks = (
        Paragraph(f"The board met {counted(len(held), 'time')} {account.days}.", "lead"),
        table("Meetings held", headers, rows),
    )
    return Page("meetings", title, blocks)


def _filled(meeting: Meeting) -> str:
    said = [one for one in meeting.attendances.all() if one.seat.counts_for_quorum]
    if not said:
        return f"Nobody wrote down who came; the quorum is {meeting.quorum}"
    here = sum(one.is_here for one in said)
    return f"{here}; the quorum is {meeting.quorum}"


def risks(account: Account) -> tuple[list[Entry], list[Block]]:
    """Return the open risks with their scores, the highest first."""
    found, left = account.of(Risk.objects.filter(closed_at__isnull=True), "risk")
    shown = Risk.objects.filter(pk__in=[one.pk for one in found]).select_related("owner")
    return register.entries(shown, stated()), left


def risks_page(account: Account) -> Page:
    """Return the risks and issues that are open, the highest first, and those that were closed."""
    title = "Risks and issues"
    entries, left = risks(account)
    closed, closed_left = account.of(
        Risk.objects.filter(closed_at__date__gte=account.since).select_related("owner"),
        "closed risk",
    )
    if not (entries or left or closed):
        return Page("risks", title, (missing("No risk is recorded in the board's register."),))
    above = sum(one.is_above for one in entries)
    words = f"{counted(len(entries), 'open risk')}, {above} above what the board accepts."
    blocks: list[Block] = [Paragraph(words, "lead"), *left]
    if entries:
        headers = ("Risk", "Score of 25", "Who answers for it", "What is done about it")
        blocks.append(table("Open risks and issues", headers, [_risk_row(x) for x in entries]))
    if closed:
        rows = [(one.title, one.owner.name, one.close_reason) for one in closed]
        blocks.append(table("Closed since", ("Risk", "Who answered for it", "Why"), rows))
    return Page("risks", title, (*blocks, *closed_left))


def _risk_row(one: Entry) -> tuple[str, ...]:
    place = ", above what the board accepts" if one.is_above else ""
    score = "Not scored yet" if one.score is None else f"{one.score}, {one.band.lower()}{place}"
    return (
        f"{one.risk.title} ({one.risk.get_kind_display().lower()})",
        score,
        one.risk.owner.name,
        one.risk.controls or "Nothing is recorded",
    )


def money_page(account: Account) -> Page:
    """Return what was spent of each grant line, beside an even spend by that day."""
    title = "What was spent"
    lines = list(
        GrantLine.objects.filter(
            starts_on__lte=account.until, ends_on__gte=account.since
        ).select_related("owner")
    )
    if not lines:
        return Page("money", title, (missing("No grant is recorded here for these days."),))
    last: dict[int, Spend] = {}
    for spend in Spend.objects.filter(line__in=lines, up_to__lte=account.until):
        last[spend.line_id] = spend  # in the order in which it was said
    headers = ("Line", "Who", "For the year", "Spent", "An even spend by then")
    rows = [
        (
            f"{line.grant}: {line.title}",
            line.owner.name,
            _pounds(line.pounds),
            *_spent(line, last.get(line.pk)),
        )
        for line in lines
    ]
    return Page("money", title, (table("Grant lines and what was spent", headers, rows),))


def _spent(line: GrantLine, spend: Spend | None) -> tuple[str, str]:
    if spend is None:
        return "Nothing is recorded", "Cannot say"
    even = even_spend(line.pounds, line.starts_on, line.ends_on, spend.up_to)
    return f"{_pounds(spend.pounds)} up to {day(spend.up_to)}", _pounds(even)


def even_spend(pounds: int, starts_on: date, ends_on: date, on: date) -> int:
    """Return what would be spent by the end of a day if each day took the same."""
    whole = (ends_on - starts_on).days + 1
    gone = min(max((on - starts_on).days + 1, 0), whole)
    return round(pounds * gone / whole)


def _pounds(pounds: int) -> str:
    return f"{'-' if pounds < 0 else ''}£{abs(pounds):,}"


def involvement_page(account: Account) -> Page:
    """Return what people with lived experience said, and what was done."""
    title = "What people said, and what we did"
    found, left = account.of(
        InvolvementEntry.objects.filter(on__range=(account.since, account.until)), "entry"
    )
    if not found and not left:
        words = f"Nothing that people with lived experience said is recorded {account.days}."
        return Page("involvement", title, (missing(words),))
    headers = ("You said", "We did", "How it stands")
    rows = [
        (
            f"{one.you_said} ({one.who}, {day(one.on)})",
            one.we_did or "Not answered yet",
            one.get_status_display(),
        )
        for one in found
    ]
    tables = [table("You said, we did", headers, rows)] if rows else []
    return Page("involvement", title, (*tables, *left))
