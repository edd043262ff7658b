"""What a rebase changes: the chart, the finding, the page, the release, and nothing else."""

import io
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pikepdf
import pytest

from fingerpost.evidence.core.rebases import RebaseDecision
from fingerpost.evidence.disclosure import read_release, write_release
from fingerpost.evidence.publication import board_pack, findings_for, suggestions
from fingerpost.evidence.publication.content import Facts, Figure, Group
from fingerpost.evidence.publication.findings import series
from fingerpost.evidence.publication.html import render_html
from fingerpost.evidence.publication.pdf import render_pdf
from fingerpost.evidence.statistics import control_chart
from tests.unit.publication.making import AS_OF, FORCE, MONTHLY, NORTH, measure, months, release
from tests.unit.publication.pdf_text import words_of
from tests.unit.publication.signal_release import STEADY

HIGHER = [value + 18 for value in STEADY]
STEPPED = [*STEADY, *HIGHER]  # from January 2024; the new level begins in July 2025
WHY = "The force counts cannabis warnings since then"
SVG = "{http://www.w3.org/2000/svg}"


def decided(period="2025-07", area=FORCE, **changes):
    facts = {
        "measure": "made_up",
        "area": area.code,
        "period": period,
        "by": "A. Person",
        "reason": WHY,
        "decided_at": datetime(2026, 10, 20, tzinfo=UTC),
    }
    return RebaseDecision(**{**facts, **changes})


def made(*rebases, values=STEPPED, **changes):
    return release((measure(**changes), MONTHLY, months(values)), rebases=rebases)


def chart_of(of):
    return series(of.tables[0], FORCE.code)


def blocks(of, kind):
    found = []
    for page in board_pack(of).pages:
        for block in page.blocks:
            inside = block.blocks if isinstance(block, Group) else (block,)
            found += [(page.slug, one) for one in inside if isinstance(one, kind)]
    return found


def figure(of):
    return blocks(of, Figure)[0][1]


def finding(of):
    return findings_for(of, "made_up")[0]


def test_a_rebase_changes_the_finding():
    before, after = finding(made()), finding(made(decided()))
    assert before.sign == "change"
    assert after.sign == "no_change"
    assert after.sentence == (
        "Made-up events in Fenmark police force area: 51 in December 2026, within the range "
        "expected from the 18 months since July 2025, when the chart was rebased (41 to 59); no "
        "sign of change."
    )


def test_the_lines_are_those_of_the_statistics_on_each_side():
    found = chart_of(made(decided()))
    old, new = control_chart(STEADY), control_chart(HIGHER)
    for line in ("lower", "centre", "upper"):
        values = getattr(found.chart, line)
        assert values[17] == pytest.approx(getattr(old, line)[0])
        assert values[18] == pytest.approx(getattr(new, line)[0])


def test_a_step_too_young_for_limits_says_how_many_months_it_has():
    found = finding(made(decided(), values=[*STEADY, *HIGHER[:6]]))
    assert found.sign == "cannot_say"
    assert "at least 12 months, and there are 6 since July 2025" in found.sentence


@pytest.mark.parametrize(
    "rebases",
    [
        pytest.param([decided(area=NORTH)], id="another area's"),
        pytest.param([decided(measure="other")], id="another measure's"),
        pytest.param([decided(period="2019-01")], id="before the chart"),
        pytest.param([decided(period="2024-01")], id="at its first month"),
        pytest.param([decided(period="2030-01")], id="after the chart"),
        pytest.param([decided(), decided(takes_back=True)], id="taken back"),
    ],
)
def test_a_decision_about_something_else_changes_no_chart(rebases):
    assert finding(made(*rebases)) == finding(made())
    assert figure(made(*rebases)).svg == figure(made()).svg


def test_a_rebase_at_a_gap_begins_at_the_next_month():
    values = [*STEPPED]
    values[18] = None
    found = chart_of(made(decided(), values=values))
    assert found.chart.rebase == (18,)


def test_the_old_limits_stay_on_the_chart_and_the_step_is_marked():
    root = ET.fromstring(figure(made(decided())).svg)
    bands = [
        path
        for group in root.iter(f"{SVG}g")
        if "mark-rect" in group.get("class", "")
        for path in group.iter(f"{SVG}path")
    ]
    assert len(bands) == 2
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert "rebased from Jul 2025" in texts
    assert len(list(ET.fromstring(figure(made()).svg).iter(f"{SVG}path"))) < len(
        list(root.iter(f"{SVG}path"))
    )


def test_each_row_of_the_table_has_the_range_of_its_own_time():
    ranges = [row[2] for row in figure(made(decided())).table.rows]
    assert set(ranges[:18]) == {"23 to 41"}
    assert set(ranges[18:]) == {"41 to 59"}


def test_before_a_young_step_the_old_range_still_stands_in_the_table():
    ranges = [r[2] for r in figure(made(decided(), values=[*STEADY, *HIGHER[:6]])).table.rows]
    assert set(ranges[:18]) == {"23 to 41"}
    assert set(ranges[18:]) == {"cannot say"}


def test_who_decided_when_and_why_stands_beside_the_chart_in_html_and_pdf():
    of = made(decided())
    facts = [row for slug, b in blocks(of, Facts) if slug.endswith("crime") for row in b.rows]
    said = dict(facts)["Rebased from July 2025"]
    assert said == (
        f"Fenmark police force area: {WHY}. Decided by A. Person on 20 October 2026. Before: "
        "average 32, range expected 23 to 41."
    )
    pack = board_pack(of)
    assert said in render_html(pack)["reduce-drug-related-crime.html"]
    with pikepdf.open(io.BytesIO(render_pdf(pack, made_at=AS_OF))) as pdf:
        printed = re.sub(r"\s|-", "", " ".join(words_of(page) for page in pdf.pages))
    assert re.sub(r"\s|-", "", said) in printed


def test_who_cannot_see_the_chart_is_told_of_the_step():
    said = figure(made(decided())).alternative
    assert (
        "A line marks July 2025, from which the chart was rebased (before: average 32" in said
    )
    assert "Since then: average 50; range expected 41 to 59" in said


def test_what_was_taken_back_stays_in_the_record():
    of = made(decided(), decided(takes_back=True, by="B. Person", reason="It was a back-log"))
    text = render_html(board_pack(of))["sources-and-methods.html"]
    assert "Rebased, taken back since" in text
    assert "B. Person" in text


def test_a_rebase_is_part_of_the_release_and_comes_back_with_it(tmp_path):
    of = made(decided())
    assert of.id != made().id
    assert of.provenance.rebases == (decided(),)
    write_release(of, tmp_path)
    again = read_release(tmp_path)
    assert again.provenance.rebases == of.provenance.rebases
    assert finding(again) == finding(of)


def test_a_reason_that_holds_an_identifier_is_held_back(tmp_path):
    of = made(decided(reason="Mr Bloggs of PE13 2AB counted twice"))
    write_release(of, tmp_path)
    assert "Bloggs" not in (tmp_path / "release.json").read_text()
    assert any("reason of a rebase is held back" in line.words for line in of.log)
    assert finding(of) == finding(made(decided()))


def test_a_step_is_suggested_with_its_evidence_and_changes_nothing():
    of = made()
    (found,) = suggestions(of)
    assert (found.measure, found.area, found.period) == ("made_up", FORCE.code, "2025-07")
    assert found.step.size == pytest.approx(18.0)
    assert "50 on average, against 32 before" in found.words
    assert "until a person rebases the chart" in found.words
    assert chart_of(of).chart.rebase == ()
    assert found.words in render_html(board_pack(of))["reduce-drug-related-crime.html"]


def test_after_the_rebase_it_is_suggested_no_more():
    assert suggestions(made(decided())) == ()


def test_what_is_steady_has_no_suggestion():
    assert suggestions(made(values=STEADY * 2)) == ()


def test_months_that_still_change_suggest_nothing():
    # Seven months at the end are provisional and low: not a new level.
    low = [value - 25 for value in STEADY[:7]]
    assert suggestions(made(values=[*STEADY, *low])) != ()
    provisional = made(values=[*STEADY, *low])
    frame = provisional.tables[0].frame
    rows = frame.with_row_index("i").with_columns(
        status=_provisional(frame, from_row=len(STEADY))
    )
    from fingerpost.evidence.disclosure import protect
    from fingerpost.evidence.measures.estimates import SCHEMA, Result

    again = protect(
        [Result(measure(), MONTHLY, rows.select(list(SCHEMA)))],
        partnership=provisional.partnership,
        provenance=provisional.provenance,
    )
    assert suggestions(again) == ()


def _provisional(frame, *, from_row):
    import polars as pl

    return (
        pl.when(pl.int_range(len(frame)) >= from_row)
        .then(pl.lit("provisional"))
        .otherwise(pl.lit("ok"))
    )


def test_charts_that_step_together_are_named_as_evidence():
    one = (measure(), MONTHLY, months(STEPPED))
    two = (measure(name="second", title="Second events"), MONTHLY, months(STEPPED))
    found = {each.measure: each for each in suggestions(release(one, two))}
    assert found["made_up"].also == (
        "Second events, Fenmark police force area, from July 2025",
    )
