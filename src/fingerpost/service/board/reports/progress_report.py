"""The progress report: what was promised and what became of it, from the records alone."""

from __future__ import annotations

from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Heading,
    Pack,
    Page,
    Paragraph,
)
from fingerpost.evidence.publication.wording import counted
from fingerpost.service.access import policies
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.reports import promises, room
from fingerpost.service.board.reports.account import Account, framed
from fingerpost.service.board.reports.evidence import evidence_page


def progress_report(account: Account) -> Pack:
    """Return the report of an account: commitments, actions, decisions, meetings, risks, measures, money.

    The first page has a sentence of each; what the room has no record of, its page says.
    """
    policies.check(account.viewer, P.BOARD_VIEW)
    commitments, _ = promises.commitments(account)
    pages = (
        _in_short(account),
        _together(
            "promises",
            "What was promised, and what became of it",
            promises.promised_page(account),
            promises.actions_page(account),
            promises.decisions_page(account),
        ),
        evidence_page(account, commitments),
        _together(
            "board",
            "The board: meetings, risks, money, and what people said",
            room.meetings_page(account),
            room.risks_page(account),
            room.money_page(account),
            room.involvement_page(account),
        ),
    )
    return framed(
        pages,
        title="progress report",
        subtitle=f"What was promised and what became of it, {account.days}",
        audience="the board, and whoever it answers to",
        account=account,
    )


def _together(slug: str, title: str, *parts: Page) -> Page:
    """Return parts as one page, each under its own heading."""
    blocks = (block for part in parts for block in (Heading(part.title), *part.blocks))
    return Page(slug, title, tuple(blocks))


def _in_short(account: Account) -> Page:
    commitments, _ = promises.commitments(account)
    actions, _ = promises.actions(account)
    decisions, _ = promises.decisions(account)
    entries, _ = room.risks(account)
    above = sum(one.is_above for one in entries)
    lines = (
        promises.standing(commitments) if commitments else "No commitment is recorded.",
        promises.actions_in_words(actions, account) if actions else "No action is recorded.",
        f"{counted(len(decisions), 'decision')} of the board stood or moved on.",
        f"{counted(len(entries), 'open risk')}, {above} above what the board accepts.",
    )
    blocks: tuple[Block, ...] = (
        Paragraph(f"This report is about the days {account.days}.", "lead"),
        BulletList(lines),
        Paragraph(
            "It was composed from the board's own records and the newest release of its evidence. "
            "Nobody wrote or changed a word of it. An action counts as done only with something that "
            "shows it. Where a record is missing, the report says so.",
            "small",
        ),
    )
    return Page("index", "In short", blocks)
