"""What the file of the diversion's rules says: offences, questions, schemes with their rules, outcomes.

Comes in: a TOML file, ours or the workspace's own. Goes out: one frozen `Rulebook`. What the rules say of
somebody is `eligibility.decide`'s, which outcome may be recorded is `diversion_outcomes`'s.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

log = logging.getLogger(__name__)
OURS = Path(__file__).with_name("diversion_rules.toml")
OWN = Path("casework") / "diversion-rules.toml"  # in the workspace


class Encounter(models.TextChoices):
    """How police met somebody."""

    ARREST = "arrest", "Arrest"
    STOP = "stop", "Stop, or stop and search"
    VOLUNTARY = "voluntary", "Voluntary attendance"
    INVESTIGATION = "investigation", "Release under investigation"


class Activity(models.TextChoices):
    """What somebody is diverted to."""

    COURSE = "course", "Course"
    ASSESSMENT = "assessment", "Assessment by a drug worker"


class RuleKind(models.TextChoices):
    """What a rule looks at."""

    OFFENCE = "offence", "The offence"
    AGE = "age", "The age"
    ENCOUNTER = "encounter", "How police met them"
    HISTORY = "history", "Earlier diversions of this force"
    FACT = "fact", "What the officer is asked"


class Condition(models.TextChoices):
    """What must be so before an outcome is recorded; the words say that it is not."""

    COMPLIED = "complied", "the activity is not completed"
    ADMITS = "admits", "no admission is written down"
    ACCEPTED = "accepted", "they have not accepted it"


@dataclass(frozen=True)
class Offence:
    """A class of offence: the Home Office's code, its title, and the group by which rules name it."""

    code: str
    title: str
    group: str


@dataclass(frozen=True)
class Fact:
    """What an officer is asked, and how to find it out."""

    name: str
    question: str
    find_out: str


@dataclass(frozen=True)
class Rule:
    """One rule of a scheme, in words, with its source.

    Parameters
    ----------
    kind : RuleKind
    words, source : str
    confirmed : bool
        False where it rests on general knowledge, or is the force's own choice.
    groups, without : tuple of str
        Of an offence: the groups that count, and codes of these that do not.
    at_least, at_most : int, optional
        Of the age, in whole years.
    kinds : tuple of str
        Of the encounter.
    months : int
        Of history: since how long there was no diversion.
    fact : str
        The name of the question that it looks at; `must_be` is the answer that lets it be met.
    """

    kind: RuleKind
    words: str
    source: str
    confirmed: bool
    groups: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    at_least: int = 0
    at_most: int | None = None
    kinds: tuple[str, ...] = ()
    months: int = 0
    fact: str = ""
    must_be: bool = True


@dataclass(frozen=True)
class Scheme:
    """A way of diverting somebody: what it is, the rules, and to which outcome it leads."""

    name: str
    title: str
    what: str
    activity: Activity
    outcome: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class OutcomeRule:
    """A number by which police close a crime, and what must be so first."""

    number: str
    title: str
    needs: tuple[Condition, ...]
    words: str
    source: str
    confirmed: bool
    after_breach: bool

    @property
    def label(self) -> str:
        """The number with its title."""
        return f"Outcome {self.number}: {self.title}"


@dataclass(frozen=True)
class Rulebook:
    """All of it, under one version."""

    version: str
    offences: Mapping[str, Offence]
    facts: Mapping[str, Fact]
    schemes: Mapping[str, Scheme]
    outcomes: Mapping[str, OutcomeRule]


def read(text: str) -> Rulebook:
    """Return the rules that a TOML file states.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is not TOML, or a rule names an offence, question or outcome that is not listed.
    """
    said = tomllib.loads(text)
    offences = {one["code"]: Offence(**one) for one in said["offence"]}
    facts = {one["name"]: Fact(**one) for one in said["fact"]}
    outcomes = {one["number"]: _outcome(one) for one in said["outcome"]}
    schemes = {one["name"]: _scheme(one) for one in said["scheme"]}
    book = Rulebook(str(said["version"]), offences, facts, schemes, outcomes)
    for scheme in schemes.values():
        _check(scheme, book)
    return book


def stated() -> Rulebook:
    """Return the rules that hold here: the workspace's own, or ours where it has none that can be read."""
    own = Path(settings.WORKSPACE) / OWN
    if own.is_file():
        try:
            return read(own.read_text(encoding="utf-8"))
        except (OSError, TypeError, ValueError, KeyError):
            log.exception("%s cannot be read: our own rules are used", OWN)
    return read(OURS.read_text(encoding="utf-8"))


def _outcome(said: dict[str, Any]) -> OutcomeRule:
    return OutcomeRule(**{**said, "needs": tuple(Condition(one) for one in said["needs"])})


def _scheme(said: dict[str, Any]) -> Scheme:
    rules = tuple(_rule(one) for one in said["rule"])
    rest = {name: value for name, value in said.items() if name not in ("rule", "activity")}
    return Scheme(activity=Activity(said["activity"]), rules=rules, **rest)


def _rule(said: dict[str, Any]) -> Rule:
    lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    return Rule(**{**said, **lists, "kind": RuleKind(said["kind"])})


def _check(scheme: Scheme, book: Rulebook) -> None:
    groups = {one.group for one in book.offences.values()}
    if scheme.outcome not in book.outcomes:
        raise ValueError(
            f"{scheme.name} leads to outcome {scheme.outcome}, which is not listed"
        )
    for rule in scheme.rules:
        unknown = [
            *(set(rule.groups) - groups),
            *(set(rule.without) - set(book.offences)),
            *(set(rule.kinds) - set(Encounter.values)),
            *({rule.fact} - {""} - set(book.facts)),
        ]
        if unknown:
            raise ValueError(f"{scheme.name}: {rule.words!r} names {unknown[0]!r}, not listed")
