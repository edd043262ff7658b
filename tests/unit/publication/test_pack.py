"""The pack: what it holds, that both renderers show all of it, and that nothing leaks."""

import dataclasses
import html
import io
import itertools
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import fields, replace
from pathlib import Path

import pikepdf
import polars as pl
import pytest

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.errors import DisclosureError, OldReleaseError
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import Approval, Release, read_release, write_release
from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.measures.declaration import Grid, Level
from fingerpost.evidence.publication import board_pack, pages, write_open_data, write_pack
from fingerpost.evidence.publication.content import (
    BulletList,
    Callout,
    Figure,
    FindingList,
    Group,
    Heading,
    Pack,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.html import render_html
from fingerpost.evidence.publication.pdf import render_pdf
from tests.unit.publication.making import AS_OF, FORCE, MONTHLY, measure, months, release
from tests.unit.publication.old_release import age_release
from tests.unit.publication.pdf_text import words_of


@pytest.fixture(scope="module")
def pack(released):
    return board_pack(released)


@pytest.fixture(scope="module")
def pdf(pack):
    return render_pdf(pack, made_at=AS_OF)


def blocks(page_or_group):
    for block in page_or_group.blocks:
        yield block
        if isinstance(block, Group):
            yield from blocks(block)


def figures(pack):
    return [b for page in pack.pages for b in blocks(page) if isinstance(b, Figure)]


def test_the_pack_has_a_page_for_each_outcome_and_for_what_is_missing(pack):
    assert [page.slug for page in pack.pages] == [
        "index",
        "reduce-drug-use",
        "reduce-drug-related-crime",
        "reduce-drug-related-deaths-and-harm",
        "reduce-drug-supply",
        "increase-engagement-in-treatment",
        "improve-recovery-outcomes",
        "waiting-for-data",
        "refused-and-missing",
        "sources-and-methods",
    ]


def test_the_first_page_answers_before_it_explains(pack):
    kinds = [type(block) for block in pack.pages[0].blocks]
    assert kinds.index(FindingList) < 4
    titles = [b.text for b in pack.pages[0].blocks if isinstance(b, Heading)]
    assert titles[:3] == ["What changed", "How sure are we", "What needs a decision"]


def test_every_declared_measure_is_in_the_pack(pack):
    text = html.unescape(" ".join(render_html(pack).values()))
    missing = [m.title for m in all_measures().values() if m.title not in text]
    assert missing == []


def test_activity_and_outcome_stand_apart(pack):
    for page in pack.pages:
        groups = [b for b in page.blocks if isinstance(b, Group)]
        assert len({g.kind for g in groups}) == len(groups)
        for group in groups:
            if group.kind == "activity":
                assert "what partners did" in group.intro.lower()


def test_the_control_chart_of_drug_offences_has_exactly_the_points(pack):
    figure = next(f for f in figures(pack) if f.id.startswith("recorded-drug-offences-"))
    shown = [(row[0], int(row[1])) for row in figure.table.rows]
    assert len(shown) == 18
    assert shown[0] == ("January 2024", 133)
    assert (min(n for _, n in shown), max(n for _, n in shown)) == (129, 187)
    # The drawing has one mark a month.
    root = ET.fromstring(figure.svg)
    marks = [
        e
        for e in root.iter("{http://www.w3.org/2000/svg}g")
        if "mark-symbol" in e.get("class", "")
    ]
    assert len(list(marks[-1])) == 18


def test_every_figure_has_words_an_age_a_source_and_a_table(pack):
    found = figures(pack)
    assert len(found) > 12
    for figure in found:
        assert len(figure.alternative) > 30, figure.title
        assert figure.data_age.startswith(("Data to", "No data")), figure.title
        assert figure.source.startswith("Source: ")
        assert figure.table.rows
        root = ET.fromstring(figure.svg)
        assert root.get("role") == "img"
        assert root.find("{http://www.w3.org/2000/svg}title").text == figure.title
        assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


def test_identifiers_are_used_once(pack):
    ids = [figure.id for figure in figures(pack)]
    assert len(set(ids)) == len(ids)
    for text in render_html(pack).values():
        used = re.findall(r'\sid="([^"]+)"', text)
        assert len(set(used)) == len(used)


def test_headings_never_skip_a_level(pack):
    for name, text in render_html(pack).items():
        levels = [int(n) for n in re.findall(r"<h([1-6])", text)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), name


def test_licence_statements_stand_on_every_page_and_in_the_open_data(pack, released, tmp_path):
    assert any("Open Government Licence" in s for s in pack.licence_statements)
    write_open_data(released, tmp_path)
    readme = (tmp_path / "README.txt").read_text()
    for statement in pack.licence_statements:
        assert statement in readme
        for text in render_html(pack).values():
            assert html.escape(statement, quote=False) in html.unescape(text).replace(
                "&", "&amp;"
            )


def test_the_data_package_names_every_licence_once(released, tmp_path):
    write_open_data(released, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    named = [licence["name"] for licence in package["licenses"]]
    assert sorted(named) == ["CC-BY-4.0", "OGL-UK-3.0"]
    assert all(licence["path"].startswith("https://") for licence in package["licenses"])


def test_a_draft_says_so_and_an_approval_names_the_person():
    cells = (measure(), MONTHLY, months([30] * 14))
    draft = board_pack(release(cells))
    assert draft.is_draft
    assert any(isinstance(b, Callout) and b.kind == "draft" for b in draft.pages[0].blocks)
    approved = board_pack(release(cells, approval=Approval("A. Person", "Board of May", AS_OF)))
    assert not approved.is_draft
    assert "A. Person" in render_html(approved)["index.html"]


def summary(*results, **options):
    return board_pack(release(*results, **options)).pages[0]


def lead(page):
    return next(b.text for b in page.blocks if isinstance(b, Paragraph) and b.tone == "lead")


def under(page, title):
    """The list under a heading."""
    texts = [getattr(block, "text", "") for block in page.blocks]
    rest = page.blocks[texts.index(title) :]
    return next(b.items for b in rest if isinstance(b, BulletList))


STEADY = [30, 34, 31, 33, 29, 35, 32, 30, 34, 31, 33, 29, 35, 32]


@pytest.mark.parametrize(
    ("values", "answer", "asked"),
    [
        pytest.param(
            STEADY,
            "No sign of change in the latest month of the 1 monthly series",
            None,
            id="nothing changed",
        ),
        pytest.param(
            [*STEADY, 90],
            "1 of the 1 monthly series that can be judged shows a sign of change in the latest "
            "month, March 2025",
            "Nobody: what explains the change in made-up events, and does the plan still fit?",
            id="a sign of change",
        ),
        pytest.param(
            STEADY[:5], "No monthly series is long enough", None, id="too short to be judged"
        ),
    ],
)
def test_the_first_page_says_first_whether_anything_changed(values, answer, asked):
    page = summary((measure(), MONTHLY, months(values)))
    assert lead(page).startswith(answer)
    questions = under(page, "What needs a decision")
    assert (asked in questions) if asked else not any("what explains" in q for q in questions)


def test_an_old_outcome_asks_for_newer_figures_and_for_nothing_else():
    page = summary((measure(), MONTHLY, months([*STEADY, 90], first=(2022, 1))))
    questions = under(page, "What needs a decision")
    assert questions[0] == (
        "Nobody: made-up events are known to March 2023 only, 3 years ago. Who will land newer "
        "figures, and by when?"
    )
    assert not any("what explains" in question for question in questions)
    assert any(
        "after March 2023: nothing newer" in t for t in under(page, "What we cannot say")
    )


@pytest.mark.parametrize(
    ("waits", "shows", "words"),
    [
        pytest.param(2, 0, "all 2 headline measures of the national framework wait", id="all"),
        pytest.param(
            1, 2, "1 of the 3 headline measures of the national framework waits", id="1"
        ),
    ],
)
def test_the_board_is_asked_for_the_headline_measures_that_wait(waits, shows, words):
    def headline(name):
        return measure(name=name, level=Level.HEADLINE)

    waiting = tuple(headline(f"w{n}") for n in range(waits))
    shown = [(headline(f"s{n}"), MONTHLY, months(STEADY)) for n in range(shows)]
    made = summary(*shown, (measure(), MONTHLY, months(STEADY)), waiting=waiting)
    assert any(words in question for question in under(made, "What needs a decision"))


def test_every_finding_says_how_old_it_is(pack):
    lines = next(b for b in pack.pages[0].blocks if isinstance(b, FindingList)).findings
    assert len(lines) == 5
    assert all(re.fullmatch(r"\d+ (months?|years) old", line.age) for line in lines)
    text = render_html(pack)["index.html"]
    assert all(line.age in text for line in lines)


def test_a_new_page_is_one_new_file(tmp_path, monkeypatch):
    (tmp_path / "whats_new.py").write_text(
        "from fingerpost.evidence.publication.content import Page, Paragraph\n"
        "from fingerpost.evidence.publication.page_maker import PageMaker\n"
        "def make(release):\n"
        "    return (Page('what-is-new', 'What is new', (Paragraph('Nothing.'),)),)\n"
        "NEW = PageMaker(name='whats_new', place=5, make=make)\n"
    )
    monkeypatch.setattr(pages, "__path__", [*pages.__path__, str(tmp_path)])
    made = board_pack(release((measure(), MONTHLY, months(STEADY))))
    assert [page.slug for page in made.pages][:3] == ["index", "what-is-new", "reduce-drug-use"]
    assert 'href="what-is-new.html"' in render_html(made)["index.html"]


def test_a_warning_stands_on_every_page(pack):
    """As "Synthetic data" will, on every page that is drawn from a made-up county."""
    warned = dataclasses.replace(pack, warnings=("Synthetic data: no real person is counted",))
    for text in render_html(warned).values():
        assert "Synthetic data" in re.search(r"<title>(.*?)</title>", text).group(1)
        assert '<p class="warning">Synthetic data' in text
    assert not any("Synthetic" in text for text in render_html(pack).values())
    with pikepdf.open(io.BytesIO(render_pdf(warned, made_at=AS_OF))) as opened:
        for page in opened.pages:
            assert "Synthetic data: no real person is counted" in words_of(page)


def test_the_pdf_says_what_the_pages_say(pack, pdf):
    """Each sentence of the first page is in the PDF too, and is not lost in its layout."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        printed = " ".join(words_of(page) for page in opened.pages)
    squeezed = re.sub(r"\s", "", printed)
    first = next(b for b in pack.pages[0].blocks if isinstance(b, FindingList))
    for line in first.findings:
        assert re.sub(r"\s", "", line.sentence) in squeezed
        assert re.sub(r"\s", "", line.age) in squeezed
    assert "Synthetic" not in printed


HOSTILE = '<script>alert(1)</script> #import "x" $x$ *b* @y [z] \\ `raw` // = ] {{ 7*7 }}'


def test_hostile_text_is_shown_and_never_obeyed():
    table = Table(HOSTILE, (HOSTILE, "n"), ((HOSTILE, "1"),), (False, True), HOSTILE)
    page = Page("index", HOSTILE, (Heading(HOSTILE), Paragraph(HOSTILE), table), HOSTILE)
    made = Pack(
        HOSTILE,
        HOSTILE,
        HOSTILE,
        is_draft=True,
        pages=(page,),
        licence_statements=(HOSTILE,),
        identity=HOSTILE,
    )
    text = render_html(made)["index.html"]
    assert "<script" not in text
    assert html.escape("<script>alert(1)</script>") in text
    assert "{{ 7*7 }}" in html.unescape(text)
    with pikepdf.open(io.BytesIO(render_pdf(made, made_at=AS_OF))) as opened:
        assert str(opened.docinfo["/Title"]) == HOSTILE


def test_pages_need_nothing_from_outside_and_no_script(pack):
    for text in render_html(pack).values():
        assert "<script" not in text
        assert "Content-Security-Policy" in text
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
        assert " style=" not in text  # the policy would refuse it
        assert '<html lang="en-GB">' in text


# -- the PDF ---------------------------------------------------------------------------------


def structure(element):
    yield element
    kids = element.get("/K")
    if kids is None:
        return
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from structure(kid)


def test_the_pdf_is_tagged_titled_in_english_and_every_figure_has_words(pdf, pack):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root = opened.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en-GB"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert pack.title in str(metadata["dc:title"])
        tags = (
            [e for kid in root.StructTreeRoot.K for e in structure(kid)]
            if isinstance(root.StructTreeRoot.K, pikepdf.Array)
            else list(structure(root.StructTreeRoot.K))
        )
        drawn = [e for e in tags if str(e.S) == "/Figure"]
        assert len(drawn) >= len(figures(pack))
        assert all(str(e.get("/Alt", "")).strip() for e in drawn)
        assert any(str(e.S) == "/TH" for e in tags)


def test_the_same_release_gives_the_same_bytes(released, tmp_path):
    once, again = write_pack(released, tmp_path / "a"), write_pack(released, tmp_path / "b")
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert once.pdf.name == again.pdf.name


# -- nothing leaves but a Release -----------------------------------------------------------


@pytest.mark.parametrize(
    "call", [board_pack, lambda x: write_pack(x, None), lambda x: write_open_data(x, None)]
)
@pytest.mark.parametrize("offered", [None, {}, pl.DataFrame(), "release"])
def test_publication_takes_nothing_but_a_release(call, offered):
    with pytest.raises(DisclosureError, match="not a Release"):
        call(offered)


def test_a_release_cannot_be_built_by_hand(released):
    facts = {field.name: getattr(released, field.name) for field in fields(Release)}
    for seal in ({}, {"seal": object()}):
        with pytest.raises(DisclosureError, match="by hand"):
            Release(**facts, **seal)


def test_a_real_release_cannot_be_copied_with_other_tables(released):
    table = released.tables[0]
    forged = replace(table, frame=table.frame.with_columns(numerator=pl.lit(1.0)))
    with pytest.raises(DisclosureError, match="by hand"):
        replace(released, tables=(forged,))


def test_a_release_reads_back_as_it_was_and_a_changed_one_is_refused(released, tmp_path):
    write_release(released, tmp_path)
    back = read_release(tmp_path)
    assert back.id == released.id
    assert render_html(board_pack(back)) == render_html(board_pack(released))
    table = next((tmp_path / "tables").glob("*.parquet"))
    changed = pl.read_parquet(table).with_columns(pl.col("note").fill_null("x") + "!")
    changed.write_parquet(table)
    with pytest.raises(DisclosureError, match="changed after"):
        read_release(tmp_path)


@pytest.mark.parametrize(
    "older",
    [
        pytest.param(lambda folder: age_release(folder), id="a table without a column"),
        pytest.param(
            lambda folder: age_release(folder, without="districts"), id="no districts"
        ),
    ],
)
def test_a_release_of_another_version_is_refused_with_what_to_do(released, tmp_path, older):
    write_release(released, tmp_path)
    older(tmp_path)
    with pytest.raises(OldReleaseError, match="another version") as refused:
        read_release(tmp_path)
    assert "fingerpost run" in refused.value.do
    assert refused.value.exit_code == 31


def test_a_release_is_there_whole_or_not_at_all(released, tmp_path, monkeypatch):
    def killed(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_release(released, tmp_path)
    with pytest.raises(DisclosureError, match="no release here"):
        read_release(tmp_path)


def test_no_hidden_count_is_in_any_file_that_leaves(tmp_path):
    """Every small number here is one that occurs nowhere else: it must be in no file."""
    of = measure(sources=("ohid_adult_treatment",), unit="adults")
    grid = Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.MONTH, breakdown="gender")
    secret = 3
    cells = [
        (FORCE, code, n, None, c)
        for _, code, n, _ in months([40, 45, 50])
        for c, n in (("one", n), ("two", secret), ("three", n + 20))
    ]
    made = release((of, grid, cells))
    paths = write_pack(made, tmp_path / "pack")
    write_open_data(made, tmp_path / "open")
    write_release(made, tmp_path / "release")
    (table,) = made.tables
    assert table.frame.filter(pl.col("category") == "two")["numerator"].null_count() == 3
    for path in (tmp_path / "open").glob("*.csv"):
        for row in pl.read_csv(path, infer_schema=False).iter_rows(named=True):
            if row["category"] == "two":
                assert {row[k] for k in ("numerator", "value", "lower", "upper")} == {"[c]"}
    for path in (tmp_path / "release" / "tables").iterdir():
        rows = pl.read_parquet(path).filter(pl.col("category") == "two")
        for name in ("numerator", "value", "lower", "upper"):
            assert rows[name].null_count() == rows.height
    for path in paths.html.parent.glob("*.html"):
        for row in re.findall(r'<th scope="row">two</th>(.*?)</tr>', path.read_text(), re.S):
            assert not re.search(r">\s*3(\.0)?\s*<", row)


def test_open_data_has_a_row_for_every_row_and_no_formula(released, tmp_path):
    write_open_data(released, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert len(package["resources"]) == len(released.tables)
    for resource, table in zip(package["resources"], released.tables, strict=True):
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        read = pl.read_csv(data, infer_schema=False)
        assert read.height == table.frame.height
        for column in read.iter_columns():
            dangerous = column.drop_nulls().str.contains(r"^[=+@\t\r]")
            assert not dangerous.any()
