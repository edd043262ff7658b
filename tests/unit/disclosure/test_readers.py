"""A release for the public: only what is declared, by stricter rules, and nothing of partners' files."""

from __future__ import annotations

from datetime import date

import pytest

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import PUBLIC, all_rules, read_release, write_release
from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.measures.compute import sources_of
from fingerpost.evidence.measures.declaration import Grid
from fingerpost.evidence.sources import all_sources
from tests.conftest import AS_OF
from tests.unit.disclosure.making import frame

DISTRICT, LSOA, FIFTH = AreaKind.DISTRICT, AreaKind.LSOA_2021, AreaKind.DEPRIVATION_QUINTILE
YEAR, ROLLING = PeriodKind.FINANCIAL_YEAR, PeriodKind.ROLLING_12_MONTHS


@pytest.mark.parametrize(
    ("name", "areas", "period", "split", "is_let_out"),
    [
        pytest.param(
            "people_in_treatment", (DISTRICT,), YEAR, None, True, id="health by district"
        ),
        pytest.param("people_in_treatment", (FIFTH,), YEAR, None, False, id="health by fifth"),
        pytest.param(
            "people_in_treatment", (DISTRICT,), YEAR, "sex", False, id="health by sex"
        ),
        pytest.param("deaths_in_treatment", (DISTRICT,), YEAR, None, False, id="not declared"),
        pytest.param(
            "child_exploitation_referrals", (DISTRICT,), YEAR, None, False, id="children"
        ),
        pytest.param(
            "recorded_drug_offence_rate", (LSOA,), ROLLING, None, True, id="open, small"
        ),
        pytest.param(
            "drug_search_action", (DISTRICT,), YEAR, "ethnicity", True, id="open, by ethnicity"
        ),
    ],
)
def test_what_the_public_may_see(name, areas, period, split, is_let_out) -> None:
    wanted = Grid(areas=areas, period=period, breakdown=split)
    assert PUBLIC.lets_out(all_measures()[name], wanted) is is_let_out


def test_every_measure_that_is_declared_exists_and_each_closed_source_adds_a_rule() -> None:
    assert set(PUBLIC.measures) <= set(all_measures())
    assert set(PUBLIC.adds.values()) | set(PUBLIC.adds) | set(PUBLIC.open_rules) <= set(
        all_rules()
    )
    for name in PUBLIC.measures:
        rules = {all_sources()[one].disclosure for one in sources_of(all_measures()[name])}
        assert rules <= set(PUBLIC.adds) | set(PUBLIC.open_rules), name


def test_an_open_rule_belongs_to_open_sources_alone() -> None:
    for source in all_sources().values():
        if source.disclosure in PUBLIC.open_rules:
            assert "Agreement" not in source.licence, source.name


@pytest.fixture(scope="module")
def made(estimated):
    """Return the release for the public of the example, with a table of health records besides."""
    from dataclasses import replace

    from fingerpost.evidence.disclosure import protect
    from fingerpost.evidence.measures.estimates import Result

    measure = all_measures()["people_in_treatment"]
    cells = [("a", None, 0.0, None), ("b", None, 7.0, None), ("c", None, 8.0, None)]
    cells += [("d", None, 43.0, None), ("e", None, 6.0, None)]
    health = Result(
        measure=measure,
        grid=Grid(areas=(DISTRICT,), period=YEAR),
        frame=frame(cells, period="2024/25"),
    )
    secret = replace(health, measure=all_measures()["deaths_in_treatment"])
    results = (*estimated.results, health, secret)
    return protect(
        results,
        partnership=estimated.inputs.places.partnership,
        provenance=estimated.provenance,
        waiting=estimated.waiting,
        reader=PUBLIC,
    )


def test_health_counts_follow_the_stricter_rule(made) -> None:
    table = made.table("people_in_treatment", areas="district")
    counts = dict(table.frame.select("area", "numerator").iter_rows())
    assert counts == {"a": None, "b": None, "c": 10.0, "d": 45.0, "e": None}
    assert "public_health_records" in table.rules


def test_open_tables_are_as_open_as_their_publisher_has_them(made, released) -> None:
    compared = 0
    for table in made.tables:
        if table.measure.name == "recorded_drug_offences":
            same = released.table(table.measure.name, period=table.grid.period)
            assert table.frame.equals(same.frame)
            compared += 1
    assert compared


def test_nothing_undeclared_leaves_and_the_log_says_so(made, estimated) -> None:
    assert {table.measure.name for table in made.tables} <= set(PUBLIC.measures)
    assert {measure.name for measure in made.waiting} <= set(PUBLIC.measures)
    held_back = {line.table for line in made.log if line.rule == "reader public"}
    assert "deaths_in_treatment" in held_back
    assert {r.measure.name for r in estimated.results} - set(PUBLIC.measures) <= held_back


def test_no_file_no_row_and_no_name_of_partners_is_told(made) -> None:
    told = made.provenance
    assert (told.files, told.refused, told.unplaced) == ((), (), ())
    assert {one.rows_landed + one.rows_read + one.files for one in told.sources} == {0}
    assert (made.signals, made.watched) == ((), ())


def test_it_is_kept_as_what_it_is_and_apart_from_the_boards(example, made, tmp_path) -> None:
    write_release(made, tmp_path)
    assert read_release(tmp_path).reader == "public"
    from fingerpost.evidence.pipeline import LATEST, make_release, newest_release

    before = newest_release(example)
    release = make_release(example, as_of=AS_OF, reader=PUBLIC)
    kept = example.published / "public"
    assert read_release(kept / release.id).id == release.id
    assert release.id in (kept / LATEST).read_text()
    assert newest_release(example) == before
    assert made.provenance.as_of.date() > date(2020, 1, 1)


def test_no_file_of_it_names_a_person_or_says_what_they_wrote(example, estimated):
    """The name of who let it out stays in the workspace, in the record of the run."""
    from dataclasses import replace

    from fingerpost.evidence.core.rebases import RebaseDecision
    from fingerpost.evidence.disclosure import Approval
    from fingerpost.evidence.pipeline import make_release

    decided = RebaseDecision(
        *("recorded_drug_offences", "E23000023", "2025-01"), "Ada Quill", "Op Heron", AS_OF
    )
    provenance = replace(estimated.provenance, rebases=(decided,))
    made = make_release(
        example,
        as_of=AS_OF,
        reader=PUBLIC,
        approval=Approval(by="Bo Marlow", reason="Said so at Yule", at=AS_OF),
        estimated=replace(estimated, provenance=provenance),
    )
    folder = example.published / "public" / made.id
    kept = read_release(folder)
    assert kept.approval is not None
    assert [one.period for one in kept.provenance.rebases] == ["2025-01"]
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for words in (b"Quill", b"Heron", b"Marlow", b"Yule"):
            assert words not in data, path
    record = max((example.lake / "catalogue" / "runs").glob("*.json"))
    assert "Bo Marlow" in record.read_text()


def test_the_boards_release_is_not_one_for_the_public(released) -> None:
    assert released.reader == ""
