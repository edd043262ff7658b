"""What was promised, what was to be done, and what was decided: and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q

from fingerpost.evidence.publication.content import Block, Page, Paragraph
from fingerpost.evidence.publication.wording import counted, day, joined
from fingerpost.service.board.models import (
    ActionItem,
    Commitment,
    Decision,
    PlanVersion,
)
from fingerpost.service.board.models.action_items import SETTLED
from fingerpost.service.board.reports.account import Account, missing, table
from fingerpost.service.board.states import (
    ActionStatus,
    CommitmentStatus,
    DecisionStatus,
    PlanStatus,
)

NOTHING_SHOWS_IT = "Nothing is given that shows it"


def commitments(account: Account) -> tuple[list[Commitment], list[Block]]:
    """Return the commitments of the plan in force, and what is said of those left out."""
    return account.of(
        Commitment.objects.filter(priority__plan__status=PlanStatus.ADOPTED)
        .select_related("priority", "owner")
        .order_by("priority__place", "place"),
        "commitment",
    )


def actions(account: Account) -> tuple[list[ActionItem], list[Block]]:
    """Return the actions that were open on a day of the account, or settled since its first."""
    return account.of(
        ActionItem.objects.exclude(
            status__in=SETTLED, settled_at__date__lt=account.since
        ).select_related("owner"),
        "action",
    )


def decisions(account: Account) -> tuple[list[Decision], list[Block]]:
    """Return the decisions that stand, taken or moved on since the first day."""
    return account.of(
        Decision.objects.filter(
            Q(decided_on__gte=account.since) | Q(became_at__date__gte=account.since)
        )
        .exclude(status__in=[DecisionStatus.RECORDED, DecisionStatus.WITHDRAWN])
        .select_related("owner"),
        "decision",
    )


def promised_page(account: Account) -> Page:
    """Return what the plan promises, and how each commitment stands."""
    title = "What we promised"
    plan = PlanVersion.objects.filter(status=PlanStatus.ADOPTED).first()
    if plan is None:
        words = "No delivery plan is adopted here, so nothing can be said of its commitments."
        return Page("promised", title, (missing(words),))
    found, left = commitments(account)
    blocks: list[Block] = [
        Paragraph(
            f"{plan.title}, version {plan.number}, from {day(plan.starts_on)} to {day(plan.ends_on)}. "
            f"{standing(found)}",
            "lead",
        ),
        *left,
    ]
    if found:
        rows = [
            (
                one.priority.title,
                one.title,
                f"{one.owner.name}, by {day(one.due_on)}",
                one.get_status_display(),
                one.evidence or NOTHING_SHOWS_IT,
            )
            for one in found
        ]
        headers = ("Priority", "Commitment", "Who, by when", "How it stands", "What shows it")
        blocks.append(table("Commitments of the plan", headers, rows))
    return Page("promised", title, tuple(blocks))


def standing(found: Sequence[Commitment]) -> str:
    """Return how many commitments stand how, as a sentence."""
    if not found:
        return "It has no commitment."
    counts = Counter(CommitmentStatus(one.status) for one in found)
    parts = [
        f"{counts[status]} {status.label.lower()}"
        for status in CommitmentStatus
        if counts[status]
    ]
    return f"Of {counted(len(found), 'commitment')}: {joined(parts)}."


def actions_page(account: Account) -> Page:
    """Return the board's actions: done, late, not done and why, still open."""
    found, left = actions(account)
    title = "What was to be done"
    if not found and not left:
        words = f"No action of the board is recorded {account.days}."
        return Page("actions", title, (missing(words),))
    on = account.until
    groups = (
        ("Done, with what shows it", [one for one in found if _is_done(one)]),
        ("Late", [one for one in found if one.is_late(on)]),
        ("Not done, and why", [one for one in found if one.status == ActionStatus.NOT_DONE]),
        (
            "Not due yet",
            [one for one in found if one.status not in SETTLED and not one.is_late(on)],
        ),
    )
    blocks: list[Block] = [Paragraph(actions_in_words(found, account), "lead"), *left]
    headers = ("Action", "Who", "By", "What is known")
    blocks += [
        table(caption, headers, [_action_row(one, account) for one in held])
        for caption, held in groups
        if held
    ]
    return Page("actions", title, tuple(blocks))


def actions_in_words(found: Sequence[ActionItem], account: Account) -> str:
    """Return how many actions are done, late and not done, as a sentence."""
    accepted = sum(one.status == ActionStatus.CLOSED for one in found)
    reported = sum(one.status == ActionStatus.REPORTED for one in found)
    late = sum(one.is_late(account.until) for one in found)
    not_done = sum(one.status == ActionStatus.NOT_DONE for one in found)
    return (
        f"Of {counted(len(found), 'action')}, {accepted} {_were(accepted)} accepted as done, {reported} "
        f"reported done and not accepted yet, {late} {_is(late)} late and {not_done} not done."
    )


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _is_done(one: ActionItem) -> bool:
    return one.status in (ActionStatus.CLOSED, ActionStatus.REPORTED)


def _action_row(one: ActionItem, account: Account) -> tuple[str, ...]:
    known = []
    if one.carried_over:
        known.append(
            f"First promised for {day(one.first_due_on)}, carried over "
            f"{counted(one.carried_over, 'time')}."
        )
    if _is_done(one):
        known.append(f"{one.evidence}")
        if one.status == ActionStatus.REPORTED:
            known.append("The board has not accepted this yet.")
    elif one.status == ActionStatus.NOT_DONE:
        known.append(one.reason)
    elif one.is_late(account.until):
        known.append(f"Late by {counted(one.days_late(account.until), 'day')}.")
    else:
        known.append(f"{one.get_status_display()}.")
    return one.words, one.owner.name, day(one.due_on), " ".join(known)


def decisions_page(account: Account) -> Page:
    """Return what the board decided and what became of it."""
    found, left = decisions(account)
    title = "What the board decided"
    if not found and not left:
        words = f"No decision of the board is recorded in approved minutes {account.days}."
        return Page("decisions", title, (missing(words),))
    headers = ("Decided", "On", "Why", "What became of it")
    rows = [
        (
            one.title,
            day(one.decided_on),
            one.reasons or "No reason is recorded",
            f"{one.get_status_display()}. {one.became}".strip(),
        )
        for one in found
    ]
    blocks: list[Block] = [Paragraph(f"{counted(len(found), 'decision')}.", "lead"), *left]
    if rows:
        blocks.append(table("Decisions and what became of them", headers, rows))
    return Page("decisions", title, tuple(blocks))
