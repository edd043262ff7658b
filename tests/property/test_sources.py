"""What must hold for every file, however mangled: no row is lost, and order does not matter."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.core.fingerprints import fingerprint_bytes
from fingerpost.evidence.sources import ROW, Opened, all_sources, read, recognise

SOURCE = all_sources()["police_street"]
HEADER = ",".join(column.header for column in SOURCE.columns)
TODAY = date(2026, 11, 24)

GOOD = "c{n},2024-05,Cambridgeshire Constabulary,Cambridgeshire Constabulary,0.12,52.2,On or near {n},E01017989,Cambridge 007A,Drugs,,"
QUOTED = 'c{n},2024-05,A,A,0.12,52.2,"On or near ""A"", B",E01017989,"X, Y",Drugs,,'
LONE_QUOTE = 'c{n},2024-05,A,A,0.12,52.2,On or "near,E01017989,C,Drugs,,'
NO_PLACE = "c{n},2024-05,A,A,,,No Location,,,Burglary,,"
BAD_MONTH = "c{n},May,A,A,0.12,52.2,B,E01017989,C,Drugs,,"
AT_SEA = "c{n},2024-05,A,A,1.5,54.0,B,E01017989,C,Drugs,,"
SHORT = "c{n},2024-05"
LONG = GOOD + ",more"
OPEN_QUOTE = 'c{n},2024-05,A,A,0.12,52.2,"On or near,E01017989,C,Drugs,,'
NUL = "c{n},2024-05,A\0,A,0.12,52.2,B,E01017989,C,Drugs,,"

landing = st.sampled_from([GOOD, QUOTED, LONE_QUOTE, NO_PLACE])
any_line = st.sampled_from(
    [GOOD, QUOTED, LONE_QUOTE, NO_PLACE, BAD_MONTH, AT_SEA, SHORT, LONG, OPEN_QUOTE, NUL]
)
line_ends = st.sampled_from(["\n", "\r\n"])


def opened(data: bytes) -> Opened:
    return Opened(Path("x.csv"), "x.csv", data, fingerprint_bytes(data))


def read_bytes(data: bytes):
    result = read(opened(data), SOURCE, today=TODAY)
    assert result.rows_read == result.rows_landed + result.rows_refused
    assert result.rows_landed == result.rows.height
    assert result.rows_refused == result.rejects["row"].n_unique()
    assert not set(result.rows[ROW]) & set(result.rejects["row"])
    return result


def numbered(lines: list[str]) -> list[str]:
    return [line.format(n=number) for number, line in enumerate(lines)]


@given(st.lists(any_line, max_size=30), line_ends, st.booleans())
def test_every_line_is_landed_or_refused_whatever_stands_beside_it(lines, end, has_last_end):
    text = end.join([HEADER, *numbered(lines)]) + (end if has_last_end else "")
    result = read_bytes(text.encode())
    assert result.rows_read == len(lines)
    lands = [line in (GOOD, QUOTED, LONE_QUOTE, NO_PLACE) for line in lines]
    assert result.rows[ROW].to_list() == [at + 2 for at, good in enumerate(lands) if good]


@given(st.lists(landing, min_size=1, max_size=20), st.data())
def test_cutting_or_scribbling_loses_no_row(lines, data):
    """Bytes are changed anywhere below the header; the file's own lines still add up."""
    whole = ("\n".join([HEADER, *numbered(lines)]) + "\n").encode()
    start = len(HEADER) + 1
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(start, len(broken)))
        scribble = data.draw(
            st.sampled_from([b'"', b",", b"\0", b"x", b"\xff", b"\r", b'""', b""])
        )
        broken[at : at + data.draw(st.integers(0, 3))] = scribble
    broken = broken[: data.draw(st.integers(start, len(broken)))] or broken
    result = read_bytes(bytes(broken))
    parts = bytes(broken[start:]).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    most = sum(1 for part in parts if part.strip())
    joined = int(result.rows["location"].str.count_matches("\n").sum() or 0)
    joined += sum(
        int(result.rows[name].str.count_matches("\n").sum() or 0)
        for name in (
            "crime_id",
            "reported_by",
            "falls_within",
            "lsoa_name",
            "crime_type",
            "context",
        )
    )
    assert most - joined - 20 <= result.rows_read <= most


@given(st.lists(landing, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(lines, random):
    rows = numbered(lines)
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, two = (
        read_bytes("\n".join([HEADER, *each]).encode()).rows.drop(ROW).sort("crime_id")
        for each in (rows, shuffled)
    )
    assert one.equals(two)


@given(st.permutations(range(12)), st.lists(landing, max_size=8))
def test_the_order_of_columns_does_not_matter(order, lines):
    rows = list(csv.reader(io.StringIO("\n".join([HEADER, *numbered(lines)]))))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([row[at] for at in order] for row in rows)
    plain = read_bytes("\n".join([HEADER, *numbered(lines)]).encode()).rows
    assert read_bytes(out.getvalue().encode()).rows.equals(plain)


@given(
    st.lists(landing, min_size=1, max_size=12),
    st.sampled_from(["utf-8-sig", "utf-16", "cp1252"]),
)
def test_the_encoding_does_not_matter(lines, encoding):
    text = "\n".join([HEADER, *numbered(lines)]) + "\n"
    assert read_bytes(text.encode(encoding)).rows.equals(read_bytes(text.encode()).rows)


@given(
    st.lists(
        st.tuples(
            *[
                st.text(
                    st.characters(codec="utf-8", exclude_characters="\0\r\ufffd"), max_size=6
                )
            ]
            * 3
        ),
        max_size=12,
    )
)
def test_any_text_comes_back_as_it_was(values):
    """Written by a spreadsheet's rules and read again, with commas, quotes and line breaks."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER.split(","))
    spaces = " \t\u00a0\u2007\u202f"
    for number, (place, name, context) in enumerate(values):
        start = [f"c{number}", "2024-05", "A", "A", "", "", place, "", name, "Drugs", ""]
        writer.writerow([*start, context])
    result = read_bytes(out.getvalue().encode())
    wanted = [[value.strip(spaces) or None for value in triple] for triple in values]
    landed = dict(
        zip(
            result.rows["crime_id"],
            result.rows.select("location", "lsoa_name", "context").rows(),
            strict=True,
        )
    )
    for number, triple in enumerate(wanted):
        # A field that holds line breaks may be taken for a forgotten quote, but is never changed.
        if f"c{number}" in landed:
            assert list(landed[f"c{number}"]) == triple
        else:
            assert any("\n" in value for value in values[number])


@given(st.binary(max_size=400))
def test_no_bytes_make_recognition_fail(data):
    found = recognise(opened(data))
    assert found.why
    if found.source is not None:
        read(opened(data), found.source, today=TODAY)


@given(st.sampled_from(sorted(all_sources())), st.data())
def test_scribbled_samples_are_read_or_refused_in_words(name, data):
    samples = Path(__file__).parents[1] / "contract" / "samples"
    sample = next(samples.glob(f"{name}.*"))
    if sample.suffix == ".xlsx":
        return  # damaged archives have their own tests
    broken = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at] = data.draw(st.integers(0, 255))
    file = Opened(sample, "2019_population.csv", bytes(broken), "")
    found = recognise(file)
    if found.source is None:
        return
    try:
        result = read(file, found.source, today=TODAY)
    except FingerpostError as error:
        said = error.do
    else:
        assert result.rows_read == result.rows_landed + result.rows_refused
        assert result.rejects.filter(pl.col("reason") == "").is_empty()
        said = "read"
    assert said
