"""A reviewer's desk: the questions that are theirs, what is shown of each, and their answers.

Comes in: a workspace that was linked. Goes out: one masked pair at a time; answers go into the ledger
in the vault as they are given, and bind the next run of linking. The pairs of the sample, from which
the quality of the matches is estimated, are judged without the opinion of the model.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.lake import Lake, Workspace
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.lake.lock import locked
from fingerpost.evidence.linkage.decisions import (
    ANSWERS,
    SECOND_SHARE,
    Said,
    Sitting,
    State,
    agreement,
    is_for_two,
    outcomes,
    read_ledger,
    sit_down,
    sit_down_again,
    standing,
)
from fingerpost.evidence.linkage.effects import MEASURES, effects, events_of, sizes
from fingerpost.evidence.linkage.match_quality import LinkedPeople, sample_of
from fingerpost.evidence.linkage.review import for_reviewer, grey_zone, queue, sides_of
from fingerpost.evidence.linkage.showing import Row, Step, rows_of, waterfall
from fingerpost.evidence.statistics.agreement import cohens_kappa
from fingerpost.evidence.statistics.intervals import Interval

SECOND_SEED = 20_261_125
TAKEN_BACK = "the reviewer took the answer back"

Pair = tuple[int, int]


@dataclass(frozen=True)
class Question:
    """A pair to judge.

    Parameters
    ----------
    pair : tuple of int
        The two entries.
    readers : int
        How many reviewers it is for.
    changes : tuple of str
        What the measures would gain or lose if the answer is not what stands now.
    """

    pair: Pair
    readers: int
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A pair as a reviewer sees it.

    Parameters
    ----------
    rows : tuple of Row
        What each of the two tells, masked or not.
    steps : tuple of Step
        The waterfall of weights; none for a pair of the sample.
    probability : float or None
        That the two are one person, by the model; None for a pair of the sample.
    is_linked : bool or None
        Whether they count as one now; None for a pair of the sample.
    """

    rows: tuple[Row, ...]
    steps: tuple[Step, ...] = ()
    probability: float | None = None
    is_linked: bool | None = None


@dataclass(frozen=True)
class Standing:
    """Where the review of a workspace stands, in numbers.

    Parameters
    ----------
    by_state : dict of str to int
        Pairs whose answers are "same", "different", "cannot_say", "waiting" or "disputed".
    kappa : Interval
        Cohen's, of the pairs that two reviewers judged.
    pairs_for_two : int
        How many those are.
    """

    by_state: dict[str, int]
    kappa: Interval
    pairs_for_two: int


@dataclass
class Desk:
    """Where one reviewer sits.

    Parameters
    ----------
    linked : LinkedPeople
    by : str
        Who reviews.
    questions : tuple of Question
        Those that are theirs, in order.
    is_sample : bool
        Whether they are of the sample, or of the grey zone.
    wait_seconds : float
        How long to wait if somebody else writes here.
    since : datetime or None
        Go on with the reviewer's sitting that began since then; else each desk is a sitting.
    """

    linked: LinkedPeople
    by: str
    questions: tuple[Question, ...]
    is_sample: bool
    wait_seconds: float = 0.0
    since: datetime | None = None
    _sitting: Sitting | None = None
    _given: list[Question] = field(default_factory=list)

    @classmethod
    def open(
        cls,
        workspace: Workspace,
        *,
        by: str,
        is_sample: bool = False,
        share: float = SECOND_SHARE,
        seed: int = SECOND_SEED,
        wait_seconds: float = 0.0,
        since: datetime | None = None,
    ) -> Desk:
        """Sit down at the newest linkage of a workspace.

        Parameters
        ----------
        workspace : Workspace
        by : str
            A person's name.
        is_sample : bool
            Judge the sample, from which precision and recall are estimated, not the grey zone.
        share, seed : float, int
            Of the pairs that are for two reviewers, and of the lot that says which.
        wait_seconds : float
            How long to wait if somebody else writes here.
        since : datetime, optional
            Go on with a sitting that began since then.

        Raises
        ------
        LinkageError
            If nobody was linked yet, or no name is given.
        """
        if not by.strip():
            raise LinkageError("a reviewer has a name", do='Give it: --by "A. Person".')
        linked = LinkedPeople.read(workspace)
        ledger = read_ledger(linked.vault)
        found = (
            _sampled(linked, ledger, by, share, seed)
            if is_sample
            else _in_the_grey_zone(linked, ledger, by, share, seed)
        )
        return cls(linked, by, found, is_sample, wait_seconds, since)

    def about(self, sources: Collection[str]) -> tuple[Question, ...]:
        """Return the questions that are about records of some sources and of no other."""
        records = self.linked.state.entry_records
        other = set(records.filter(~pl.col("source").is_in(list(sources)))["entry"])
        return tuple(one for one in self.questions if other.isdisjoint(one.pair))

    def show(self, question: Question, *, is_masked: bool = True) -> Shown:
        """Return what the reviewer sees of a pair."""
        left, right = (self._entry(entry) for entry in question.pair)
        rows = rows_of(left, right, is_masked=is_masked)
        if self.is_sample:
            return Shown(rows)
        pair = self.linked.state.pairs.row(
            by_predicate=(pl.col("entry_l") == question.pair[0])
            & (pl.col("entry_r") == question.pair[1]),
            named=True,
        )
        of = self.linked.clusters().filter(pl.col("entry").is_in(question.pair))["cluster"]
        return Shown(rows, waterfall(pair), pair["match_probability"], of.n_unique() == 1)

    def answer(self, question: Question, said: Said, *, at: datetime, reason: str) -> None:
        """Write an answer down; it is on the disk when this returns.

        Raises
        ------
        LinkageError
            If it has no reason.
        LakeLockedError
            If somebody else writes here.
        """
        self._add(question, said, at, reason)
        if said in ANSWERS:
            self._given.append(question)

    def last_answer(self) -> Question | None:
        """Return the pair that the reviewer answered last, in any sitting; None if there is none."""
        name = " ".join(self.by.split()).lower()
        mine = standing(read_ledger(self.linked.vault)).filter(pl.col("reviewer") == name)
        if mine.is_empty():
            return None
        last = mine.row(-1, named=True)
        return Question((last["entry_l"], last["entry_r"]), last["readers"])

    def take_back(self, question: Question, *, at: datetime) -> None:
        """Write down that the reviewer's answer to a pair no longer counts; it stays in the ledger."""
        self._add(question, Said.WITHDRAWN, at, TAKEN_BACK)

    def undo(self, *, at: datetime) -> Question | None:
        """Take back the last answer of this sitting, and return its question; None if there is none."""
        if not self._given:
            return None
        last = self._given.pop()
        self.take_back(last, at=at)
        return last

    def _add(self, question: Question, said: Said, at: datetime, reason: str) -> None:
        if not reason.strip():
            raise LinkageError("a decision has no reason", do="Say why, in a few words.")
        vault, readers = self.linked.vault, question.readers
        if self._sitting is None:
            lake = self.linked.workspace.lake
            with locked(lake, at=at, wait_seconds=self.wait_seconds, tell=lambda _: None):
                if self.since is not None:  # another request may go on with it next
                    sitting = sit_down_again(vault, self.by, since=self.since)
                    sitting.add(question.pair, said, at=at, reason=reason, readers=readers)
                    return
                self._sitting = sit_down(vault, self.by)
        self._sitting.add(question.pair, said, at=at, reason=reason, readers=readers)

    def _entry(self, number: int) -> dict[str, Any]:
        return self.linked.state.entries.row(by_predicate=pl.col("entry") == number, named=True)


def standing_of(workspace: Workspace) -> Standing:
    """Return where the review of a workspace stands."""
    ledger = read_ledger(open_vault(workspace))
    counted = dict(outcomes(ledger).group_by("state").len().iter_rows())
    table = agreement(ledger)["pairs"].to_numpy()
    return Standing(
        {state.value: counted.get(state.value, 0) for state in State},
        cohens_kappa(table.reshape(3, 3)),
        int(table.sum()),
    )


def _in_the_grey_zone(
    linked: LinkedPeople, ledger: pl.DataFrame, by: str, share: float, seed: int
) -> tuple[Question, ...]:
    clusters, thresholds = linked.clusters(), linked.model.thresholds
    zone = grey_zone(
        linked.state.pairs, clusters, least=thresholds["loose"], most=thresholds["strict"]
    )
    events = events_of(Lake(linked.workspace), linked.state.entry_records)
    mine = for_reviewer(queue(zone, ledger, events, clusters, seed=seed, share=share), by)
    of = sizes(clusters, events)
    changes: dict[int, list[str]] = {}
    for question, measure, numerator, denominator in effects(
        sides_of(zone), events, MEASURES
    ).iter_rows():
        touched = max(abs(numerator), abs(denominator))
        words = f"{measure.replace('_', ' ')}: {touched} of {of[measure]:,}"
        changes.setdefault(question, []).append(words)
    place = {
        pair: row for row, pair in enumerate(zone.select("entry_l", "entry_r").iter_rows())
    }
    return tuple(
        Question((left, right), readers, tuple(changes.get(place[left, right], ())))
        for left, right, readers in mine.select("entry_l", "entry_r", "readers").iter_rows()
    )


def _sampled(
    linked: LinkedPeople, ledger: pl.DataFrame, by: str, share: float, seed: int
) -> tuple[Question, ...]:
    _, drawn = sample_of(linked)
    name = " ".join(by.split()).lower()
    stands = {
        (left, right): (state, reviewers)
        for left, right, state, reviewers in outcomes(ledger).iter_rows()
    }
    open_states = (State.WAITING.value, State.DISPUTED.value)
    found = []
    for left, right in drawn.select("entry_l", "entry_r").iter_rows():
        state, reviewers = stands.get((left, right), (State.WAITING.value, []))
        if state in open_states and name not in reviewers:
            readers = 2 if is_for_two((left, right), seed=seed, share=share) else 1
            found.append(Question((left, right), readers))
    return tuple(found)
