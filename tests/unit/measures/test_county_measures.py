"""Measures of a small synthetic workspace, against its truth: who did what, known to the maker only.

The truth counts by small area; the files say districts, sectors or nothing. Planted broken lines
are put in beside true ones, so no record is lost by them.
"""

import json
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from fingerpost.evidence.disclosure import protect
from fingerpost.evidence.lake.identifiers import identifiers, open_vault
from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.measures.bands import rests_on_links
from fingerpost.evidence.measures.tables import TABLES
from fingerpost.evidence.pipeline import estimate
from fingerpost.evidence.publication import write_open_data
from fingerpost.evidence.sources import all_sources

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
FIRST, LAST = date(2021, 4, 1), date(2026, 3, 31)
WHOLE, FORCE = "X47000001", "X23000001"
PARTNERS = {
    name: source for name, source in all_sources().items() if source.licence == "Agreement"
}
NAMES = [
    m.name
    for m in all_measures().values()
    if m.is_computed and set(m.sources) & set(PARTNERS) and not rests_on_links(m)
]


@pytest.fixture(scope="module")
def workspace(landed_county):
    return landed_county[0]


@pytest.fixture(scope="module")
def done(workspace):
    return estimate(workspace, as_of=AT, names=NAMES)


@pytest.fixture(scope="module")
def truth(workspace):
    return lambda name: pl.read_parquet(workspace.root / "truth" / f"{name}.parquet")


@pytest.fixture(scope="module")
def districts(done, workspace):
    """Return area (as the truth numbers small areas) and the district's code."""
    small = done.inputs.places.small_areas.sort("code")
    return pl.DataFrame(
        {"area": range(len(small)), "district": small["district_code"]},
        schema_overrides={"area": pl.Int32},
    )


def numbers(done, measure, column="numerator", *, area=None, breakdown=None):
    frames = [
        r.frame
        for r in done.results
        if r.measure.name == measure and r.grid.breakdown == breakdown
    ]
    frame = pl.concat(frames).filter(pl.col("status") != "missing")
    if area:
        frame = frame.filter(pl.col("area") == area)
    key = "category" if breakdown else "area"
    return {(row[key], row["period"]): row[column] for row in frame.to_dicts()}


def day(column):
    return pl.col(column).cast(pl.Date)


def within(column):
    return day(column).is_between(FIRST, LAST)


def year_of(column):
    start = day(column).dt.offset_by("-3mo").dt.year()
    end = ((start + 1) % 100).cast(pl.String).str.zfill(2)
    return pl.format("{}/{}", start, end)


def quarter_of(column):
    return pl.format("{}-Q{}", day(column).dt.year(), day(column).dt.quarter())


def counts(frame, *keys):
    return {tuple(row[:-1]): row[-1] for row in frame.group_by(*keys).len().iter_rows()}


def same(found, true):
    """Compare counts by area and period; what the truth lacks must be a zero, not a gap."""
    assert sum(true.values()) > 0
    assert set(true) <= set(found)
    assert found == {key: true.get(key, 0) for key in found}


# -- what no table may hold -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    sorted(n for n, t in TABLES.items() if set(t.sources) & set(PARTNERS) and not t.by_person),
)
def test_no_table_holds_a_personal_column_or_its_values(done, name):
    lake = done.inputs.lake
    table = done.inputs.table(name).to_polars()
    values = {
        str(v)
        for column in table.columns
        for v in table[column].drop_nulls().unique().to_list()
    }
    for source in TABLES[name].sources:
        personal = [column.name for column in all_sources()[source].columns if column.personal]
        assert not set(personal) & set(table.columns)
        if not personal:
            continue
        rows = identifiers(lake, open_vault(lake.workspace), source)
        for column in personal:
            if rows[column].dtype == pl.String and column not in (
                "first_initial",
                "surname_initial",
            ):
                assert not values & set(rows[column].drop_nulls().unique().to_list()), column


def test_no_measure_filters_or_splits_by_a_personal_column():
    personal = {c.name for s in all_sources().values() for c in s.columns if c.personal}
    for measure in all_measures().values():
        asked = {grid.breakdown for grid in measure.grids}
        for part in (measure.numerator, measure.denominator):
            asked |= set(getattr(part, "where", {}))
        assert not asked & personal


# -- against the truth ----------------------------------------------------------------------


def test_what_is_sent_each_year_has_no_gap(done):
    for result in done.results:
        if result.measure.name in ("drug_seizures", "drug_hospital_admissions"):
            assert set(result.frame["status"]) == {"ok"}


def test_households_with_a_drug_need(done, truth, districts):
    homes = truth("homeless").filter(within("approached")).join(districts, on="area")
    homes = homes.with_columns(period=quarter_of("approached"))
    found = numbers(done, "homeless_drug_need", "denominator")
    found = {key: n for key, n in found.items() if key[0] != WHOLE}
    quiet = ("X07000003", "2025-Q4")  # stopped in the middle of that quarter
    true = {k: n for k, n in counts(homes, "district", "period").items() if k in found}
    assert found.pop(quiet) < true.pop(quiet)
    same(found, true)
    need = counts(homes.filter("drug_need"), "district", "period")
    with_need = numbers(done, "homeless_drug_need")
    same({k: with_need[k] for k in found}, {k: n for k, n in need.items() if k in found})


def test_the_silent_authority_is_a_gap_for_itself_and_for_the_whole(done):
    frame = pl.concat(r.frame for r in done.results if r.measure.name == "homeless_drug_need")
    last = frame.filter(pl.col("period") == "2026-Q1")
    missing = last.filter(pl.col("status") == "missing")
    assert set(missing["area"]) == {"X07000003", WHOLE}
    assert missing["numerator"].null_count() == missing.height
    assert missing["note"].str.contains("Cressfleet").all()


def test_ambulance_call_outs_received_by_the_last_day(done, truth):
    calls = truth("overdoses").filter(within("day"))
    months = calls.with_columns(period=day("day").dt.strftime("%Y-%m"))
    found = numbers(done, "ambulance_overdose_callouts")
    true = counts(months.with_columns(area=pl.lit(WHOLE)), "area", "period")
    short = {key: true.get(key, 0) - n for key, n in found.items() if n != true.get(key, 0)}
    # Late records have not been received yet: only of the last months, which are provisional.
    assert all(n > 0 for n in short.values())
    assert {period for _, period in short} <= {"2026-02", "2026-03"}
    assert sum(found.values()) > 50


def test_deaths_by_drug_misuse_of_three_years(done, truth, districts):
    deaths = truth("deaths").filter(within("registered") & pl.col("drug_misuse"))
    deaths = deaths.join(districts, on="area").with_columns(year=day("registered").dt.year())
    pooled = pl.concat(
        deaths.filter(pl.col("year").is_between(first, first + 2)).with_columns(
            period=pl.lit(f"{first}-{first + 2}")
        )
        for first in (2022, 2023)
    )
    found = numbers(done, "drug_misuse_deaths")
    for (period,), part in pooled.group_by("period"):
        assert found.pop((WHOLE, period)) == len(part) > 5
    same(found, counts(pooled, "district", "period"))


def test_admissions_of_those_discharged(done, truth, districts):
    admissions = truth("admissions").filter(within("day")).join(districts, on="area")
    poisoned = pl.col("icd10").str.contains("^T40|^T436|^F1[1-689]")
    chosen = admissions.filter(poisoned).with_columns(period=year_of("day"))
    true = counts(chosen, "district", "period")
    found = {
        k: n
        for k, n in numbers(done, "drug_hospital_admissions").items()
        if k[0] in set(districts["district"])
    }
    last = "2025/26"  # those still in hospital on the last day are in no file yet
    same(
        {k: n for k, n in found.items() if k[1] != last},
        {k: n for k, n in true.items() if k[1] != last},
    )
    late = chosen.filter((pl.col("period") == last) & (day("day") > LAST - timedelta(days=60)))
    of_last = [sum(n for k, n in side.items() if k[1] == last) for side in (true, found)]
    assert 0 <= of_last[0] - of_last[1] <= late.height


def test_requirements_made_begun_and_completed(done, truth):
    made = truth("requirements").filter(within("ordered") & (pl.col("requirement") == "DRR"))
    made = made.with_columns(area=pl.lit(WHOLE))
    begun = "drug_rehabilitation_requirements_started"
    true = counts(made.with_columns(period=quarter_of("ordered")), "area", "period")
    same(numbers(done, begun, "denominator"), true)
    came = made.filter(pl.col("first_attended").is_not_null())
    true = counts(came.with_columns(period=quarter_of("ordered")), "area", "period")
    same(numbers(done, begun), true)
    # Files are by the day of the order: in their first year, late endings would be missed.
    judged = day("ended").is_between(date(2022, 4, 1), LAST)
    ended = made.filter(judged).with_columns(period=quarter_of("ended"))
    name = "drug_rehabilitation_requirements"
    same(numbers(done, name, "denominator"), counts(ended, "area", "period"))
    completed = ended.filter(pl.col("end_reason") == "Completed")
    same(numbers(done, name), counts(completed, "area", "period"))


def test_jobs_begun_among_referrals(done, truth):
    referred = truth("employment").filter(within("referred"))
    referred = referred.with_columns(area=pl.lit(WHOLE), period=year_of("referred"))
    working = referred.filter(pl.col("job_start").is_not_null())
    name = "employment_job_starts"
    for column, rows in (("denominator", referred), ("numerator", working)):
        found = numbers(done, name, column)
        true = counts(rows, "area", "period")
        # A quarter without a referral has no file in so small a county: its year is a gap.
        same(found, {key: n for key, n in true.items() if key in found})


def test_waits_of_the_episodes_of_those_who_agreed(done, truth):
    begun = truth("treatment").filter(within("started") & (pl.col("provider") != 2))
    begun = begun.with_columns(
        period=year_of("started"),
        soon=(pl.col("started") - pl.col("referred")) <= 21,
        provider=pl.format("T090{}", pl.col("provider") + 1),
    )
    every = counts(begun, "provider", "period")
    found = numbers(done, "treatment_waits", "denominator", breakdown="provider")
    # One in some thirty does not agree to share the record, and the truth does not say who.
    assert sum(found.values()) > 50
    for key, n in found.items():
        assert 0.8 * every.get(key, 0) - 3 <= n <= every.get(key, 0), key
    soon = begun["soon"].mean()
    shares = numbers(done, "treatment_waits", breakdown="provider")
    assert sum(shares.values()) / sum(found.values()) == pytest.approx(soon, abs=0.04)


def test_drug_offences_of_people_with_a_name(done, truth, districts):
    offences = truth("offences").filter(within("day")).join(districts, on="area")
    trafficking = offences.filter(pl.col("kind") == "92A")
    found = numbers(done, "drug_trafficking_offences", area=FORCE)
    # Recorded up to five days after it happened, and in the same month.
    dealing = trafficking.with_columns(area=pl.lit(FORCE), period=quarter_of("day"))
    same(found, counts(dealing.drop("area").with_columns(area=pl.lit(FORCE)), "area", "period"))
    in_district = {
        k: n for k, n in numbers(done, "drug_trafficking_offences").items() if k[0] != FORCE
    }
    same(in_district, counts(dealing, "district", "period"))


# -- what may leave -------------------------------------------------------------------------


def test_no_small_count_of_a_partner_leaves(done, workspace):
    release = protect(
        done.results, partnership=workspace.partnership, provenance=done.provenance
    )
    assert {t.measure.name for t in release.tables} == set(NAMES)
    small = hidden = 0
    before = {(r.measure.name, str(r.grid)): r.frame for r in done.results}
    for table in release.tables:
        frame = table.frame
        count = frame["numerator"].drop_nulls()
        assert not count.is_between(1, 4).any() or set(table.rules) <= {
            "justice",
            "ons_open",
        }, table.name
        own = before[table.measure.name, str(table.grid)]
        small += own["numerator"].is_between(1, 4).sum()
        hidden += frame["symbol"].eq("[c]").sum()
        assert (
            frame.filter(pl.col("symbol") == "[c]")["value"].null_count()
            == frame.filter(pl.col("symbol") == "[c]").height
        )
    assert hidden >= small > 100


def test_open_data_holds_no_table_of_partners_records(done, workspace, tmp_path):
    """Protected or not: what partners send under an agreement is not published for anybody."""
    estimated = estimate(workspace, as_of=AT, names=["recorded_drug_offences", *NAMES])
    release = protect(
        estimated.results, partnership=workspace.partnership, provenance=estimated.provenance
    )
    written = {path.name for path in write_open_data(release, tmp_path)}
    assert {name for name in written if name.endswith(".csv")} == {
        f"{table.name.replace('_', '-')}.csv"
        for table in release.tables
        if table.measure.name == "recorded_drug_offences"
    }
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert package["synthetic"] is True
    assert {source["licence"] for source in package["sources"]}.isdisjoint({"Agreement"})
    readme = (tmp_path / "README.txt").read_text()
    assert "Synthetic data" in readme
    assert "Ambulance call-outs" in readme  # named among what is not open
