"""A file about people is split as it lands: who they are in the vault, the rest in the lake."""

import json
import stat
from datetime import date

import polars as pl
import pytest

from fingerpost.evidence.core.errors import LakeError, VaultError
from fingerpost.evidence.lake import Lake, LandingStatus, Workspace, land, rejects
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.sources import all_sources
from tests.contract.test_sources import sample_of
from tests.unit.lake.making import FIRST, SECOND, contents, street, workspace
from tests.unit.lake.people import (
    FORENAME,
    SURNAME,
    in_lake,
    in_vault,
    numbers_of,
    release,
    releases,
    require_agreement,
    stored,
)

PEOPLE = sorted(name for name, source in all_sources().items() if source.holds_people)
AFTER = "X06000001,Yes,,,"
BROKEN = f"A9999QZ,{FORENAME},{SURNAME}99,too,short"


@pytest.fixture
def made(tmp_path):
    return workspace(tmp_path / "ws")


def plain(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


# -- the split ------------------------------------------------------------------------------


def test_the_two_sides_of_a_row_have_one_number(made):
    path = releases(made.inbox / "a.csv", [release(n) for n in range(5)])
    land(made, [made.inbox], at=FIRST)
    assert in_lake(made)["record"].to_list() == numbers_of(path, 5)
    assert in_vault(made).to_dicts() == [
        {
            "record": number,
            "prison_number": f"A{n:04d}QZ",
            "forename": FORENAME,
            "surname": f"{SURNAME}{n}",
            "date_of_birth": date(1987, 11, 23),
        }
        for n, number in enumerate(numbers_of(path, 5))
    ]


def test_the_lake_keeps_the_rest_in_the_order_of_the_declaration(made):
    releases(made.inbox / "a.csv", [release(1)])
    land(made, [made.inbox], at=FIRST)
    assert in_lake(made).columns == [
        "record",
        "quarter",
        "prisoner",
        "age",
        "sex",
        "ethnicity",
        "prison",
        "received_on",
        "released_on",
        "release_type",
        "home_district_code",
        "treatment_need",
        "transfer_agency",
        "referred_on",
        "outcome_after_release",
        "_row",
    ]


@pytest.mark.parametrize("name", PEOPLE)
def test_no_source_leaves_a_personal_column_in_the_lake(name, made):
    source = all_sources()[name]
    opened = sample_of(source)
    (made.inbox / opened.base_name).write_bytes(opened.data)
    land(made, [made.inbox], at=FIRST)
    rows, people = in_lake(made, name), in_vault(made, name)
    personal = {column.name for column in source.columns if column.personal}
    tokens = {column.token for column in source.columns if column.token}
    assert set(people.columns) == {"record", *personal}
    assert not personal & set(rows.columns)
    assert tokens <= set(rows.columns)
    assert rows["record"].to_list() == people["record"].to_list()
    assert rows["record"].n_unique() == rows.height > 0
    # Number columns are told apart by their tokens exactly as by themselves.
    for column in source.columns:
        if column.token:
            pairs = pl.DataFrame({"a": people[column.name], "b": rows[column.token]})
            assert pairs["a"].null_count() == pairs["b"].null_count()
            assert pairs["a"].n_unique() == pairs["b"].n_unique() == pairs.n_unique()
            assert pairs["b"].drop_nulls().str.contains("^[0-9a-f]{32}$").all()


def test_every_number_of_a_person_or_thing_has_a_token_that_its_source_alone_can_match(made):
    """The same number in two sources has two tokens, and in two files of one source has one."""
    vault = open_vault(made)
    numbers = pl.Series(["12345"])
    seen = [
        vault.token(numbers, f"{source.name}: {column.token}")[0]
        for source in all_sources().values()
        for column in source.columns
        if column.token
    ]
    assert len(seen) == len(set(seen)) > 20


def test_one_number_in_two_files_has_one_token(made):
    releases(made.inbox / "a.csv", [release(1), release(2)])
    releases(made.inbox / "b.csv", [release(1, "09/08/2021"), release(3, "09/08/2021")])
    land(made, [made.inbox], at=FIRST)
    rows = in_lake(made).sort("released_on", "_row")
    assert rows["prisoner"].n_unique() == 3
    assert rows["prisoner"][0] == rows["prisoner"][2]
    assert rows["record"].n_unique() == 4


def test_a_file_of_several_instalments_numbers_its_rows_once(made):
    source = all_sources()["voluntary_contacts"]
    lines = sample_of(source).data.decode().splitlines()
    place = lines[0].split(",").index("Organisation")
    rows = [lines[1].split(",") for _ in range(6)]
    for n, cells in enumerate(rows):
        cells[place] = f"Organisation {n % 3}"
    text = "\n".join([lines[0], *(",".join(cells) for cells in rows)]) + "\n"
    path = made.inbox / "contacts.csv"
    path.write_text(text)
    land(made, [made.inbox], at=FIRST)
    assert len(Lake(made).current("voluntary_contacts")) == 3
    assert in_lake(made, "voluntary_contacts")["record"].to_list() == numbers_of(path, 6)
    require_agreement(made)


def test_the_vault_mirrors_the_lake_and_is_private(made):
    releases(made.inbox / "a.csv", [release(1)], broken=[BROKEN])
    land(made, [made.inbox], at=FIRST)
    assert stored(made.lake) == stored(made.vault)
    assert len(stored(made.vault)) == 2
    assert stat.S_IMODE(made.vault.stat().st_mode) == 0o700
    assert stat.S_IMODE(made.key_file.stat().st_mode) == 0o600
    for folder in (made.lake, made.vault, made.key_file.parent):
        assert SURNAME.encode() not in plain(folder)
    for path in made.lake.rglob("*.parquet"):
        for column in pl.read_parquet(path).iter_columns():
            assert not [v for v in column.cast(pl.String) if v and SURNAME in v], column.name


# -- what stays as it was -------------------------------------------------------------------


def test_a_file_without_people_makes_no_vault_and_the_same_bytes(made, tmp_path):
    street(made.inbox / "a.csv", range(50))
    land(made, [made.inbox], at=FIRST)
    assert not made.vault.exists()
    assert not made.key_file.parent.exists()
    (part,) = Lake(made).paths("police_street")
    rows = pl.read_parquet(part)
    rows.write_parquet(
        tmp_path / "again.parquet",
        compression="zstd",
        compression_level=1,
        row_group_size=262_144,
    )
    assert part.read_bytes() == (tmp_path / "again.parquet").read_bytes()
    assert "record" not in rows.columns


def test_a_dry_run_makes_neither_vault_nor_key(made):
    releases(made.inbox / "a.csv", [release(1)], broken=[BROKEN])
    report = land(made, [made.inbox], at=FIRST, dry_run=True)
    assert (report.files[0].rows_landed, report.files[0].rows_refused) == (1, 1)
    assert not made.vault.exists()
    assert not made.key_file.parent.exists()


def test_landing_again_changes_nothing_in_vault_or_lake(made):
    releases(made.inbox / "a.csv", [release(1)], broken=[BROKEN])
    land(made, [made.inbox], at=FIRST)
    before, secret = contents(made.root), plain(made.vault)
    report = land(made, [made.inbox], at=SECOND)
    assert report.files[0].status == LandingStatus.ALREADY_LANDED
    assert contents(made.root) == before
    assert plain(made.vault) == secret


def test_a_corrected_file_supersedes_and_the_earlier_people_stay_readable(made):
    releases(made.inbox / "a.csv", [release(1), release(2)])
    land(made, [made.inbox], at=FIRST)
    releases(made.inbox / "b.csv", [release(1), release(3)])
    assert land(made, [made.inbox / "b.csv"], at=SECOND).files[0].status == "superseded"
    assert in_vault(made)["surname"].to_list() == [f"{SURNAME}1", f"{SURNAME}3"]
    assert in_vault(made, as_of=FIRST)["surname"].to_list() == [f"{SURNAME}1", f"{SURNAME}2"]
    assert in_lake(made, as_of=FIRST)["prisoner"][0] == in_lake(made)["prisoner"][0]
    require_agreement(made)


# -- refused rows ---------------------------------------------------------------------------


def test_refused_lines_lie_in_the_vault_and_go_back_to_the_partner(made):
    rows = [release(1), release(2, date_of_birth=f"{SURNAME} 1987"), release(3)]
    releases(made.inbox / "a.csv", rows, broken=[BROKEN])
    land(made, [made.inbox], at=FIRST)
    found = rejects(made)
    assert found["original_line"].to_list() == [
        f"A0002QZ,{FORENAME},{SURNAME}2,{SURNAME} 1987,Male,,Northgarth,,09/04/2021,,{AFTER}",
        BROKEN,
    ]
    assert found["row"].to_list() == [3, 5]
    kept = pl.read_parquet(made.lake / Lake(made).landings()[0].rejects)
    assert "original_line" not in kept.columns
    assert SURNAME not in json.dumps(kept.to_dicts())


def test_reasons_are_read_without_the_key(made):
    releases(made.inbox / "a.csv", [release(1)], broken=[BROKEN])
    land(made, [made.inbox], at=FIRST)
    made.key_file.unlink()
    found = rejects(made, with_lines=False)
    assert found["reason"].to_list() == ["the row has 5 fields; the header has 15"]
    assert found["original_line"].to_list() == [None]
    with pytest.raises(VaultError, match="key"):
        rejects(made)


def test_lines_of_files_without_people_need_no_key(made):
    path = street(made.inbox / "a.csv", range(3))
    with path.open("a") as file:
        file.write("half,a,row\n")
    land(made, [made.inbox], at=FIRST)
    assert rejects(made)["original_line"].to_list() == ["half,a,row"]
    assert not made.vault.exists()


# -- what goes wrong ------------------------------------------------------------------------


@pytest.fixture
def landed(made):
    releases(made.inbox / "a.csv", [release(1)], broken=[BROKEN])
    land(made, [made.inbox], at=FIRST)
    releases(made.inbox / "b.csv", [release(2, "09/08/2021")])
    return made


def lose_a_table(made):
    next(made.vault.rglob("*.parquet")).unlink()


def lose_vault_and_key(made):
    made.vault.rename(made.root / "elsewhere")
    made.key_file.unlink()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lose_a_table, "1 of the 2 tables", id="a table is lost"),
        pytest.param(lose_vault_and_key, "2 of the 2 tables", id="vault and key are lost"),
        pytest.param(lambda made: made.key_file.unlink(), "is not there", id="the key is lost"),
        pytest.param(lambda made: made.vault.chmod(0o750), "chmod 700", id="open to others"),
    ],
)
def test_people_are_not_landed_beside_a_vault_that_is_not_whole(landed, spoil, words):
    spoil(landed)
    before = contents(landed.root)
    with pytest.raises(VaultError, match=words):
        land(landed, [landed.inbox], at=SECOND)
    assert contents(landed.root) == before
    assert not landed.key_file.exists() or spoil not in (lose_vault_and_key,)
    # What has no people in it lands all the same, and what is landed can be read.
    street(landed.inbox / "c.csv", range(3))
    assert land(landed, [landed.inbox / "c.csv"], at=SECOND).files[0].rows_landed == 3
    assert Lake(landed).frame("prison_releases").collect().height == 1


def test_the_key_may_lie_elsewhere_by_the_environment(made, tmp_path, monkeypatch):
    monkeypatch.setenv("FINGERPOST_VAULT_KEY_FILE", str(tmp_path / "safe" / "x.key"))
    releases(made.inbox / "a.csv", [release(1)])
    land(made, [made.inbox], at=FIRST)
    assert (tmp_path / "safe" / "x.key").is_file()
    assert not (made.root / "keys").exists()
    assert in_vault(made).height == 1


def test_the_key_may_lie_elsewhere_by_the_settings(made, tmp_path):
    settings = made.root / "fingerpost.toml"
    said = f'key_file = "{tmp_path}/safe/y.key"'
    settings.write_text(settings.read_text().replace('key_file = "keys/linkage.key"', said))
    again = Workspace.open(made.root)
    releases(made.inbox / "a.csv", [release(1)])
    land(again, [made.inbox], at=FIRST)
    assert (tmp_path / "safe" / "y.key").is_file()


@pytest.mark.parametrize("folder", ["vault", "lake", "inbox", "published"])
def test_the_key_may_not_lie_where_its_copies_would_go_along(made, monkeypatch, folder):
    monkeypatch.setenv("FINGERPOST_VAULT_KEY_FILE", f"{folder}/x.key")
    releases(made.inbox / "a.csv", [release(1)])
    with pytest.raises(VaultError, match=f"may not lie in {folder}"):
        land(made, [made.inbox], at=FIRST)
    assert not list(made.root.rglob("*.key"))


def test_two_files_never_share_record_numbers(made, monkeypatch):
    monkeypatch.setattr("fingerpost.evidence.lake.splitting.number_of", lambda sha256: 7 << 23)
    releases(made.inbox / "a.csv", [release(1)])
    land(made, [made.inbox], at=FIRST)
    before = contents(made.root)
    releases(made.inbox / "b.csv", [release(2, "09/08/2021")])
    with pytest.raises(LakeError, match="numbers of another file's"):
        land(made, [made.inbox], at=SECOND)
    assert contents(made.root) == before


def test_a_file_with_more_rows_than_can_be_numbered_is_refused(made, monkeypatch):
    monkeypatch.setattr("fingerpost.evidence.lake.splitting.POSITION_BITS", 1)
    releases(made.inbox / "a.csv", [release(n) for n in range(3)])
    with pytest.raises(LakeError, match="no more than 2 rows"):
        land(made, [made.inbox], at=FIRST)
    assert not Lake(made).landings()


def test_the_key_may_not_lie_in_the_vault_by_a_roundabout_way(made, monkeypatch):
    monkeypatch.setenv("FINGERPOST_VAULT_KEY_FILE", "keys/../vault/x.key")
    releases(made.inbox / "a.csv", [release(1)])
    with pytest.raises(VaultError, match="may not lie in vault"):
        land(made, [made.inbox], at=FIRST)


# -- lakes of before ------------------------------------------------------------------------


def as_before(made):
    """Make of a landing one that an earlier version would have written."""
    (entry,) = (made.lake / "catalogue" / "landings").glob("*.json")
    said = json.loads(entry.read_text())
    said["source_version"] = 1
    del said["vault"]
    entry.write_text(json.dumps(said))


READERS = {
    "land": lambda made: land(made, [made.inbox], at=SECOND),
    "frame": lambda made: Lake(made).frame("prison_releases"),
    "as of": lambda made: Lake(made).frame("prison_releases", FIRST),
    "provenance": lambda made: Lake(made).provenance(SECOND),
    "rejects": rejects,
}


@pytest.mark.parametrize("reader", READERS)
def test_a_lake_of_before_is_not_read_and_what_to_do_is_said(landed, reader):
    as_before(landed)
    with pytest.raises(LakeError, match="should lie in the vault") as error:
        READERS[reader](landed)
    assert "Delete the folders lake and vault" in error.value.do
    assert "fingerpost land inbox" in error.value.do


def test_a_lake_of_before_without_people_is_read_as_ever(made):
    street(made.inbox / "a.csv", range(3))
    land(made, [made.inbox], at=FIRST)
    as_before(made)
    assert Lake(made).frame("police_street").collect().height == 3


def test_doing_what_is_said_mends_it(landed):
    as_before(landed)
    for folder in (landed.lake, landed.vault):
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()
    assert len(land(landed, [landed.inbox], at=SECOND).landed) == 2
    require_agreement(landed)
