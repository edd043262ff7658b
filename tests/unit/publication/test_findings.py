"""The rules that turn protected tables into sentences."""

import re

import polars as pl
import pytest

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.declaration import Better, Grid, Kind, Population
from fingerpost.evidence.publication.findings import findings_for, headline_findings
from fingerpost.evidence.publication.wording import joined, percent_change
from tests.unit.publication.making import (
    ENGLAND,
    FORCE,
    MONTHLY,
    RATE,
    YEARLY,
    measure,
    months,
    release,
)

STEADY = [30, 34, 31, 33, 29, 35, 32, 30, 34, 31, 33, 29, 35, 32, 30, 34, 31, 33]


def only(*results):
    made = release(*results)
    (first, *_) = findings_for(made, results[0][0].name)
    return first


@pytest.mark.parametrize(
    ("values", "words", "sign"),
    [
        pytest.param(
            STEADY,
            "within the range expected from the last 18 months",
            "no_change",
            id="nothing happened",
        ),
        pytest.param([*STEADY, 90], "above the range expected", "change", id="far above"),
        pytest.param([*STEADY, 1], "below the range expected", "change", id="far below"),
        pytest.param(
            STEADY[:6] * 2 + [36, 36, 36, 36, 36, 36, 36],
            "above the average",
            "change",
            id="seven above the average",
        ),
        pytest.param(
            STEADY[:9],
            "that takes at least 12 months, and there are 9",
            "cannot_say",
            id="too few months",
        ),
        pytest.param(
            [*STEADY, None],
            "the latest that can be judged",
            "cannot_say",
            id="the last month is a gap",
        ),
    ],
)
def test_is_it_changing(values, words, sign):
    found = only((measure(), MONTHLY, months(values)))
    assert words in found.sentence
    assert found.sign == sign


def test_the_sentence_has_the_number_the_month_and_the_range():
    found = only((measure(), MONTHLY, months(STEADY)))
    assert found.sentence.startswith(
        "Made-up events in Fenmark police force area: 33 in June 2025, within the range expected"
    )
    low, high = map(int, re.search(r"\((\d+) to (\d+)\)", found.sentence).groups())
    assert low <= min(STEADY)
    assert high >= max(STEADY)


def test_months_before_a_long_gap_are_another_story():
    long_ago = months([300], first=(2019, 8))
    found = only((measure(), MONTHLY, long_ago + months(STEADY)))
    assert "the last 18 months" in found.sentence


@pytest.mark.parametrize(
    ("now", "before", "words", "sign"),
    [
        pytest.param(500, 400, "up 25%", "change", id="clearly up"),
        pytest.param(400, 500, "down 20%", "change", id="clearly down"),
        pytest.param(
            402, 400, "no clear change on the year before", "no_change", id="about same"
        ),
    ],
)
def test_is_it_different_from_a_year_ago(now, before, words, sign):
    of = measure(**RATE)
    grid = Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.ROLLING_12_MONTHS)
    cells = [(FORCE, "12m-2024-06", before, 800_000), (FORCE, "12m-2025-06", now, 800_000)]
    found = only((of, grid, cells))
    assert words in found.sentence
    assert found.sign == sign


@pytest.mark.parametrize(
    ("kind", "better", "count", "words"),
    [
        pytest.param(
            Kind.OUTCOME,
            Better.LOWER,
            900,
            "higher than England's 1.0, which is worse",
            id="an outcome above England",
        ),
        pytest.param(
            Kind.OUTCOME,
            Better.LOWER,
            600,
            "lower than England's 1.0, which is better",
            id="an outcome below England",
        ),
        pytest.param(Kind.OUTCOME, Better.LOWER, 790, "similar to England's 1.0", id="similar"),
        pytest.param(
            Kind.ACTIVITY,
            Better.NEITHER,
            900,
            "higher than England's 1.0. This counts",
            id="activity is not judged",
        ),
    ],
)
def test_is_it_different_from_england(kind, better, count, words):
    of = measure(**RATE, kind=kind, better=better)
    cells = [
        (FORCE, "12m-2025-06", count, 800_000),
        (ENGLAND, "12m-2025-06", 56_000, 56_000_000),
    ]
    assert words in only((of, YEARLY, cells)).sentence


def test_activity_is_never_good_or_bad_news(released):
    forbidden = re.compile(r"\b(better|worse|improv\w*|success\w*|good|bad|concern\w*)\b", re.I)
    seen = 0
    for table in released.tables:
        if table.measure.kind is Kind.ACTIVITY:
            for finding in findings_for(released, table.measure.name):
                seen += 1
                assert not forbidden.search(finding.sentence), finding.sentence
                assert "This counts activity" in finding.sentence
    assert seen > 5


def test_the_first_findings_are_of_different_measures_and_one_is_an_outcome(released):
    first = headline_findings(released, 3)
    assert len({finding.measure for finding in first}) == 3
    assert any(finding.kind is Kind.OUTCOME for finding in first)
    assert headline_findings(released, 3) == first


def test_a_sign_of_change_in_an_outcome_comes_before_anything_else():
    steady = (measure(name="steady"), MONTHLY, months(STEADY))
    jump = (measure(name="jump"), MONTHLY, months([*STEADY, 90]))
    busy = (
        measure(name="busy", kind=Kind.ACTIVITY, better=Better.NEITHER),
        MONTHLY,
        months([*STEADY, 95]),
    )
    assert [f.measure for f in headline_findings(release(steady, busy, jump))] == [
        "jump",
        "busy",
        "steady",
    ]


def test_a_hidden_number_is_not_in_the_sentence():
    of = measure(sources=("ohid_adult_treatment",))
    found = only((of, MONTHLY, months([*([40] * 12), 3])))
    assert "too small to show" in found.sentence
    assert not re.search(r"\b3\b", found.sentence)


@pytest.mark.parametrize("call", [headline_findings, lambda r: findings_for(r, "made_up")])
def test_only_a_release_gives_findings(call):
    with pytest.raises(DisclosureError, match="not a Release"):
        call({"tables": []})


def test_every_sentence_about_the_example_reads_as_one(released):
    for table in released.tables:
        for finding in findings_for(released, table.measure.name):
            text = finding.sentence
            assert text.endswith("."), text
            assert ".." not in text, text
            assert "  " not in text, text
            assert "nan" not in text.lower(), text
            assert "None" not in text, text


@pytest.mark.parametrize(
    ("now", "before", "words", "sign"),
    [
        pytest.param(
            (241, 800),
            (180, 480),
            "30.1% (27.0% to 33.4%) in the year to June 2025, and 37.5% the year before: down 7.4 "
            "points (2.0 to 12.8).",
            "change",
            id="the intervals overlap, and yet it fell",
        ),
        pytest.param(
            (260, 800),
            (168, 480),
            "no clear change (down 2.5 points; from 7.9 down to 2.8 up).",
            "no_change",
            id="no clear change",
        ),
    ],
)
def test_is_a_percentage_different_from_a_year_ago(now, before, words, sign):
    of = measure(statistic="proportion", per=100, unit="%", denominator=Population())
    grid = Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.ROLLING_12_MONTHS)
    found = only((of, grid, [(FORCE, "12m-2024-06", *before), (FORCE, "12m-2025-06", *now)]))
    assert words in found.sentence
    assert found.sign == sign


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param((12.4, 3.2, 22.1), "up 12% (3% to 22%)", id="up"),
        pytest.param((-20.0, -30.2, -8.6), "down 20% (9% to 30%)", id="down"),
        pytest.param((0.7, -20.4, 27.0), "1% up; from 20% down to 27% up", id="not clear"),
        pytest.param((0.2, -10.1, 11.0), "less than 1%; from 10% down to 11% up", id="same"),
    ],
)
def test_a_change_in_words(change, words):
    assert percent_change(*change) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        pytest.param(["NHS"], "NHS", id="one"),
        pytest.param(["a", "b"], "a and b", id="two"),
        pytest.param(["a", "b", "c"], "a, b and c", id="three"),
        pytest.param(["a", "b and c", "d"], "a; b and c; and d", id="one has its own and"),
    ],
)
def test_a_list_in_words(names, words):
    assert joined(names) == words


def test_months_that_showed_a_sign_before_are_not_passed_over():
    values = [*STEADY[:8], 90, *STEADY[:12]]
    found = only((measure(), MONTHLY, months(values)))
    assert found.sign == "no_change"
    assert "no sign of change now, though earlier months show one: September 2024." in (
        found.sentence
    )


def test_what_is_old_is_never_the_news():
    old = (
        measure(name="old"),
        MONTHLY,
        months([*STEADY, 90], first=(2022, 1)),  # to July 2023, three years before the release
    )
    recent = (
        measure(name="recent", kind=Kind.ACTIVITY, better=Better.NEITHER),
        MONTHLY,
        months(STEADY),
    )
    first = headline_findings(release(old, recent))
    assert [(f.measure, f.sign) for f in first] == [("recent", "no_change"), ("old", "change")]


def england(ours, theirs, **changes):
    """Return the finding on 10,000 of our people against England's rate."""
    of = measure(**{**RATE, "kind": Kind.OUTCOME, "better": Better.LOWER, **changes})
    cells = [
        (FORCE, "12m-2024-12", ours, 10_000),
        (ENGLAND, "12m-2024-12", theirs, 10_000_000),
    ]
    return only((of, YEARLY, cells))


# 50 of 10,000: 5.0 per 1,000, Byar's 95% interval 3.71 to 6.59 (the official method).
@pytest.mark.parametrize(
    ("theirs", "changes", "words", "sign"),
    [
        pytest.param(
            37_000, {}, "higher than England's 3.7, which is worse", "difference", id="above"
        ),
        pytest.param(
            66_000, {}, "lower than England's 6.6, which is better", "difference", id="below"
        ),
        pytest.param(38_000, {}, "similar to England's 3.8", "no_change", id="inside"),
        pytest.param(
            37_000,
            {"better": Better.HIGHER},
            "higher than England's 3.7, which is better",
            "difference",
            id="higher is better",
        ),
        pytest.param(
            37_000,
            {"better": Better.NEITHER},
            "higher than England's 3.7.",
            "difference",
            id="neither",
        ),
        pytest.param(
            37_000,
            {"kind": Kind.ACTIVITY, "better": Better.LOWER},
            "higher than England's 3.7. This counts activity",
            "difference",
            id="activity is not judged",
        ),
    ],
)
def test_england_is_compared_by_the_official_rule(theirs, changes, words, sign):
    found = england(50, theirs, **changes)
    assert words in found.sentence
    assert found.sign == sign


def test_a_benchmark_on_the_limit_is_similar():
    # The rule of the official profiles: a value on a limit lies inside.
    from fingerpost.evidence.disclosure import ReleasedTable
    from fingerpost.evidence.publication.findings import england_finding

    cells = [(FORCE, "12m-2024-12", 50, 10_000), (ENGLAND, "12m-2024-12", 37_000, 10_000_000)]
    of = measure(**RATE, kind=Kind.OUTCOME)
    table = release((of, YEARLY, cells)).tables[0]
    lower = table.frame.filter(area=FORCE.code)["lower"][0]
    for shift, word in ((0.0, "similar to"), (-1e-9, "higher than")):
        frame = table.frame.with_columns(
            value=pl.when(pl.col("area") == ENGLAND.code).then(lower + shift).otherwise("value")
        )
        moved = ReleasedTable(table.measure, table.grid, table.rules, table.rule, frame)
        assert word in england_finding(moved, FORCE.code).sentence
