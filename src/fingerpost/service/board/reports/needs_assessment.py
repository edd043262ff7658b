"""A needs assessment's skeleton: filled with what is known, each with its age; it says what is missing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.measures.declaration import Outcome
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Callout,
    Heading,
    Pack,
    Page,
    Paragraph,
)
from fingerpost.evidence.publication.figures import data_age
from fingerpost.evidence.publication.who_is_reached import asks_who, who_is_reached
from fingerpost.evidence.publication.wording import counted
from fingerpost.service.access import policies
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.own_words import own_or_ours
from fingerpost.service.board.reports.account import Account, framed, missing
from fingerpost.service.board.reports.evidence import said_of
from fingerpost.service.board.reports.room import involvement_page
from fingerpost.service.board.what_measures_say import Said, all_measures
from fingerpost.service.insight import selectors as insight
from fingerpost.service.insight.reading import newest_of, tables_of

SHOWS = ("journeys", "who_is_reached", "involvement")


@dataclass(frozen=True)
class Section:
    """One section of the outline.

    Parameters
    ----------
    title, asks : str
        What it is called, and what it should answer.
    outcomes : tuple of Outcome
        Whose measures fill it.
    shows : tuple of str
        What else does: of `SHOWS`.
    to_write : tuple of str
        What no record here can give.
    """

    title: str
    asks: str
    outcomes: tuple[Outcome, ...] = ()
    shows: tuple[str, ...] = ()
    to_write: tuple[str, ...] = ()


def read(text: str) -> tuple[Section, ...]:
    """Return the outline that a TOML file states.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is not TOML, has no section, or names an outcome or a filling that is not known.
    """
    sections = tuple(
        Section(
            title=str(one["title"]),
            asks=str(one["asks"]),
            outcomes=tuple(Outcome(name) for name in one.get("outcomes", ())),
            shows=tuple(SHOWS[SHOWS.index(name)] for name in one.get("shows", ())),
            to_write=tuple(str(words) for words in one.get("to_write", ())),
        )
        for one in tomllib.loads(text)["section"]
    )
    if not sections:
        raise ValueError("an outline has a section")
    return sections


def needs_assessment(account: Account) -> Pack:
    """Return the skeleton: a page for each section of the outline, and first what it lacks."""
    policies.check(account.viewer, P.BOARD_VIEW)
    outline = own_or_ours("needs_outline.toml", read)
    filled = [_filled(section, account) for section in outline]
    return framed(
        (_in_short(outline, filled), *(page for page, _ in filled)),
        title="joint needs assessment (skeleton)",
        subtitle="What is known, how sure and how old, and what is missing",
        audience="those who write the needs assessment",
        account=account,
    )


def _in_short(outline: tuple[Section, ...], filled: list[tuple[Page, int]]) -> Page:
    empty = [one.title for one, (_, facts) in zip(outline, filled, strict=True) if not facts]
    lines = tuple(
        f"{one.title}: {counted(facts, 'thing')} known, {len(one.to_write)} to write"
        for one, (_, facts) in zip(outline, filled, strict=True)
    )
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"{len(filled) - len(empty)} of {counted(len(filled), 'section')} could be begun from the "
            "evidence and the board's records. All of them need people to write them.",
            "lead",
        ),
        BulletList(lines),
        Paragraph(
            "This is a skeleton: it has every measure, journey and table of who is reached that the newest "
            "release holds, and says of each how sure and how old it is. Activity is not outcome: more "
            "searches or more treatment places do not show less harm.",
        ),
    )
    return Page("index", "What is here, and what is missing", blocks)


def _filled(section: Section, account: Account) -> tuple[Page, int]:
    """Return a section's page, and how many things could be said in it."""
    blocks: list[Block] = [Paragraph(section.asks, "lead")]
    said = _of_outcomes(section.outcomes, account)
    facts = sum(one.is_said for one in said)
    if section.outcomes:
        blocks += said_of(said) if said else [missing("No measure of this is declared here.")]
    for name in section.shows:
        inside, count = FILLINGS[name](account)
        blocks += inside
        facts += count
    if section.to_write:
        blocks.append(Heading("To write"))
        blocks.append(BulletList(section.to_write))
    slug = "-".join("".join(c if c.isalnum() else " " for c in section.title.lower()).split())
    return Page(slug, section.title, tuple(blocks)), facts


def _of_outcomes(outcomes: tuple[Outcome, ...], account: Account) -> list[Said]:
    known = all_measures(viewer=account.viewer)
    wanted = {
        name
        for _, sections in insight.overview(viewer=account.viewer)
        for section in sections
        if section.name in {one.value for one in outcomes}
        for name in (
            *(line.measure.name for line in (*section.changed, *section.done)),
            *(measure.name for measure in section.waiting),
        )
    }
    return [one for name, one in known.items() if name in wanted]


def _journeys(account: Account) -> tuple[list[Block], int]:
    found = insight.page("journeys", viewer=account.viewer)
    if found is None:
        return [missing("No release has linked records from which journeys could be shown.")], 0
    return list(found.blocks), 1


def _who(account: Account) -> tuple[list[Block], int]:
    release = insight.release(viewer=account.viewer)
    measures = _asked(release) if release else {}
    if not release or not measures:
        return [missing("No measure is split by sex, age and ethnicity in any release.")], 0
    blocks: list[Block] = []
    for name, title in measures.items():
        tables = tables_of(release, name)
        blocks += [Heading(title), *who_is_reached(tables)]
        blocks.append(Paragraph(data_age(release, newest_of(tables)), "small"))
    return blocks, len(measures)


def _asked(release: Release) -> dict[str, str]:
    titles = {one.measure.name: one.measure.title for one in release.tables}
    return {name: title for name, title in titles.items() if asks_who(tables_of(release, name))}


def _involvement(account: Account) -> tuple[list[Block], int]:
    found = list(involvement_page(account).blocks)
    return found, sum(not isinstance(one, Callout) for one in found)


FILLINGS = {"journeys": _journeys, "who_is_reached": _who, "involvement": _involvement}
