"""The page on what is new: at most five signals, what became of the others, what was watched."""

from __future__ import annotations

from collections.abc import Iterable

from fingerpost.evidence.disclosure import ProtectedSignal, Release
from fingerpost.evidence.early_warning.signals import SignalKind
from fingerpost.evidence.measures.declaration import Kind
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Callout,
    Facts,
    FindingList,
    Group,
    Heading,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.page_maker import PageMaker
from fingerpost.evidence.publication.signal_figures import figures_of_signal
from fingerpost.evidence.publication.signal_words import (
    NOTHING_OF_HARM,
    cause_of_signal,
    expected_words,
    limits_of_signal,
    open_signals,
    place_words,
    raised_words,
    rarity_words,
    seen_words,
    signal_line,
    silent_feeds,
    state_words,
)
from fingerpost.evidence.publication.wording import capital, counted, day

MOST = 5  # signals: a board that reads more acts on none
SLUG = "what-is-new"
GROUPS = {
    Kind.OUTCOME: ("What may have changed for people", ""),
    Kind.ACTIVITY: (
        "What partners did or wrote down",
        (
            "These count what partners did. More of it may come from more effort or another way of "
            "recording; it does not show that there is more harm, or less."
        ),
    ),
    Kind.PROCESS: ("How work was done", ""),
    Kind.CONTEXT: ("The wider picture", ""),
}


def what_is_new_page(release: Release) -> tuple[Page, ...]:
    """Return the page on what is new; none where nothing was watched."""
    if not release.signals and not release.watched:
        return ()
    waiting = open_signals(release)
    shown, silent = waiting[:MOST], silent_feeds(release)
    as_of = release.provenance.as_of.date()
    blocks: list[Block] = [Paragraph(_answer(release, waiting), "lead")]
    if shown:
        blocks.append(FindingList(tuple(signal_line(one, as_of) for one in shown)))
        blocks.append(
            Paragraph(
                "A signal is a question, not an answer. Those that matter most to public health "
                "come first; what each was, only people decide.",
                "small",
            )
        )
    for kind, (title, intro) in GROUPS.items():
        mine = [(at, one) for at, one in enumerate(shown, 1) if one.evidence_kind is kind]
        if mine:
            inside = [
                block for at, one in mine for block in details_of_signal(at, one, release)
            ]
            blocks.append(Group(title, kind.value, tuple(inside), intro))
    if silent:
        blocks.append(Heading("Data that stopped coming"))
        blocks.append(Callout("Cannot say", (NOTHING_OF_HARM,), "cannot_say"))
        blocks.append(BulletList(tuple(_silence(one) for one in silent)))
    others = [one for one in release.signals if one not in (*shown, *silent)]
    if others:
        blocks.append(Heading("Also raised"))
        blocks.append(_others(others))
    blocks += _watched(release)
    return (Page(SLUG, "What is new", tuple(blocks)),)


def _answer(release: Release, waiting: tuple[ProtectedSignal, ...]) -> str:
    ends = [one.data_to for one in release.watched if one.data_to is not None]
    applied = (
        f"{counted(len(ends), 'warning rule')} could judge, with data to {day(max(ends))} at the "
        "newest"
        if ends
        else "no warning rule could judge"
    )
    stopped = silent_feeds(release)
    silence = (
        f" The data of {counted(len(stopped), 'feed')} stopped coming: of what they would show "
        "nothing can be said."
        if stopped
        else ""
    )
    if not waiting:
        if not ends:
            return f"Cannot say whether anything is new: {applied}.{silence}"
        return f"Nothing new. {capital(applied)}, and no signal is open.{silence}"
    real = "1 signal is open" if len(waiting) == 1 else f"{len(waiting)} signals are open"
    first = f"; the {MOST} that weigh most are below" if len(waiting) > MOST else ""
    return f"{real}{first}. {capital(applied)}.{silence}"


def details_of_signal(at: int, signal: ProtectedSignal, release: Release) -> list[Block]:
    """Return one signal as a page shows it: a heading, what it says, its chart and its map."""
    as_of = release.provenance.as_of.date()
    joined = f"; {signal.joined} signals joined in one" if signal.joined > 1 else ""
    rows = [
        ("Seen", f"{capital(seen_words(signal))}."),
        ("Usual", capital(expected_words(signal))),
        (
            "How rare",
            rarity_words(signal) and f"{capital(rarity_words(signal))} by chance alone.",
        ),
        ("May come from", cause_of_signal(signal)),
        ("Cannot be told", limits_of_signal(signal)),
        ("Why it matters", signal.why_it_matters),
        ("What to do", signal.what_to_do),
        ("Who answers", signal.raised_for),
        ("State", state_words(signal)),
        ("Reference", f"{signal.reference}, {raised_words(signal, as_of)}{joined}"),
    ]
    blocks: list[Block] = [Heading(f"{at}. {signal.title}, {place_words(signal)}", 3)]
    if signal.looks_like_recording:
        blocks.append(Callout("Looks like a change in recording", (cause_of_signal(signal),)))
        rows = [row for row in rows if row[0] != "May come from"]
    figures = figures_of_signal(signal, release, at)
    if not signal.course:
        rows.append(("Chart", "None: its counts are too small, or may not be shown."))
    return [*blocks, Facts(tuple(row for row in rows if row[1])), *figures]


def _silence(signal: ProtectedSignal) -> str:
    return (
        f"{signal.title}, {place_words(signal)}: {seen_words(signal)}. {signal.what_to_do} "
        f"{state_words(signal)}"
    )


def _others(signals: Iterable[ProtectedSignal]) -> Table:
    """Return the signals that are decided, or weigh less, the newest first."""
    ordered = sorted(signals, key=lambda one: (one.raised_on, one.weight), reverse=True)
    return Table(
        caption="Every other signal, and what became of it",
        headers=(
            "Signal",
            "Seen",
            "Usual",
            "By chance alone",
            "May come from",
            "What became of it",
        ),
        rows=tuple(
            (
                f"{one.title}, {place_words(one)}",
                capital(seen_words(one)),
                capital(expected_words(one)),
                capital(rarity_words(one)),
                "" if one.kind is SignalKind.DATA else cause_of_signal(one),
                state_words(one),
            )
            for one in ordered
        ),
        numeric=(False, False, False, False, False, False),
    )


def _watched(release: Release) -> list[Block]:
    if not release.watched:
        return []
    judged = [one for one in release.watched if one.data_to is not None]
    unable = [one for one in release.watched if one.cannot_say]
    blocks: list[Block] = []
    if judged:
        blocks.append(Heading("What was watched"))
        blocks.append(
            Table(
                caption="Warning rules that could judge, and the last day that each could judge",
                headers=("What is watched", "Data to"),
                rows=tuple((one.title, day(one.data_to)) for one in judged if one.data_to),
                numeric=(False, False),
            )
        )
    if unable:
        blocks.append(Heading("What cannot be said yet"))
        blocks.append(BulletList(tuple(f"{one.title}: {one.cannot_say}" for one in unable)))
    return blocks


WHAT_IS_NEW = PageMaker(name="what_is_new", place=5, make=what_is_new_page)
