"""Estimates on the real files of the example, against plain counts and published figures."""

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from fingerpost.evidence.core.errors import MeasureError
from fingerpost.evidence.measures.compute import require

INBOX = Path(__file__).parents[3] / "examples" / "cambridgeshire" / "inbox"


def table(estimated, measure, *, breakdown=None, area_kind=None, period=None):
    frames = [
        r.frame
        for r in estimated.results
        if r.measure.name == measure and r.grid.breakdown == breakdown
    ]
    frame = pl.concat(frames)
    if area_kind:
        frame = frame.filter(pl.col("area_kind") == area_kind)
    if period:
        frame = frame.filter(pl.col("period") == period)
    return frame


def police_rows(kind):
    """Yield the rows of the published CSV files, read with nothing of ours."""
    for archive in sorted(INBOX.glob("police-uk-*.zip")):
        with zipfile.ZipFile(archive) as opened:
            for name in sorted(opened.namelist()):
                if name.endswith(f"-{kind}.csv"):
                    with opened.open(name) as file:
                        text = io.TextIOWrapper(file, encoding="utf-8")
                        yield from csv.DictReader(text)


@pytest.fixture(scope="module")
def plain_counts():
    return Counter(
        row["Month"] for row in police_rows("street") if row["Crime type"] == "Drugs"
    )


def test_drug_offences_equal_a_plain_count_of_the_lines_for_every_month(
    estimated, plain_counts
):
    force = table(estimated, "recorded_drug_offences", area_kind="police_force")
    assert dict(force.select("period", "numerator").iter_rows()) == plain_counts


def test_the_eighteen_months_of_the_pack_run_from_129_to_187(plain_counts):
    recent = [n for month, n in plain_counts.items() if month >= "2024-01"]
    assert (len(recent), min(recent), max(recent)) == (18, 129, 187)


def test_districts_and_rows_elsewhere_add_up_to_the_force(estimated):
    frame = table(estimated, "recorded_drug_offences")
    parts = frame.filter(pl.col("area_kind") != "police_force")
    sums = dict(parts.group_by("period").agg(pl.col("numerator").sum()).iter_rows())
    whole = frame.filter(pl.col("area_kind") == "police_force")
    assert sums == dict(whole.select("period", "numerator").iter_rows())


def test_rows_without_a_location_are_counted_and_shown(estimated):
    plain = sum(not row["LSOA code"] for row in police_rows("street"))
    said = {(u.source, u.what): u for u in estimated.provenance.unplaced}
    here = said["police_street", "No location recorded"]
    assert here.rows == plain
    assert here.of_rows == sum(1 for _ in police_rows("street"))


def test_a_small_area_under_a_code_of_2011_that_was_split_is_placed_by_its_point(estimated):
    codes = estimated.inputs.places.codes
    split = codes.filter(pl.col("lsoa21").is_null())["lsoa_code"].to_list()
    crime = estimated.inputs.table("recorded_crime")
    august = crime.filter(crime.period_start.cast("string") == "2019-08-01").to_polars()
    plain = [r for r in police_rows("street") if r["Month"] == "2019-08"]
    under_split = sum(r["LSOA code"] in split for r in plain)
    assert under_split > 100
    inside = sum(r["LSOA code"] in set(codes["lsoa_code"]) for r in plain)
    in_districts = august.filter(pl.col("place").str.starts_with("E0")).height
    assert in_districts == inside
    assert august["lsoa21"].drop_nulls().len() >= inside - under_split * 0.02


@pytest.mark.parametrize(
    ("period", "area", "deaths", "people"),
    [
        pytest.param("2018-2020", "E06000031", 18 + 9 + 18, 607_095, id="Peterborough"),
        pytest.param("2018-2020", "E92000001", 4312 + 4115 + 3983, None, id="England"),
    ],
)
def test_deaths_of_three_years_are_the_sum_of_the_published_ones(
    estimated, period, area, deaths, people
):
    frame = table(estimated, "drug_poisoning_deaths", period=period)
    row = frame.filter(pl.col("area") == area).row(0, named=True)
    assert row["numerator"] == deaths
    assert row["value"] == pytest.approx(deaths / row["denominator"] * 100_000)
    if people:
        assert row["denominator"] == pytest.approx(people, rel=0.01)


def test_the_population_of_england_is_the_published_one(estimated):
    people = estimated.inputs.places.populations
    england = people.filter((pl.col("area") == "E92000001") & (pl.col("year") == 2020))
    # ONS mid-2020 estimate for England, before the census of 2021 changed it: 56,550,138.
    assert england["people"].to_list() == [56_550_138]


def test_small_areas_share_out_exactly_the_people_of_2019(estimated):
    people = estimated.inputs.places.populations
    small = people.filter(pl.col("area_kind") == "lsoa21")
    assert small.height == 516
    # Cambridgeshire and Peterborough, mid-2019, as published.
    assert small["people"].sum() == pytest.approx(855_796)
    fifths = people.filter(pl.col("area_kind") == "deprivation_quintile")
    assert fifths["people"].sum() == pytest.approx(855_796)


def test_adults_in_treatment_are_the_published_total(estimated):
    frame = table(estimated, "adults_in_treatment_england", period="2020/21")
    assert frame["numerator"].to_list() == [275_896]  # OHID, 2020 to 2021


def test_the_published_rate_of_the_force_agrees_with_the_ons_own(estimated):
    frame = table(estimated, "recorded_drug_offence_rate_published", period="12m-2018-06")
    force = frame.filter(pl.col("area") == "E23000023").row(0, named=True)
    assert (force["numerator"], force["denominator"]) == (1384, 847_200)
    # Table P3 of the same workbook prints the rate for each 1,000 people.
    published = estimated.inputs.table("force_offences")
    printed = (
        published.filter(
            (published.police_force == "E23000023")
            & (published.offence == "Drug offences")
            & (published.measure == "rate_per_1000")
            & (published.period_start.cast("string") == "2017-07-01")
        )
        .to_polars()["value"]
        .to_list()
    )
    assert printed == [pytest.approx(force["value"], rel=1e-3)]


def test_an_outcome_can_be_judged_only_when_the_months_after_are_landed(estimated):
    frame = table(estimated, "drug_offence_outcome_within_3_months")
    status = dict(frame.select("period", "status").iter_rows())
    assert status["2024-06"] == "ok"  # outcomes are landed to September 2024
    assert status["2024-07"] == "cannot_say"
    assert status["2025-06"] == "cannot_say"
    silent = frame.filter(pl.col("status") == "cannot_say")
    assert silent["value"].null_count() == silent.height
    assert all("needed" in note for note in silent["note"])


def test_time_to_outcome_equals_a_plain_count(estimated):
    drugs = {
        r["Crime ID"]: r["Month"]
        for r in police_rows("street")
        if r["Crime type"] == "Drugs" and r["Crime ID"]
    }
    first = {}
    for row in police_rows("outcomes"):
        crime = row["Crime ID"]
        if crime in drugs:
            first[crime] = min(first.get(crime, "9999-99"), row["Month"])
    months = {c: 12 * int(m[:4]) + int(m[5:]) for c, m in first.items()}
    soon = sum(
        1
        for crime, month in drugs.items()
        if month == "2024-03" and crime in months and months[crime] - (12 * 2024 + 3) <= 3
    )
    row = table(estimated, "drug_offence_outcome_within_3_months", period="2024-03")
    assert row["numerator"].to_list() == [soon]


def test_twelve_months_of_outcomes_add_up_to_all_offences(estimated):
    frame = table(
        estimated, "drug_offence_outcomes", breakdown="outcome", area_kind="police_force"
    )
    sums = frame.group_by("period").agg(
        pl.col("numerator").sum(), pl.col("denominator").first().alias("all")
    )
    assert sums.filter(pl.col("numerator") != pl.col("all")).is_empty()


def test_searches_by_ethnicity_add_up_and_are_shares_of_their_own_group(estimated):
    whole = table(estimated, "drug_search_action", period="2024-Q2").row(0, named=True)
    parts = table(estimated, "drug_search_action", breakdown="ethnicity", period="2024-Q2")
    assert parts["numerator"].sum() == whole["numerator"]
    assert parts["denominator"].sum() == whole["denominator"]


def test_a_month_that_is_not_landed_is_a_gap_and_never_a_zero(example, tmp_path):
    import shutil
    from datetime import UTC, datetime

    from fingerpost.evidence.lake import Workspace, land
    from fingerpost.evidence.pipeline import estimate

    shutil.copy(example.root / "fingerpost.toml", tmp_path)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    with zipfile.ZipFile(INBOX / "police-uk-2025-01-to-2025-06.zip") as archive:
        for name in archive.namelist():
            if "2025-03" not in name:
                (inbox / Path(name).name).write_bytes(archive.read(name))
    shutil.copy(INBOX / "ons-boundaries.zip", inbox)
    workspace = Workspace.open(tmp_path)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    land(workspace, [inbox], at=at)
    done = estimate(workspace, as_of=at, names=["recorded_drug_offences"])
    frame = pl.concat(r.frame for r in done.results)
    gap = frame.filter(pl.col("period") == "2025-03")
    assert set(gap["status"]) == {"missing"}
    assert gap["numerator"].null_count() == gap.height
    street = next(s for s in done.provenance.sources if s.source == "police_street")
    assert street.missing_periods == ("2025-03",)


@pytest.fixture(scope="module")
def police_alone(tmp_path_factory):
    """A workspace in which nothing but two months of police files is landed, one file renamed."""
    import shutil
    from datetime import UTC, datetime

    from fingerpost.evidence.lake import Workspace, land

    root = tmp_path_factory.mktemp("police")
    shutil.copy(INBOX.parent / "fingerpost.toml", root)
    (root / "inbox").mkdir()
    with zipfile.ZipFile(INBOX / "police-uk-2024-01-to-2024-12.zip") as archive:
        for name in archive.namelist():
            if "2024-05-" in name or "2024-06-" in name:
                data = archive.read(name)
                renamed = name.endswith("2024-06-cambridgeshire-stop-and-search.csv")
                base = "searches.csv" if renamed else Path(name).name
                (root / "inbox" / base).write_bytes(data)
    street = root / "inbox" / "2024-06-cambridgeshire-street.csv"
    lines = street.read_text().splitlines(keepends=True)
    other = [
        x.replace("Cambridgeshire Constabulary", "Norfolk Constabulary") for x in lines[1:8]
    ]
    (root / "inbox" / "norfolk.csv").write_text("".join([lines[0], *other]))
    workspace = Workspace.open(root)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    land(workspace, [workspace.inbox], at=at)
    return workspace


def test_police_files_alone_are_counted_for_the_force_and_the_rest_waits(police_alone):
    from datetime import UTC, datetime

    from fingerpost.evidence.pipeline import estimate

    names = ["recorded_drug_offences", "drug_searches", "drug_offence_outcomes"]
    done = estimate(police_alone, as_of=datetime(2026, 11, 1, tzinfo=UTC), names=names)
    force = table(done, "recorded_drug_offences", area_kind="police_force")
    plain = Counter(r["Month"] for r in police_rows("street") if r["Crime type"] == "Drugs")
    months = ("2024-05", "2024-06")
    assert dict(force.select("period", "numerator").iter_rows()) == {
        m: plain[m] for m in months
    }
    districts = table(done, "recorded_drug_offences", area_kind="district")
    assert districts.height == 6 * 2
    assert set(districts["status"]) == {"waiting"}
    assert districts["numerator"].null_count() == districts.height
    assert "Waits for" in districts["note"][0]


def test_shares_by_district_and_fifth_add_up_to_the_force(estimated):
    for name in ("drug_offences_without_outcome", "drug_offence_outcome_within_3_months"):
        frame = table(estimated, name).filter(pl.col("status") != "missing")
        for column in ("numerator", "denominator"):
            sums = frame.group_by("period", "area_kind").agg(pl.col(column).sum())
            by_kind = sums.pivot("area_kind", index="period", values=column)
            both = by_kind.drop_nulls(["police_force", "district"])
            assert both.height > 2
            # The rest has no location, or lies elsewhere: about one in fourteen of those.
            assert (both["district"] <= both["police_force"]).all()
            assert (both["district"] >= 0.9 * both["police_force"]).all()
    fifths = table(estimated, "drug_offences_without_outcome", period="12m-2025-06")
    fifths = fifths.filter(pl.col("area_kind") == "deprivation_quintile")
    plain = [r for r in police_rows("street") if r["Crime type"] == "Drugs"]
    year = [r for r in plain if "2024-07" <= r["Month"] <= "2025-06"]
    assert 0.9 * len(year) <= fifths["denominator"].sum() <= len(year)


def test_rows_of_another_force_are_counted_and_shown(police_alone):
    from datetime import UTC, datetime

    from fingerpost.evidence.measures.tables import OTHER_FORCE
    from fingerpost.evidence.pipeline import estimate

    at = datetime(2026, 11, 1, tzinfo=UTC)
    said = estimate(police_alone, as_of=at, names=["drug_searches"]).provenance.unplaced
    other = {u.source: u.rows for u in said if u.what == OTHER_FORCE}
    searches = sum(r["Date"].startswith("2024-06") for r in police_rows("stop-and-search"))
    assert other["police_street"] == 7
    assert other["police_stop_search"] == pytest.approx(searches, abs=2)  # a month by the clock
    assert not [u for u in said if u.what == "Outside the partnership"]


def test_an_area_without_offences_in_a_landed_month_has_a_true_zero(estimated):
    frame = pl.concat(
        r.frame for r in estimated.results if r.measure.name == "recorded_drug_offence_rate"
    )
    small = frame.filter(
        (pl.col("area_kind") == "lsoa21") & (pl.col("period") == "12m-2025-06")
    )
    assert small.height == 516
    zero = small.filter(pl.col("numerator") == 0)
    assert zero.height > 0
    assert set(zero["status"]) == {"ok"}
    assert (zero["upper"] > 0).all()


def test_every_estimate_can_be_traced(estimated):
    for result in estimated.results:
        frame = result.frame
        assert frame["input_fingerprint"].null_count() == 0
        assert frame["code_version"].str.contains(r"^\d+\.\d+\.\d+\+[0-9a-f]{8}$").all()
        said = frame.filter(pl.col("status").is_in(["ok", "provisional"]))
        assert (said["method"] != "").all(), result.measure.name
        assert ((said["lower"] <= said["value"]) & (said["value"] <= said["upper"])).all()
        silent = frame.filter(~pl.col("status").is_in(["ok", "provisional"]))
        assert (silent["note"] != "").all(), result.measure.name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("recorded_drug_offense", "Did you mean", id="a misspelt name"),
        pytest.param("county_lines_closed", "waits for", id="a measure that waits"),
        pytest.param("continuity_of_care", "nothing is landed", id="files that are not landed"),
    ],
)
def test_a_measure_that_cannot_be_computed_says_why(estimated, name, words):
    with pytest.raises(MeasureError, match=words):
        require(name, estimated.inputs)
