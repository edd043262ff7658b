"""What the measures say, in a document: what changed for people apart from what partners did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Callout,
    FindingLine,
    FindingList,
    Heading,
    Page,
    Paragraph,
)
from fingerpost.evidence.publication.pages.outcomes import ACTIVITY_INTRO
from fingerpost.service.board.models import Commitment
from fingerpost.service.board.reports.account import Account, missing
from fingerpost.service.board.what_measures_say import Said, all_measures, what_measures_say

OUTCOME = "Outcome"


def evidence_page(account: Account, commitments: Iterable[Commitment]) -> Page:
    """Return what the plan's measures say; those of the framework where the plan names none."""
    title = "What the measures say"
    named = list(
        dict.fromkeys(
            name
            for one in commitments
            for name in (*one.outcome_measures, *one.activity_measures)
        )
    )
    if named:
        said = what_measures_say(named, viewer=account.viewer)
        words = "These are the measures that the plan's commitments name."
    else:
        said = list(all_measures(viewer=account.viewer).values())
        words = (
            "No commitment of a plan in force names a measure. These are all that are declared."
        )
    if not said:
        nothing = "No release of the evidence is there, so nothing can be said of any measure."
        return Page("evidence", title, (missing(nothing),))
    return Page("evidence", title, (Paragraph(words), *said_of(said)))


def said_of(said: Sequence[Said]) -> list[Block]:
    """Return what measures say: outcomes first, then all else, then what cannot be said."""
    known = [one for one in said if one.is_said]
    changed = [one for one in known if one.kind == OUTCOME]
    done = [one for one in known if one.kind != OUTCOME]
    unknown = [one for one in said if not one.is_said]
    blocks: list[Block] = [Heading("What changed for people")]
    if changed:
        blocks.append(_findings(changed))
    else:
        blocks.append(missing("No outcome of these can be said."))
    if done:
        blocks += [
            Heading("What partners did"),
            Callout("Activity", (ACTIVITY_INTRO,), "activity"),
            _findings(done),
        ]
    if unknown:
        blocks += [
            Heading("What cannot be said, or not whether it changed"),
            BulletList(
                tuple(f"{one.title} ({one.kind.lower()}). {one.sentence}" for one in unknown)
            ),
        ]
    return blocks


def _findings(said: Sequence[Said]) -> FindingList:
    return FindingList(
        tuple(FindingLine(one.sentence, one.kind, one.sure, one.age) for one in said)
    )
