"""What a run keeps, where, and that two purposes do not meet."""

import polars as pl
import pytest

from fingerpost.evidence.core.errors import LakeError, LinkageError
from fingerpost.evidence.lake import Lake, Workspace
from fingerpost.evidence.lake.links import changed_rows, read_link_runs
from fingerpost.evidence.linkage.storage import MOST_SEGMENTS
from tests.unit.linkage.made_states import FIRST, SECOND, agree, store, write

MANY = [{n} for n in range(1, 41)]


def keys(root, **options):
    frame = Lake(Workspace.open(root)).person_keys(**options).collect()
    return dict(frame.select("record", "person_key").iter_rows())


def test_what_is_written_is_read_again(tmp_path):
    where = store(tmp_path / "ws")
    run, now = write(where, 1, [{1, 2}, {3}])
    assert where.newest() == run
    read = where.read(run)
    assert all(read.tables[name].equals(table) for name, table in now.tables.items())
    agree(where)
    found = keys(tmp_path / "ws")
    assert set(found) == {10, 11, 20, 21, 30, 31}
    assert found[10] == found[21] != found[30]


def test_a_later_run_writes_only_what_is_new_or_changed(tmp_path):
    where = store(tmp_path / "ws")
    first = write(where, 1, MANY)
    run, _ = write(where, 2, [{1, 2}, *MANY[2:], {99}], first, at=SECOND)
    rows = {name: [segment.rows for segment in table] for name, table in run.vault.items()}
    assert rows["entries"] == [40, 1]
    assert rows["entry_records"] == [80, 2]
    assert rows["persons"] == [40, 2]  # one of two was merged, entry 99 made
    assert rows["events"] == [40, 2]
    assert rows["parts"] == [1]
    assert [segment.rows for segment in run.linked["measures"]] == [80, 6]
    agree(where)


def test_a_run_that_changes_no_row_of_the_lake_writes_none(tmp_path):
    where = store(tmp_path / "ws")
    first = write(where, 1, MANY)
    run, _ = write(where, 2, MANY, first, at=SECOND)
    assert run.linked == first[0].linked
    assert run.name == "000002"


def test_when_rows_are_gone_or_changes_are_many_the_table_is_made_whole(tmp_path):
    where = store(tmp_path / "ws")
    first = write(where, 1, MANY)
    gone = write(where, 2, MANY[1:], first, at=SECOND)
    assert [segment.rows for segment in gone[0].linked["measures"]] == [78]
    assert set(keys(tmp_path / "ws")) == {10 * n + k for n in range(2, 41) for k in (0, 1)}
    agree(where)
    many = write(where, 3, [{n} for n in range(2, 90)], gone, at=SECOND)
    assert [segment.rows for segment in many[0].vault["entries"]] == [88]
    agree(where)


def test_segments_do_not_grow_for_ever(tmp_path):
    where = store(tmp_path / "ws")
    before = write(where, 1, [{n} for n in range(1, 201)])
    for run in range(2, MOST_SEGMENTS + 6):
        before = write(where, run, [{n} for n in range(1, 200 + run)], before)
        where.sweep()
    assert max(len(table) for table in before[0].vault.values()) <= MOST_SEGMENTS + 1
    agree(where)
    assert len(where.vault.names("linked/")) == sum(map(len, before[0].vault.values()))


def test_as_known_on_an_earlier_day(tmp_path):
    where = store(tmp_path / "ws")
    first = write(where, 1, [{1}, {2}])
    write(where, 2, [{1, 2}], first, at=SECOND)
    where.sweep()
    then, now = keys(tmp_path / "ws", as_of=FIRST), keys(tmp_path / "ws")
    assert then[10] != then[20]
    assert now[10] == now[20]
    assert now[10] in (then[10], then[20])
    with pytest.raises(LakeError, match="no records are linked"):
        keys(tmp_path / "ws", as_of=FIRST.replace(year=2025))


def test_keys_of_two_purposes_cannot_be_joined(tmp_path):
    where = store(tmp_path / "ws")
    _, now = write(where, 1, [{1, 2}, {3}], purposes=("measures", "research"))
    lake = Lake(Workspace.open(tmp_path / "ws"))
    frames = {name: lake.person_keys(name).collect() for name in ("measures", "research")}
    columns = ("person_key", "person_key_strict", "person_key_loose")
    seen = {name: {v for c in columns for v in frame[c]} for name, frame in frames.items()}
    assert not seen["measures"] & seen["research"]
    # Nor is either the person's key in the vault, and all three kinds of key differ.
    assert not (seen["measures"] | seen["research"]) & set(now.persons["person"])
    assert len(seen["measures"]) == 2 + 3 + 2
    # With the vault they meet.
    persons = now.persons["person"].unique()
    for name, frame in frames.items():
        assert set(where.vault.token(persons, f"person:{name}")) == set(frame["person_key"])


def test_a_purpose_without_links_says_how_to_make_them(tmp_path):
    write(store(tmp_path / "ws"), 1, [{1}])
    with pytest.raises(LakeError, match="fingerpost link --purpose research"):
        keys(tmp_path / "ws", purpose="research")


def test_keys_made_with_another_key_of_the_vault_are_not_continued(tmp_path):
    write(store(tmp_path / "ws"), 1, [{1}], key_name="0123456789abcdef")
    where = store(tmp_path / "ws")
    with pytest.raises(LinkageError, match="were made with another key of the vault"):
        where.newest()


def test_no_identifier_lies_in_the_lake(tmp_path):
    where = store(tmp_path / "ws")
    _, now = write(where, 1, [{1, 2}, {3}])
    held = [*now.entries["surname"], *now.persons["person"]]
    for path in where.lake.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            text = repr(pl.read_parquet(path).rows()) if path.suffix == ".parquet" else ""
            assert not [word for word in held if word.encode() in data or word in text]


def test_what_no_run_names_is_swept(tmp_path):
    where = store(tmp_path / "ws")
    write(where, 1, [{1}])
    kept = set((tmp_path / "ws").rglob("*.parquet"))
    stray = pl.DataFrame({"a": [1]})
    where.vault.put("linked/000002/pairs.parquet", stray)
    where.vault.put("landed/force_custody/x/0123456789ab.parquet", stray)
    stray.write_parquet(where.lake / "linked" / "measures" / "000002.parquet")
    where.sweep()
    assert set((tmp_path / "ws").rglob("*.parquet")) == {
        *kept,
        where.vault.folder
        / "landed/force_custody/x/0123456789ab.parquet",  # landing's to sweep
    }


def test_runs_are_read_in_order(tmp_path):
    where = store(tmp_path / "ws")
    before = write(where, 1, [{1}])
    write(where, 2, [{1}, {2}], before, at=SECOND)
    assert [run.name for run in read_link_runs(where.lake)] == ["000001", "000002"]
    assert [run.name for run in read_link_runs(where.lake, as_of=FIRST)] == ["000001"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param({"k": [1, 2], "v": ["a", None]}, [], id="the same, nulls too"),
        pytest.param({"k": [1, 2], "v": ["a", "b"]}, [2], id="a null is filled"),
        pytest.param({"k": [1, 2], "v": [None, None]}, [1], id="a value is lost"),
        pytest.param({"k": [1, 2, 3], "v": ["a", None, None]}, [3], id="new"),
        pytest.param({"k": [1], "v": ["a"]}, None, id="gone"),
        pytest.param({"k": [1, 3], "v": ["a", "b"]}, None, id="gone and new"),
        pytest.param({"k": [1, 2], "w": ["a", None]}, None, id="other columns"),
    ],
)
def test_changed_rows(now, expected):
    kinds = {"k": pl.Int64, "v": pl.String, "w": pl.String}
    before = pl.DataFrame({"k": [1, 2], "v": ["a", None]})
    frame = pl.DataFrame(now, schema={name: kinds[name] for name in now})
    found = changed_rows(before, frame, ("k",))
    assert (None if found is None else found["k"].to_list()) == expected
