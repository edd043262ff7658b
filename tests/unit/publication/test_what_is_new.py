"""The page "What is new" and what the first page takes from it."""

import html
import io
import re
from dataclasses import replace

import pikepdf
import pytest

from fingerpost.evidence.disclosure import Watched
from fingerpost.evidence.early_warning.signals import SignalState
from fingerpost.evidence.publication import board_pack
from fingerpost.evidence.publication.content import (
    BulletList,
    Callout,
    Facts,
    Figure,
    FindingList,
    Group,
    Heading,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.html import render_html
from fingerpost.evidence.publication.pdf import render_pdf
from fingerpost.evidence.publication.signal_words import (
    rarity_words,
    signal_sentence,
    top_signal,
)
from tests.unit.disclosure.signal_making import DECIDED, raised, signal
from tests.unit.publication.making import AS_OF
from tests.unit.publication.pdf_text import words_of
from tests.unit.publication.signal_release import (
    CLUSTER,
    DEATHS,
    PRIVATE,
    RECORDING,
    SILENT,
    WATCHED,
    days,
    eventful,
    quiet,
)


def page(release):
    return next(p for p in board_pack(release).pages if p.slug == "what-is-new")


def listed(release):
    return next(b for b in page(release).blocks if isinstance(b, FindingList)).findings


def groups(release):
    return {b.kind: b for b in page(release).blocks if isinstance(b, Group)}


def test_at_most_five_signals_those_that_weigh_most_first():
    found = [line.sentence.partition(",")[0] for line in listed(eventful())]
    assert found == [
        "Deaths from synthetic opioids",
        "Overdose call-outs",
        "Admissions for poisoning",
        "Drug information reports",
        "Recorded possession of drugs",
    ]


def test_each_says_what_was_seen_what_is_usual_how_rare_what_to_do_and_its_state():
    inside = groups(eventful())["outcome"].blocks
    at = next(i for i, b in enumerate(inside) if isinstance(b, Heading) and "2. Over" in b.text)
    rows = dict(inside[at + 1].rows)
    assert (
        rows["Seen"] == "About 15 ambulance call-outs to overdoses from 23 to 28 October 2026."
    )
    assert rows["Usual"] == "About 5"
    assert rows["How rare"] == "About once in 10 years by chance alone."
    assert rows["What to do"].startswith("Ask the ambulance trust")
    assert rows["State"] == "New: nobody has decided yet."
    assert "raised 3 days ago" in rows["Reference"]


def test_a_state_has_its_person_its_day_and_its_reason():
    text = render_html(board_pack(eventful()))["what-is-new.html"]
    assert (
        "Being assessed: Dr A. Person, 11 March 2026. The laboratory found a nitazene." in text
    )
    assert "A false alarm: B. Person, 20 April 2026. Call-outs came in late." in text


def test_a_change_in_recording_is_said_with_its_facts_among_activity():
    group = groups(eventful())["activity"]
    assert "what partners did" in group.intro.lower()
    (said,) = [b for b in group.blocks if isinstance(b, Callout)]
    assert said.title == "Looks like a change in recording"
    assert (
        "nine tenths or more of the excess has one last outcome: Local resolution"
        in (said.paragraphs[0])
    )
    assert "27 more than usual" in said.paragraphs[0]


def test_what_stopped_coming_stands_apart_and_says_nothing_of_harm():
    made = page(eventful())
    at = next(
        i
        for i, b in enumerate(made.blocks)
        if isinstance(b, Heading) and b.text == "Data that stopped coming"
    )
    assert "nothing about harm" in made.blocks[at + 1].paragraphs[0]
    assert "no records came from 13 to 25 October 2026" in made.blocks[at + 2].items[0]
    assert not any("Ambulance records" in line.sentence for line in listed(eventful()))


@pytest.mark.parametrize("of", [eventful, quiet])
def test_html_and_pdf_say_the_same(of):
    pack = board_pack(of())
    text = html.unescape(render_html(pack)["what-is-new.html"])
    with pikepdf.open(io.BytesIO(render_pdf(pack, made_at=AS_OF))) as pdf:
        printed = squeezed(" ".join(words_of(each) for each in pdf.pages))
    said = list(words(page(of())))
    assert len(said) > 5
    for each in said:
        assert each in text
        assert squeezed(each) in printed


def words(block):
    """Yield every piece of text of a block, whatever it is."""
    if isinstance(block, str):
        yield block
    elif isinstance(block, tuple):
        for part in block:
            yield from words(part)
    elif isinstance(block, Page):
        yield from words(block.blocks)
    elif isinstance(block, Group):
        yield from words((block.title, block.intro, block.blocks))
    elif isinstance(block, Paragraph | Heading):
        yield block.text
    elif isinstance(block, Callout):
        yield from words((block.title, block.paragraphs))
    elif isinstance(block, Facts):
        yield from words(block.rows)
    elif isinstance(block, BulletList):
        yield from words(block.items)
    elif isinstance(block, Table):
        yield from words((block.caption, block.headers, block.rows))
    elif isinstance(block, Figure):
        yield from words((block.title, block.alternative, block.table))
    else:
        yield from (w for f in block.findings for w in (f.sentence, f.kind, f.sign, f.age))


def squeezed(text):
    """Return text without spaces and hyphens, which the printed line ends in."""
    return re.sub(r"[\s\-\u00ad]", "", text)


def test_nothing_private_is_in_any_page():
    made = render_html(board_pack(eventful()))
    assert not [w for w in PRIVATE for text in made.values() if w in text]


def test_nothing_new_is_said_calmly_with_what_was_watched():
    text = re.sub(r"<[^>]+>", " ", render_html(board_pack(quiet()))["what-is-new.html"])
    text = " ".join(text.split())
    assert "Nothing new. 2 warning rules could judge" in text
    assert "Overdose call-outs, day by day 1 November 2026" in text
    assert "Trafficking: Needs 9 more months." in text
    assert "alarm" not in text.casefold()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param(
            {"signals": (), "watched": (WATCHED[2],)},
            "Cannot say whether anything is new",
            id="no rule could judge",
        ),
        pytest.param({"signals": (CLUSTER,)}, "1 signal is open. 2 warning rules", id="one"),
        pytest.param(
            {"signals": (SILENT,)},
            "The data of 1 feed stopped coming",
            id="a silent feed alone",
        ),
        pytest.param(
            {"signals": (replace(CLUSTER, state=SignalState.FALSE, **DECIDED),)},
            "Nothing new",
            id="a false alarm that somebody closed",
        ),
    ],
)
def test_the_answer_comes_first(changes, words):
    assert words in page(eventful(**changes)).blocks[0].text


def test_where_nothing_was_watched_there_is_no_page():
    slugs = {p.slug for p in board_pack(eventful(signals=(), watched=())).pages}
    assert "what-is-new" not in slugs


@pytest.mark.parametrize(
    ("one", "is_first"),
    [
        pytest.param(CLUSTER, True, id="a rare cluster of harm"),
        pytest.param(DEATHS, True, id="deaths, whose number may not be shown"),
        pytest.param(RECORDING, False, id="a change in recording"),
        pytest.param(SILENT, False, id="a silent feed"),
        pytest.param(replace(CLUSTER, state=SignalState.REAL, **DECIDED), True, id="real"),
        pytest.param(replace(CLUSTER, state=SignalState.FALSE, **DECIDED), False, id="false"),
        pytest.param(raised(signal(**days(3), once_in_days=200.0)), False, id="not rare"),
        pytest.param(raised(signal(**days(3), part_of="the spring batch")), False, id="known"),
        pytest.param(raised(signal(**days(3), part_of="Mr X")), False, id="known, not named"),
        pytest.param(raised(signal(**days(200), once_in_days=9e9)), False, id="long ago"),
    ],
)
def test_the_first_page_takes_the_top_signal_only_when_it_deserves_it(one, is_first):
    made = eventful(signals=(one,))
    first = board_pack(made).pages[0]
    lines = next(b for b in first.blocks if isinstance(b, FindingList)).findings
    assert (lines[0].page == "what-is-new") is is_first
    assert (top_signal(made) is not None) is is_first
    text = render_html(board_pack(made))["index.html"]
    assert ("Something new needs an answer" in text) is is_first
    assert ("what is behind the signal" in text) is is_first


def test_the_first_page_says_what_the_silence_hides_and_what_cannot_be_watched():
    text = render_html(board_pack(eventful()))["index.html"]
    assert "Anything about ambulance call-outs from 13 to 25 October 2026 in Fenmark" in text
    assert "in 1 of 3 things that early warning watches" in text
    assert "Early warning has nothing new." in render_html(board_pack(quiet()))["index.html"]


@pytest.mark.parametrize(
    ("once_in", "words"),
    [
        pytest.param(5.0, "more often than once a month", id="often"),
        pytest.param(40.0, "about once a month", id="a month"),
        pytest.param(100.0, "about once in 3 months", id="3 months"),
        pytest.param(300.0, "about once in 6 months", id="half a year"),
        pytest.param(400.0, "about once a year", id="a year"),
        pytest.param(1100.0, "about once in 3 years", id="3 years"),
        pytest.param(1e9, "less than once in 100 years", id="hardly ever"),
        pytest.param(float("nan"), "", id="not known"),
    ],
)
def test_how_rare_in_words(once_in, words):
    (found,) = eventful(signals=(raised(signal(once_in_days=once_in)),)).signals
    assert rarity_words(found) == words


def test_a_count_too_small_to_show_is_said_without_a_number():
    small = raised(signal(**days(3), observed=3.0))
    (found,) = eventful(signals=(small,)).signals
    assert signal_sentence(found) == (
        "Overdose call-outs, Fenmark: more ambulance call-outs to overdoses than usual in October "
        "2026; the number is too small to show."
    )


def test_a_rule_that_can_neither_judge_nor_say_why_is_not_said_to_have_judged():
    made = eventful(signals=(), watched=(Watched("x", "Nothing at all"),))
    assert "Cannot say" in page(made).blocks[0].text
