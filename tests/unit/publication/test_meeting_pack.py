"""The pack of a meeting: one document that says everything, and nothing of what its reader leaves for."""

import dataclasses
import html
import io
import itertools
import re
from datetime import date

import pikepdf
import pytest

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import Approval
from fingerpost.evidence.measures.declaration import Grid
from fingerpost.evidence.publication.html import policy_of, render_document
from fingerpost.evidence.publication.meeting_pack import Agenda, Item, Paper, meeting_pack
from fingerpost.evidence.publication.pdf import render_pdf
from fingerpost.evidence.publication.signal_words import signal_sentence
from tests.unit.publication.making import AS_OF, NORTH, SOUTH, measure, release
from tests.unit.publication.pdf_text import words_of
from tests.unit.publication.signal_release import eventful

MONTHLY = Grid(areas=(AreaKind.DISTRICT,), period=PeriodKind.MONTH)
CELLS = [
    (area, f"{2024 + month // 12}-{month % 12 + 1:02}", 40 + month, None)
    for area in (NORTH, SOUTH)
    for month in range(18)
]
HOSTILE = '<script>alert(1)</script> #import "x" $x$ *b* {{ 7*7 }}'
PAPER = Paper(
    "Ten places",
    "Aldenwold Housing",
    date(2026, 12, 1),
    number=2,
    sent_on=date(2026, 12, 3),
    asked="Agree ten places",
    text="## Why\n\nToo few sleep safe.\n\n- six in the north\n- four in the south",
)
HOUSING = Item(
    "Places for rough sleepers",
    "To decide",
    "Do we open ten places?",
    "14:00",
    20,
    presented_by="Aldenwold Housing",
    measure="made_up",
    papers=(PAPER,),
    facts=(("Action", "Open ten places"), ("State", "9 days late")),
)
NALOXONE = Item(
    "Naloxone",
    "To discuss",
    "Who goes without?",
    "14:20",
    15,
    papers=(Paper("Kits", "Fenmark Recovery Service", date(2026, 12, 1)),),
)


def agenda(*items: Item, **more) -> Agenda:
    return Agenda(
        "Fenmark",
        "High Harms Board",
        "Wednesday 9 December 2026, 14:00 to 16:00",
        "County Hall",
        1,
        date(2026, 12, 3),
        items,
        actions=(("Open ten places", "Aldenwold Housing", "1 December 2026", "9 days late"),),
        risks=(("Leases end", "Aldenwold Housing", "16, above 9", "New leases sought"),),
        **more,
    )


@pytest.fixture(scope="module")
def made():
    return release((measure(caveats=("The north counts in another way.",)), MONTHLY, CELLS))


@pytest.fixture(scope="module")
def pack(made):
    return meeting_pack(agenda(HOUSING, NALOXONE), made)


@pytest.fixture(scope="module")
def pdf(pack):
    return render_pdf(pack, made_at=AS_OF)


SAID = (
    "Do we open ten places?",
    "20 minutes",
    "Agree ten places",
    "Too few sleep safe.",
    "six in the north",
    "Version 2, sent on 3 December 2026 by Aldenwold Housing. It came late.",
    "How sure",
    "months old",
    "What we cannot say",
    "Made-up events",
    "Who goes without?",
    "Fenmark Recovery Service has not sent it",
    "Kits, from Fenmark Recovery Service: due on 1 December 2026",
    "New leases sought",
    "16, above 9",
    "9 days late",
)


def test_the_document_says_all_that_a_reader_needs(pack):
    text = html.unescape(render_document(pack))
    for said in SAID:
        assert said in text, said
    assert text.count("<svg") == 1
    assert "2024" in text, "the numbers behind the figure are in it"


def test_the_pdf_says_the_same(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        printed = re.sub(r"\s", "", " ".join(words_of(page) for page in opened.pages))
    for said in SAID:
        assert re.sub(r"\s", "", said) in printed, said


def test_the_pdf_is_pdf_ua(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in opened.Root
        assert str(opened.Root.Lang) == "en-GB"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "High Harms Board" in str(metadata["dc:title"])


def test_headings_of_the_document_skip_no_level(pack):
    levels = [int(one) for one in re.findall(r"<h(\d)", render_document(pack))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert max(levels) == 4, "a heading within a paper"


def test_nothing_of_an_item_that_the_reader_leaves_for(made):
    left = dataclasses.replace(HOUSING, is_left=True)
    text = html.unescape(render_document(meeting_pack(agenda(left, NALOXONE), made)))
    assert "You leave for Places for rough sleepers" in text
    for hidden in ("Do we open ten places?", "Agree ten places", "Too few", "<svg", "Made-up"):
        assert hidden not in text, hidden
    assert "2. Naloxone" in text, "the others keep their numbers"


def test_the_document_asks_for_nothing_and_has_a_policy_of_its_own(pack):
    text = render_document(pack)
    assert "<script" not in text
    assert " style=" not in text
    assert not re.search(r'(?:src|href)="(?!#)', text)
    policy = policy_of(text.encode())
    assert policy in text
    other = text.replace("<style>", "<style>/* another edition */").encode()
    assert policy_of(other) != policy, "it is asked of the document's own style"


def test_hostile_words_are_shown_and_never_obeyed(made):
    paper = dataclasses.replace(PAPER, title=HOSTILE, asked=HOSTILE, text=HOSTILE)
    item = dataclasses.replace(NALOXONE, title=HOSTILE, question=HOSTILE, papers=(paper,))
    pack = meeting_pack(agenda(item), made)
    text = render_document(pack)
    assert "<script" not in text
    assert "{{ 7*7 }}" in html.unescape(text)
    assert render_pdf(pack, made_at=AS_OF).startswith(b"%PDF")


def test_figures_come_from_a_release_alone(pack):
    with pytest.raises(DisclosureError):
        meeting_pack(agenda(HOUSING), pack)


@pytest.mark.parametrize(
    ("which", "said"),
    [
        pytest.param(None, "Nothing was published when this pack was frozen", id="no release"),
        pytest.param(release(), "The release has no table of “made_up”", id="no table"),
    ],
)
def test_without_a_figure_it_says_so(which, said):
    assert said in html.unescape(render_document(meeting_pack(agenda(HOUSING), which)))


def test_a_measure_without_a_table_is_named_in_words():
    item = dataclasses.replace(HOUSING, measure="treatment_waits")
    text = html.unescape(render_document(meeting_pack(agenda(item), release())))
    assert "no table of “People who start treatment within three weeks" in text
    assert "treatment_waits" not in text


def test_a_release_that_nobody_approved_is_named_so(made):
    approved = release(
        (measure(), MONTHLY, CELLS), approval=Approval("Priya Nair", "Checked", AS_OF)
    )
    words = "which no person has approved yet"
    assert words in render_document(meeting_pack(agenda(HOUSING), made))
    assert words not in render_document(meeting_pack(agenda(HOUSING), approved))


def test_the_same_content_gives_the_same_bytes(pack, pdf):
    assert render_document(pack) == render_document(pack)
    assert render_pdf(pack, made_at=AS_OF) == pdf


def test_an_item_that_a_signal_brought_has_its_signal():
    with_signals = eventful()
    one = with_signals.signals[0]
    item = dataclasses.replace(NALOXONE, signal=one.reference)
    text = html.unescape(render_document(meeting_pack(agenda(item), with_signals)))
    assert signal_sentence(one) in text
    assert one.what_to_do in text
    unknown = dataclasses.replace(NALOXONE, signal="no-such")
    text = html.unescape(render_document(meeting_pack(agenda(unknown), with_signals)))
    assert "does not have this signal" in text
    pdf = render_pdf(meeting_pack(agenda(item), with_signals), made_at=AS_OF)
    assert pdf.startswith(b"%PDF")
