"""Whether somebody may be diverted, by the stated rules, and why: each rule's result in words.

Comes in: a scheme and what is known of the encounter. Goes out: yes, no, or "cannot say" with what to find
out. No database and no clock. A rule that is not met settles it; what is not known never counts as met.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import models

from fingerpost.service.casework.diversion_rules import (
    Encounter,
    Rule,
    Rulebook,
    RuleKind,
    Scheme,
)


class Answer(models.TextChoices):
    """Whether somebody may be diverted; of one rule, whether it is met."""

    YES = "yes", "Yes"
    NO = "no", "No"
    CANNOT_SAY = "cannot_say", "Cannot say"


@dataclass(frozen=True)
class Known:
    """What is known of an encounter; None, or nothing, where it is not.

    Parameters
    ----------
    on : date
        The day of the encounter.
    offence : str
        Its code, or "".
    encounter : str
        Of `Encounter`, or "".
    born_on : date, optional
    diverted_on : tuple of date
        Earlier diversions that the force's own records know.
    said : mapping of str to bool or None
        Answers to the rulebook's questions.
    """

    on: date
    offence: str = ""
    encounter: str = ""
    born_on: date | None = None
    diverted_on: tuple[date, ...] = ()
    said: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What one rule says, in the words that the officer reads."""

    rule: str
    answer: Answer
    because: str
    find_out: str
    source: str
    confirmed: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {**asdict(self), "answer": self.answer.value}


@dataclass(frozen=True)
class Decision:
    """The answer, and every rule's result in the order of the scheme."""

    answer: Answer
    results: tuple[Result, ...]

    @property
    def why(self) -> tuple[str, ...]:
        """What made the answer: the rules that are not met, or what is not known."""
        if self.answer is Answer.NO:
            return tuple(one.because for one in self.results if one.answer is Answer.NO)
        return tuple(
            f"Cannot say: {one.because} {one.find_out}"
            for one in self.results
            if one.answer is Answer.CANNOT_SAY
        )


def decide(scheme: Scheme, known: Known, book: Rulebook) -> Decision:
    """Return whether somebody may be diverted under a scheme, with each rule's result."""
    results = tuple(_result(rule, known, book) for rule in scheme.rules)
    answers = {one.answer for one in results}
    for answer in (Answer.NO, Answer.CANNOT_SAY):
        if answer in answers:
            return Decision(answer, results)
    return Decision(Answer.YES, results)


def age_on(born_on: date, on: date) -> int:
    """Return somebody's age in whole years; who is born on 29 February has their day on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def months_before(on: date, months: int) -> date:
    """Return the day so many months before, or the last of its month where that has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def day(on: date) -> str:
    """Return a day as a sentence has it: 1 April 2026."""
    return f"{on.day} {on:%B %Y}"


def _result(rule: Rule, known: Known, book: Rulebook) -> Result:
    is_met, because, find_out = CHECKS[rule.kind](rule, known, book)
    answer = Answer.CANNOT_SAY if is_met is None else Answer.YES if is_met else Answer.NO
    return Result(rule.words, answer, because, find_out, rule.source, rule.confirmed)


Checked = tuple[bool | None, str, str]  # met, not met or not known; why; what to find out


def _offence(rule: Rule, known: Known, book: Rulebook) -> Checked:
    offence = book.offences.get(known.offence)
    if offence is None:
        return None, "the offence is not known.", "Choose the offence from the crime report."
    if offence.code in rule.without:
        return False, f"{offence.title} ({offence.code}) is left out of this scheme.", ""
    if offence.group not in rule.groups:
        return False, f"{offence.title} ({offence.code}) is not an offence of this scheme.", ""
    return True, f"{offence.title} ({offence.code}) is an offence of this scheme.", ""


def _age(rule: Rule, known: Known, book: Rulebook) -> Checked:
    if known.born_on is None:
        return None, "the date of birth is not known.", "Ask them, and look at a document."
    if known.born_on > known.on:
        return None, "the date of birth is after the encounter.", "Correct the date of birth."
    age = age_on(known.born_on, known.on)
    if age < rule.at_least:
        return False, f"They are {age}: the scheme begins at {rule.at_least}.", ""
    if rule.at_most is not None and age > rule.at_most:
        return False, f"They are {age}: the scheme ends at {rule.at_most}.", ""
    return True, f"They are {age}.", ""


def _encounter(rule: Rule, known: Known, book: Rulebook) -> Checked:
    if known.encounter not in Encounter.values:
        return None, "how police met them is not known.", "Choose how police met them."
    met = Encounter(known.encounter).label
    if known.encounter not in rule.kinds:
        return False, f"{met}: not an encounter of this scheme.", ""
    return True, f"{met}.", ""


def _history(rule: Rule, known: Known, book: Rulebook) -> Checked:
    since = months_before(known.on, rule.months)
    found = [one for one in known.diverted_on if one > since]
    if found:
        return (
            False,
            f"They were diverted on {day(max(found))}, within {rule.months} months.",
            "",
        )
    return True, f"The force’s own records have no diversion since {day(since)}.", ""


def _fact(rule: Rule, known: Known, book: Rulebook) -> Checked:
    fact, said = book.facts[rule.fact], known.said.get(rule.fact)
    if said is None:
        return None, f"not known: {fact.question}", fact.find_out
    return said is rule.must_be, f"{fact.question} {'Yes' if said else 'No'}.", ""


CHECKS = {
    RuleKind.OFFENCE: _offence,
    RuleKind.AGE: _age,
    RuleKind.ENCOUNTER: _encounter,
    RuleKind.HISTORY: _history,
    RuleKind.FACT: _fact,
}
