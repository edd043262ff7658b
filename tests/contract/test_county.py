"""The made-up county keeps its promises: its files land, its refusals are those planted, and
nobody can find the truth in what the partners send."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import spearmanr

from fingerpost.county.events import OPERATIONS
from fingerpost.county.making import make
from fingerpost.county.realism import FIGURES, compare
from fingerpost.evidence.core.errors import WorkspaceError
from fingerpost.evidence.lake import Workspace, rejects
from fingerpost.evidence.sources import all_sources

PEOPLE = 20_000


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "lake" not in path.relative_to(folder).parts
    }


@pytest.fixture(scope="module")
def landed(landed_county):
    return landed_county[1]


def partner_rows(county: Path):
    """Yield file, source and its lines as lists of cells, for every partner's file."""
    with (county / "truth/files.csv").open() as file:
        for row in csv.DictReader(file):
            name, _, inside = row["file"].partition("!")
            if inside:
                with zipfile.ZipFile(county / "inbox" / name) as archive:
                    text = archive.read(inside).decode()
            else:
                text = (county / "inbox" / name).read_text()
            lines = [next(csv.reader([line])) for line in text.splitlines()]
            yield row["file"], row["source"], lines


def truth(county: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(county / "truth" / f"{name}.parquet")


def test_every_file_lands_through_its_own_source(county, landed):
    with (county / "truth/files.csv").open() as file:
        expected = {
            row["file"]: (row["source"], int(row["rows"])) for row in csv.DictReader(file)
        }
    found = {
        result.path.partition("/inbox/")[2]: (result.source, result.rows_landed)
        for result in landed.files
        if "/inbox/open-data/" not in result.path
    }
    assert found == expected
    assert {result.status.value for result in landed.files} == {"landed"}
    assert {source for source, _ in expected.values()} >= {
        source.name
        for source in all_sources().values()
        if source.holds_people
        and source.name != "encoded_people"  # no agency of it sends codes
    }


def test_the_refusals_are_exactly_those_planted(county, landed):

    with (county / "truth/refusals.csv").open() as file:
        planted = {(row["file"], int(row["row"])) for row in csv.DictReader(file)}
    found = rejects(Workspace.open(county))
    refused = set(found.select("file", "row").iter_rows())
    assert refused == planted
    assert len(planted) > 100


def test_open_data_lands_whole(landed):
    ours = [result for result in landed.files if "/inbox/open-data/" in result.path]
    assert len(ours) > 10
    assert all(result.rows_refused == 0 and result.rows_landed for result in ours)


def test_the_same_seed_gives_the_same_bytes_on_one_thread_and_on_two(tmp_path):
    script = (
        "import sys; from pathlib import Path; from fingerpost.county.making import make; "
        "make(Path(sys.argv[1]), people=20000, years=1, seed=11)"
    )
    for threads in ("1", "2"):
        environment = {**os.environ, "POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads}
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / threads)], check=True, env=environment
        )
    assert digests(tmp_path / "1") == digests(tmp_path / "2")


def test_another_seed_gives_another_county(county, tmp_path):
    make(tmp_path / "other", people=PEOPLE, years=1, seed=12)
    one = (tmp_path / "other/inbox/police/force-crimes-2025-08.csv").read_text()
    assert one != (county / "inbox/police/force-crimes-2025-08.csv").read_text()


@pytest.mark.parametrize(("people", "years"), [(19_999, 5), (20_000, 0), (20_000, 21)])
def test_a_county_too_small_or_too_long_is_refused(tmp_path, people, years):
    with pytest.raises(WorkspaceError, match="a county needs 20,000 people or more"):
        make(tmp_path / "c", people=people, years=years, seed=1)


def test_a_full_folder_is_left_alone(tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(WorkspaceError, match="not empty"):
        make(tmp_path, people=PEOPLE, years=1, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


# -- nobody can find the truth in the files -----------------------------------------------------


def test_no_word_of_the_truth_is_in_a_file(county):
    words = {
        "because_of",
        "synthetic_opioid_cluster",
        "recording_change",
        "person",
        *OPERATIONS,
    }
    for name, source, lines in partner_rows(county):
        cells = {cell.casefold() for line in lines for cell in line}
        if source.startswith("service_referral"):
            cells.discard("person")  # a code of theirs: the person does not want it now
        assert not cells & words, name


ID_COLUMNS = {
    "force_custody": "Nominal ID",
    "prison_releases": "Prison Number",
    "probation_requirements": "CRN",
    "employment_support": "IPS Reference",
    "ndtms_adult": "CLIENTID",
    "ndtms_secure": "CLIENTID",
    "ndtms_cjit": "CLIENTID",
}


@pytest.mark.parametrize("source", sorted(ID_COLUMNS))
def test_neither_order_nor_number_tells_who_somebody_is(county, source):
    """The order of rows and of an agency's numbers says nothing of the order of persons."""
    who = dict(truth(county, "identities").select("local_id", "person").iter_rows())
    order, persons, numbers = [], [], []
    for _, of, lines in partner_rows(county):
        if of != source:
            continue
        place = lines[0].index(ID_COLUMNS[source])
        known = [line[place] for line in lines[1:] if len(line) == len(lines[0])]
        known = [number for number in known if number in who]
        order += list(np.linspace(0, 1, len(known)))
        persons += [who[number] for number in known]
        numbers += known
    assert len(persons) > 10
    ranks = np.argsort(np.argsort(numbers))
    for other in (order, ranks):
        # Four standard errors of the coefficient of unrelated ranks.
        assert abs(spearmanr(other, persons).statistic) < 4 / np.sqrt(len(set(persons)))


def test_one_number_never_serves_two_agencies(county):
    known = truth(county, "identities").with_columns(
        kind=pl.col("agency").str.split(".").list.first()
    )
    shared = (
        known.group_by("local_id").agg(pl.col("agency").n_unique()).filter(pl.col("agency") > 1)
    )
    assert len(shared) <= 0.02 * len(known)  # by chance only, among agencies of one form


def test_planted_offences_look_like_others(county):
    """A planted row has no cell that no other row has: form and words tell nothing."""
    crimes = pl.concat(
        [
            pl.DataFrame(
                [line for line in lines[1:] if len(line) == len(lines[0])],
                schema=lines[0],
                orient="row",
            )
            for _, source, lines in partner_rows(county)
            if source == "force_crime"
        ]
    )
    planted = truth(county, "offences").filter(pl.col("because_of") != "")
    assert len(planted) > 20
    for column in (
        "Home Office Class",
        "Home Office Code",
        "Offence",
        "Drug",
        "Outcome Number",
    ):
        # Were planted rows of another form, a value would be theirs alone: as many or fewer rows
        # than were planted, on planted days only.
        counts = crimes[column].value_counts()
        assert counts.filter(pl.col("count") == len(planted)).is_empty(), column
    lengths = crimes["Crime Number"].str.len_chars()
    assert lengths.n_unique() == 1


# -- what was planted ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def changed(county):
    frame = truth(county, "counterfactual")
    return (
        frame.group_by("event", "series", "district")
        .agg(pl.col("actual").sum(), pl.col("without_event").sum())
        .with_columns(by=pl.col("actual") - pl.col("without_event"))
    )


def by(changed, event, series, district) -> int:
    found = changed.filter(event=event, series=series, district=district)
    return int(found["by"].sum())


def test_activity_rises_in_all_three_operations(changed):
    for event, district in zip(
        OPERATIONS, ("Brackenlode", "Aldenwold", "Harrowmere"), strict=True
    ):
        assert by(changed, event, "trafficking_offences", district) > 0, event


def test_one_operation_works_one_moves_the_harm_and_one_does_nothing(changed):
    works, moves, nothing = OPERATIONS
    assert by(changed, works, "acquisitive_offences", "Brackenlode") < 0
    assert by(changed, moves, "acquisitive_offences", "Aldenwold") < 0
    assert by(changed, moves, "acquisitive_offences", "Cressfleet") > 0
    harm = changed.filter(pl.col("event") == nothing)["series"].unique().to_list()
    assert set(harm) <= {"drug_offences", "trafficking_offences", "diversionary_outcomes"}


def test_the_cluster_is_fourteen_overdoses_in_four_areas_within_sixteen_days(county):
    events = {
        event["name"]: event for event in json.loads((county / "truth/events.json").read_text())
    }
    event = events["synthetic_opioid_cluster"]
    rows = truth(county, "overdoses").filter(pl.col("because_of") == event["name"])
    assert len(rows) == 14
    # Twenty thousand people have few small areas: the district of the cluster may have fewer.
    assert 1 <= rows["area"].n_unique() <= 4
    days = rows["day"].cast(pl.Date)
    assert str(days.min()) == event["first_day"]
    assert (days.max() - days.min()).days < 16  # type: ignore[operator]


def test_nobody_lives_on_after_death(county):
    died = (
        truth(county, "people")
        .filter(pl.col("died_day").is_not_null())
        .select("person", "died_day")
    )
    fatal = truth(county, "deaths").select("person", died_of="day")
    for name, column in (
        ("offences", "day"),
        ("overdoses", "day"),
        ("treatment", "started"),
        ("prison", "entered"),
    ):
        rows = truth(county, name).join(died, on="person")
        assert rows.filter(pl.col(column) > pl.col("died_day") + 31).is_empty(), name
    assert fatal["person"].n_unique() == len(fatal)


def test_the_silent_partner_sends_nothing_more(county):
    event = next(
        e
        for e in json.loads((county / "truth/events.json").read_text())
        if e["name"] == "silent_partner"
    )
    for name, source, lines in partner_rows(county):
        if source == "housing_cases" and "cressfleet" in name:
            place = lines[0].index("Application Date")
            days = [line[place] for line in lines[1:] if len(line) == len(lines[0])]
            iso = [f"{day[6:]}-{day[3:5]}-{day[:2]}" for day in days if day != "31/02/2023"]
            assert all(day < event["first_day"] for day in iso), name
    others = [
        name
        for name, source, _ in partner_rows(county)
        if source == "housing_cases" and "2026-Q1" in name
    ]
    assert others
    assert not any("cressfleet" in name for name in others)


def test_late_ambulance_records_stand_in_the_file_of_the_month_they_came(county):
    late = 0
    for name, source, lines in partner_rows(county):
        if source != "ambulance_overdoses":
            continue
        called, came = lines[0].index("Call Date"), lines[0].index("Received Date")
        for line in lines[1:]:
            if len(line) == len(lines[0]) and line[called][:4].isdigit():
                assert line[came][:7] in name
                late += line[called][:7] < line[came][:7]
    assert late > 0


def test_journeys_of_one_person_make_sense(county):
    treatment = truth(county, "treatment").filter(pl.col("started").is_not_null())
    assert treatment.filter(pl.col("ended") < pl.col("started")).is_empty()
    ordered = treatment.sort("person", "started").with_columns(
        before=pl.col("ended").shift(1).over("person")
    )
    assert ordered.filter(pl.col("before") > pl.col("started")).is_empty()


# -- how near to life ---------------------------------------------------------------------------


def test_the_report_compares_25_figures_or_more_each_with_its_source(county):
    found = list(compare(county))
    assert len(found) == len(FIGURES) >= 25
    assert all(np.isfinite(figure.county) for figure in found)
    assert all(figure.source and figure.tolerance > 0 for figure in found)


@pytest.mark.slow
def test_a_whole_county_is_near_to_life(tmp_path):
    make(tmp_path / "whole", people=850_000, years=5, seed=7)
    found = list(compare(tmp_path / "whole"))
    off = [figure.name for figure in found if not figure.is_near]
    assert len(found) - len(off) >= 20, off
