"""Landing: once, whole, in editions, with every refused row kept."""

import csv
import io

import polars as pl
import pytest

from fingerpost.evidence.core.spreadsheet_safety import neutralise
from fingerpost.evidence.lake import Lake, land, rejects, write_rejects
from tests.unit.lake.making import FIRST, SECOND, contents, row, street, workspace


@pytest.fixture
def ws(tmp_path):
    return workspace(tmp_path / "ws")


def statuses(report):
    return [str(result.status) for result in report.files]


def test_rows_read_are_rows_landed_and_rows_refused(ws, tmp_path):
    path = street(tmp_path / "may.csv", range(10))
    text = path.read_text() + "half,a,row\n" + row(11, month="May") + "\n"
    path.write_text(text)
    (result,) = land(ws, [path], at=FIRST).files
    assert (result.rows_read, result.rows_landed, result.rows_refused) == (12, 10, 2)
    assert Lake(ws).frame("police_street").collect().height == 10


def test_the_same_bytes_under_two_names_land_once(ws, tmp_path):
    one = street(tmp_path / "one.csv", range(5))
    two = tmp_path / "two.csv"
    two.write_bytes(one.read_bytes())
    report = land(ws, [one, two], at=FIRST)
    assert statuses(report) == ["landed", "already_landed"]
    assert "one.csv" in report.files[1].message
    before = contents(ws.root)
    assert statuses(land(ws, [one, two], at=SECOND)) == ["already_landed"] * 2
    assert contents(ws.root) == before


def test_a_corrected_month_supersedes_and_the_earlier_edition_stays_readable(ws, tmp_path):
    land(ws, [street(tmp_path / "a" / "may.csv", range(5))], at=FIRST)
    corrected = street(tmp_path / "b" / "may.csv", range(7), outcome="Local resolution")
    (result,) = land(ws, [corrected], at=SECOND).files
    assert str(result.status) == "superseded"
    assert "Takes the place of may.csv" in result.message
    assert Lake(ws).frame("police_street").collect().height == 7
    then = Lake(ws).frame("police_street", FIRST).collect()
    assert then.height == 5
    assert set(then["last_outcome"]) == {"Under investigation"}


def test_a_month_twice_in_one_landing_counts_once_and_says_so(ws, tmp_path):
    street(tmp_path / "in" / "a.csv", range(8))
    street(tmp_path / "in" / "b.csv", range(3))
    first, second = land(ws, [tmp_path / "in"], at=FIRST).files
    assert str(first.status) == "landed"
    assert "CHECK THIS" in second.message  # far fewer rows than before
    assert Lake(ws).frame("police_street").collect().height == 3


def test_other_months_of_the_same_source_stay(ws, tmp_path):
    land(ws, [street(tmp_path / "5.csv", range(5))], at=FIRST)
    land(ws, [street(tmp_path / "6.csv", range(5, 9), month="2024-06")], at=SECOND)
    assert Lake(ws).frame("police_street").collect().height == 9


def test_a_missing_month_is_reported_as_a_gap(ws, tmp_path):
    for month in ("2024-01", "2024-02", "2024-05"):
        street(tmp_path / "in" / f"{month}.csv", range(3), month=month)
    land(ws, [tmp_path / "in"], at=FIRST)
    (source,) = Lake(ws).provenance(FIRST).sources
    assert source.missing_periods == ("2024-03", "2024-04")
    assert (source.first_period, source.last_period) == ("2024-01", "2024-05")


def test_an_unknown_file_is_left_where_it_is(ws, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_bytes(b"a,b\n1,2\n")
    (result,) = land(ws, [path], at=FIRST).files
    assert str(result.status) == "unrecognised"
    assert path.read_bytes() == b"a,b\n1,2\n"
    assert not Lake(ws).landings()


def test_dry_run_says_the_same_and_writes_nothing(ws, tmp_path):
    path = street(tmp_path / "may.csv", range(5))
    dry = land(ws, [path], at=FIRST, dry_run=True)
    assert not ws.lake.exists()
    assert land(ws, [path], at=FIRST).files == dry.files


def test_refused_rows_are_kept_in_full_and_can_be_sent_back(ws, tmp_path):
    path = street(tmp_path / "may.csv", range(3))
    bad = '=HYPERLINK("http://x"),soon,' + ",".join(row(9).split(",")[2:])
    path.write_text(path.read_text() + bad + "\n")
    land(ws, [path], at=FIRST)
    frame = rejects(ws)
    assert frame["original_line"].to_list() == [bad]
    assert frame["row"].to_list() == [5]
    back = tmp_path / "back.csv"
    write_rejects(frame, back)
    cells = [c for r in csv.reader(io.StringIO(back.read_text("utf-8-sig"))) for c in r]
    assert f"'{bad}" in cells
    assert not [c for c in cells if c.startswith("=")]


def test_what_leaves_says_why_rows_were_refused_and_repeats_no_cell(ws, tmp_path):
    path = street(tmp_path / "may.csv", range(3))
    path.write_text(path.read_text() + row(9, month='Jo O\'Neil "Jo" of Mill Road') + "\n")
    land(ws, [path], at=FIRST)
    assert "Neil" in " ".join(rejects(ws)["reason"])  # the partner can look for it
    (refused,) = Lake(ws).provenance(FIRST).refused
    assert refused.reason == "Month: expected a month as YYYY-MM, found …"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-0.1", "-0.1"),
        ("+12", "+12"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_cells_that_could_be_formulas_are_made_harmless(text, safe):
    assert neutralise(text) == safe


def test_the_fingerprint_does_not_depend_on_order_names_or_time(tmp_path):
    made = []
    for turn, at in (("a", FIRST), ("b", SECOND)):
        ws = workspace(tmp_path / f"ws-{turn}")
        files = [
            street(tmp_path / turn / f"{turn}{m}.csv", range(3), month=m)
            for m in ("2024-01", "2024-02")
        ]
        land(ws, files if turn == "a" else files[::-1], at=at)
        made.append(Lake(ws).fingerprint())
    assert made[0] == made[1]


def test_two_editions_whose_names_look_alike_do_not_share_a_file(ws, tmp_path):
    path = street(tmp_path / "may.csv", range(4))
    text = path.read_text().split("\n")
    text[1] = text[1].replace("Cambridgeshire Constabulary", "A/B Police")
    text[2] = text[2].replace("Cambridgeshire Constabulary", "A-B Police")
    path.write_text("\n".join(text))
    land(ws, [path], at=FIRST)
    assert Lake(ws).frame("police_street").collect().height == 4


def test_landed_tables_are_typed(ws, tmp_path):
    land(ws, [street(tmp_path / "may.csv", range(3))], at=FIRST)
    schema = Lake(ws).frame("police_street").collect_schema()
    assert (schema["month"], schema["longitude"]) == (pl.Date, pl.Float64)
    assert all(path.suffix == ".parquet" for path in Lake(ws).paths("police_street"))


def test_a_time_without_a_zone_is_refused(ws, tmp_path):
    with pytest.raises(ValueError, match="time zone"):
        land(ws, [tmp_path], at=FIRST.replace(tzinfo=None))
