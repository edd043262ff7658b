"""The queue of pairs that may be one person: the one module of the service that meets linkage.

Comes in: the newest linkage of the workspace, through the desk of a reviewer. Goes out: one masked pair
at a time, and what the reviewer said of it. Nobody sees more than they need: names by their initial, dates
by the year, places by their first half, never which agency wrote what down, nor what hangs on the answer.
A pair is shown where agreements in force give both records to the reviewer's agency to be linked. Each look is an event; a reviewer's reason goes into the vault and nowhere else. No agency of law
enforcement comes here: the permission is never theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fingerpost.evidence.linkage.decisions import Said, State
from fingerpost.evidence.linkage.reviewing import Desk, Question, standing_of
from fingerpost.evidence.linkage.showing import Row, Step
from fingerpost.evidence.publication.content import Figure, Table
from fingerpost.evidence.publication.waterfall import waterfall_chart
from fingerpost.evidence.publication.wording import counted
from fingerpost.service.access import audit, policies
from fingerpost.service.access.agreements import open_items
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import Purpose
from fingerpost.service.insight import published

AS_SHOWN = "as the comparisons show"
A_SITTING = timedelta(hours=12)  # answers of so long are kept together
SHOWN = 2  # decimals of a probability


class Queue(StrEnum):
    """Which pairs are judged."""

    DOUBTFUL = (
        "doubtful"  # neither clearly one person nor clearly two; they bind the next linking
    )
    SAMPLE = "sample"  # drawn by lot, judged without the model's opinion, to say how good it is


class Answer(StrEnum):
    """What a reviewer can say of a pair."""

    SAME = Said.SAME.value
    DIFFERENT = Said.DIFFERENT.value
    CANNOT_SAY = Said.CANNOT_SAY.value


@dataclass(frozen=True)
class Asked:
    """One pair as its page shows it.

    Attributes
    ----------
    left, right : int
        The numbers of the two entries, which say nothing of who they are.
    rows : tuple of Row
        What each tells, masked, and how they compare.
    picture : Figure or None
        The waterfall of weights; None for a pair of the sample.
    opinion : str
        What the model thinks, in a sentence; "" for a pair of the sample.
    left_to_judge : int
        How many pairs are still this reviewer's, this one included.
    """

    left: int
    right: int
    rows: tuple[Row, ...]
    picture: Figure | None
    opinion: str
    left_to_judge: int


@dataclass(frozen=True)
class Standing:
    """Where the review stands: for this reviewer, and of all."""

    doubtful: int
    sample: int
    may_take_back: bool
    sentences: tuple[str, ...]


def standing(*, viewer: Membership, at: datetime) -> Standing:
    """Return how many pairs wait for a reviewer, and what all reviewers have said.

    Raises
    ------
    FingerpostError
        If nobody is linked here yet, or the vault cannot be opened.
    """
    desk, held_back = _desk(viewer, Queue.DOUBTFUL, at)
    sample, more = _desk(viewer, Queue.SAMPLE, at)
    of = standing_of(desk.linked.workspace)
    count = of.by_state
    same, different, neither, waiting, disputed = (count[state.value] for state in State)
    said = [
        f"{same} judged the same person, {different} two people; of {neither} nobody could say.",
        f"{waiting} wait for a second reviewer, {disputed} are disputed.",
    ]
    if of.kappa.status[0] == "ok":
        said.append(
            f"On {counted(of.pairs_for_two, 'pair')} that two people judged they agree with a kappa of "
            f"{of.kappa.value[0]:.2f} ({of.kappa.lower[0]:.2f} to {of.kappa.upper[0]:.2f})."
        )
    if held_back or more:
        said.append(
            f"{counted(held_back + more, 'pair')} more cannot be shown: no agreement in force gives both "
            f"records to {viewer.agency} to be linked."
        )
    return Standing(
        len(desk.questions),
        len(sample.questions),
        desk.last_answer() is not None,
        tuple(said),
    )


@transaction.atomic
def look(queue: Queue, *, viewer: Membership, at: datetime) -> Asked | None:
    """Return the pair that a reviewer should judge next, and write down that they saw it.

    Returns None where no pair is left for them.
    """
    desk, _ = _desk(viewer, queue, at)
    if not desk.questions:
        return None
    question = desk.questions[0]
    left, right = question.pair
    audit.record(
        EventKind.RECORD_READ,
        at=at,
        by=viewer,
        target_type="pair",
        target=f"{left}-{right}",
        reason=f"To judge whether two records are of one person ({queue.value} pairs)",
    )
    shown = desk.show(question)
    opinion = ""
    if shown.probability is not None:
        together = "as one person" if shown.is_linked else "as two people"
        opinion = (
            f"The model: one person with a probability of {shown.probability:.{SHOWN}f}. They count "
            f"{together} now."
        )
    return Asked(left, right, shown.rows, _picture(shown.steps), opinion, len(desk.questions))


@transaction.atomic
def decide(
    queue: Queue,
    *,
    pair: tuple[int, int],
    answer: Answer,
    reason: str,
    by: Membership,
    at: datetime,
) -> bool:
    """Write a reviewer's answer down, in the vault last; False if the pair is not theirs any more.

    Raises
    ------
    LakeLockedError
        If files are being landed or people linked.
    """
    desk, _ = _desk(by, queue, at)
    question = next((one for one in desk.questions if one.pair == pair), None)
    if question is None:
        return False
    _record(question, answer.value, by, at)
    desk.answer(question, Said(answer.value), at=at, reason=reason.strip() or AS_SHOWN)
    return True


@transaction.atomic
def take_back(*, by: Membership, at: datetime) -> bool:
    """Take a reviewer's last answer back; it stays in the ledger. False if there is none."""
    desk, _ = _desk(by, Queue.DOUBTFUL, at)
    question = desk.last_answer()
    if question is None:
        return False
    _record(question, Said.WITHDRAWN.value, by, at)
    desk.take_back(question, at=at)
    return True


def _desk(viewer: Membership, queue: Queue, at: datetime) -> tuple[Desk, int]:
    """Return the desk of a reviewer, and how many pairs no agreement lets their agency see."""
    policies.check(viewer, P.LINK_REVIEW)
    desk = Desk.open(
        published.workspace(),
        by=f"{viewer.user.name} ({viewer.user.email})",  # two people may share a name
        is_sample=queue is Queue.SAMPLE,
        wait_seconds=settings.WAIT_SECONDS,
        since=at - A_SITTING,
    )
    every = len(desk.questions)
    today = timezone.localdate(at)
    desk.questions = desk.about(
        open_items(receiver=viewer.agency, purpose=Purpose.LINKAGE, on=today)
    )
    return desk, every - len(desk.questions)


def _record(question: Question, said: str, by: Membership, at: datetime) -> None:
    left, right = question.pair
    audit.record(
        EventKind.PAIR_DECIDED,
        at=at,
        by=by,
        target_type="pair",
        target=f"{left}-{right}",
        after={"said": said},
    )


def _picture(steps: tuple[Step, ...]) -> Figure | None:
    told = [step for step in steps if round(step.weight, 1)]
    if not told:
        return None
    title = "How the weight comes about"
    alternative = (
        "Each weight says how much more often two records of one person agree so than two of "
        "different people: +3 is 8 times, -3 is an eighth. What speaks for one person is solid, what "
        f"speaks against it hatched. Together: {told[-1].total:+.1f}."
    )
    return Figure(
        id="pair-weights",
        title=title,
        svg=waterfall_chart(
            [(step.label, step.weight, step.total) for step in told],
            id="pair-weights",
            title=title,
            alternative=alternative,
        ),
        alternative=alternative,
        data_age="",
        source="",
        table=Table(
            caption=title,
            headers=("What is compared", "Weight", "Sum"),
            rows=tuple((s.label, f"{s.weight:+.1f}", f"{s.total:+.1f}") for s in told),
            numeric=(False, True, True),
        ),
    )
