"""The pack of one meeting: agenda, papers, figures, what is owed and what is at risk, as one document.

What the board wrote comes in as words, ready to be read; every figure comes from a `Release` alone. It
is read with nothing else opened, so an item brings its own paper, figure and promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fingerpost.evidence.disclosure import Release, require_release
from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.publication.board_pack import SYNTHETIC
from fingerpost.evidence.publication.content import (
    Block,
    Callout,
    Facts,
    Group,
    Pack,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.measure_blocks import in_brief
from fingerpost.evidence.publication.pages.what_is_new import details_of_signal
from fingerpost.evidence.publication.plain_text import text_blocks
from fingerpost.evidence.publication.signal_words import signal_sentence
from fingerpost.evidence.publication.wording import day

LEFT = (
    "You declared an interest and leave for this item. Its question, papers and figure are not in "
    "your pack."
)
NO_RELEASE = "Nothing was published when this pack was frozen, so it has no figures."


@dataclass(frozen=True)
class Paper:
    """A paper that was asked for, in the version that was there; without one it is owed still."""

    title: str
    owner: str
    due_on: date
    number: int = 0  # of the version; 0 if none was sent
    sent_on: date | None = None
    asked: str = ""  # what the board is asked to agree
    text: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether there is something to read."""
        return self.number > 0


@dataclass(frozen=True)
class Item:
    """One item of the agenda.

    Parameters
    ----------
    title, kind, question, presented_by : str
    begins : str
        The time of day, as it is read.
    minutes : int
    measure : str
        By name; empty if no figure belongs to it.
    signal : str
        Its reference in the release, for an item that a signal brought.
    papers : tuple of Paper
    facts : tuple of (str, str)
        What it was put on the agenda for: terms and what they are.
    is_left : bool
        Whether the reader leaves for it: then it stands on the agenda by time and title alone.
    """

    title: str
    kind: str
    question: str
    begins: str
    minutes: int
    presented_by: str = ""
    measure: str = ""
    signal: str = ""
    papers: tuple[Paper, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    is_left: bool = False


@dataclass(frozen=True)
class Agenda:
    """All that the board says in a pack; the release says the rest.

    Parameters
    ----------
    partnership, title, when, place : str
    number : int
        Of the pack: the second that was sent is number 2.
    frozen_on : date
    items : tuple of Item
    actions : tuple of row
        What agencies owe: what, who, by when, how it stands.
    risks : tuple of row
        Those above appetite: what, whose, score, what is done about it.
    """

    partnership: str
    title: str
    when: str
    place: str
    number: int
    frozen_on: date
    items: tuple[Item, ...]
    actions: tuple[tuple[str, str, str, str], ...] = ()
    risks: tuple[tuple[str, str, str, str], ...] = ()


def meeting_pack(agenda: Agenda, release: Release | None) -> Pack:
    """Return the pack of a meeting, ready to be drawn as one HTML document and as PDF.

    Raises
    ------
    DisclosureError
        If the figures would come from anything but a Release.
    """
    if release is not None:
        require_release(release)
    shown = [(number, item) for number, item in enumerate(agenda.items, 1) if not item.is_left]
    sources = () if release is None else release.provenance.sources
    return Pack(
        title=agenda.title,
        subtitle=f"{agenda.partnership}. {agenda.when}. {agenda.place}",
        audience=f"the board, pack {agenda.number}, frozen on {day(agenda.frozen_on)}",
        is_draft=False,
        pages=(
            _first_page(agenda),
            *(_item_page(number, item, release) for number, item in shown),
            _owed(agenda),
            _at_risk(agenda),
        ),
        licence_statements=tuple(dict.fromkeys(one.licence_statement for one in sources)),
        identity=_identity(release),
        warnings=(SYNTHETIC,)
        if release is not None and release.partnership.is_synthetic
        else (),
    )


def _identity(release: Release | None) -> str:
    if release is None:
        return NO_RELEASE.removesuffix(".")
    said = f"Figures of release {release.id}, as known on {day(release.provenance.as_of)}"
    return said if release.approval else f"{said}, which no person has approved yet"


def _first_page(agenda: Agenda) -> Page:
    rows = tuple(
        (item.begins, f"{number}. {item.title}", item.kind, item.presented_by)
        for number, item in enumerate(agenda.items, 1)
    )
    headers = ("Time", "Item", "The board is asked", "Presented by")
    blocks: list[Block] = [
        Paragraph(f"{agenda.when}, {agenda.place}.", "lead"),
        Table("Agenda", headers, rows, (False, False, False, False)),
    ]
    left = tuple(item.title for item in agenda.items if item.is_left)
    if left:
        blocks.append(Callout("You leave for " + "; ".join(left), (LEFT,)))
    late = tuple(
        f"{paper.title}, from {paper.owner}: due on {day(paper.due_on)}."
        for item in agenda.items
        if not item.is_left
        for paper in item.papers
        if not paper.is_sent
    )
    if late:
        blocks.append(Callout("Not in this pack, because it was not sent", late))
    return Page("agenda", "Agenda", tuple(blocks))


def _item_page(number: int, item: Item, release: Release | None) -> Page:
    asked = [
        ("Time", f"{item.begins}, {item.minutes} minutes"),
        ("The board is asked", item.kind),
        ("Presented by", item.presented_by),
        *item.facts,
    ]
    blocks: list[Block] = [
        Paragraph(item.question, "lead"),
        Facts(tuple((term, words) for term, words in asked if words)),
    ]
    if item.signal:
        blocks.append(_signal(number, item.signal, release))
    if item.measure:
        blocks.append(_figure(item.measure, release))
    blocks += [_paper(one) for one in item.papers]
    return Page(f"item-{number}", f"{number}. {item.title}", tuple(blocks))


def _figure(name: str, release: Release | None) -> Block:
    tables = [] if release is None else [t for t in release.tables if t.measure.name == name]
    if release is None or not tables:
        known = all_measures().get(name)
        title = known.title if known else name
        words = NO_RELEASE if release is None else f"The release has no table of “{title}”."
        return Callout("No figure", (words,), "cannot_say")
    measure = tables[0].measure
    return Group(measure.title, measure.kind.value, tuple(in_brief(tables, release)))


def _signal(number: int, reference: str, release: Release | None) -> Block:
    known = () if release is None else release.signals
    found = next((one for one in known if one.reference == reference), None)
    if release is None or found is None:
        words = NO_RELEASE if release is None else "The release does not have this signal."
        return Callout("No figure of the signal", (words,), "cannot_say")
    _, *details = details_of_signal(number, found, release)  # the item has the title itself
    said = Paragraph(signal_sentence(found), "lead")
    return Group("The signal", found.evidence_kind.value, (said, *details))


def _paper(paper: Paper) -> Block:
    if not paper.is_sent or paper.sent_on is None:
        words = f"{paper.owner} has not sent it. It was due on {day(paper.due_on)}."
        return Group(paper.title, "plain", (Paragraph(words),))
    late = " It came late." if paper.sent_on > paper.due_on else ""
    sent = f"Version {paper.number}, sent on {day(paper.sent_on)} by {paper.owner}.{late}"
    return Group(
        f"Paper: {paper.title}",
        "plain",
        (
            Paragraph(sent, "small"),
            Callout("The board is asked to agree", (paper.asked,)),
            *text_blocks(paper.text, level=3),
        ),
    )


def _owed(agenda: Agenda) -> Page:
    if not agenda.actions:
        return Page("owed", "What is owed", (Paragraph("No action is open.", "lead"),))
    table = Table(
        f"Open actions: {len(agenda.actions)}, the late ones first",
        ("What is to be done", "Who", "By", "State"),
        agenda.actions,
        (False, False, False, False),
    )
    return Page("owed", "What is owed", (table,))


def _at_risk(agenda: Agenda) -> Page:
    if not agenda.risks:
        return Page("risks", "Risks above appetite", (Paragraph("There is none.", "lead"),))
    table = Table(
        f"Risks above appetite: {len(agenda.risks)}",
        ("Risk", "Whose", "Score and appetite", "What is done about it"),
        agenda.risks,
        (False, False, False, False),
    )
    return Page("risks", "Risks above appetite", (table,))
