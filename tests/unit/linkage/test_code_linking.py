"""Codes go through the same pipeline as names, and lose little."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.lake import Lake, Workspace, land
from fingerpost.evidence.linkage import LinkageModel, link, score
from fingerpost.evidence.linkage.bloom_filters import dice
from fingerpost.evidence.linkage.code_comparisons import as_words, at_least, word_columns
from fingerpost.evidence.linkage.code_entries import CodesInUse, read_encoded, with_codes
from fingerpost.evidence.linkage.code_files import encode_file, write_encoded
from fingerpost.evidence.linkage.code_schema import PEOPLE
from fingerpost.evidence.linkage.code_training import train_codes
from fingerpost.evidence.linkage.codes import encode_for_linkage
from fingerpost.evidence.linkage.declaration import all_linked_sources
from fingerpost.evidence.linkage.people import link_people
from fingerpost.evidence.vault import Key, make_key, read_key
from tests.conftest import AS_OF
from tests.unit.linkage.conftest import Written, entries, entry
from tests.unit.linkage.pairwise import agreement

CODES = CodesInUse(Key(bytes(range(32))), key_version=1)
DECLARED = all_linked_sources()["encoded_people"]


def sent(*people: dict, agency: str = "Lantern Trust") -> pl.DataFrame:
    """Return landed rows of codes of people, as an agency sends them."""
    table = entries(*(entry(number, **said) for number, said in enumerate(people)))
    codes = encode_for_linkage(table, CODES.key)
    return codes.with_columns(
        agency=pl.lit(agency),
        reference=pl.Series([f"ref{number}" for number in range(len(people))]),
        seen_on=pl.lit(date(2024, 5, 1)),
        record=pl.int_range(len(people)),
    )


@pytest.fixture(scope="module")
def coded_model(named: pl.DataFrame, model: LinkageModel) -> LinkageModel:
    """Return the county's model, which has learnt to compare codes."""
    return train_codes(with_codes(named, CODES), model)


@pytest.fixture(scope="module")
def crowd(named: pl.DataFrame) -> pl.DataFrame:
    """Return people of the county with their codes: among them a name is as rare as it is."""
    return with_codes(named.head(1_500), CODES)


def pair_of(coded_model: LinkageModel, crowd: pl.DataFrame, plain: dict, told: dict) -> dict:
    """Return the pair of one who is known by name and one who came as codes, {} if there is none."""
    known = with_codes(entries(entry(1, **plain)), CODES)
    came = read_encoded(sent(told), DECLARED, CODES).entries
    every = pl.concat([crowd, known, came], how="diagonal")
    ends = {1, came["entry"][0]}
    pairs = score(every, coded_model, came["entry"])
    found = [pair for pair in pairs.to_dicts() if {pair["entry_l"], pair["entry_r"]} == ends]
    return found[0] if found else {}


@pytest.mark.parametrize(
    ("told", "is_linked"),
    [
        pytest.param({}, True, id="the same"),
        pytest.param({"surname": "TATERSALL"}, True, id="a letter left out"),
        pytest.param({"postcode": "ZC9 9ZZ"}, True, id="moved"),
        pytest.param({"born": date(1986, 7, 24), "postcode": None}, True, id="another day"),
        pytest.param({"forename": "PETER", "surname": "KOWALSKI"}, False, id="born on one day"),
        pytest.param({"forename": "PETER"}, False, id="a twin"),
        pytest.param({"born": date(1960, 3, 2)}, False, id="a father of the same name"),
        pytest.param({"forename": None, "surname": None}, False, id="no names"),
        pytest.param({"born": None}, True, id="no date of birth, but a rare name in one place"),
        pytest.param({"born": None, "postcode": "ZC9 9ZZ"}, False, id="a name alone"),
    ],
)
def test_who_came_as_codes_is_linked_with_whom(coded_model, crowd, told, is_linked):
    found = pair_of(coded_model, crowd, {}, told).get("match_probability", 0.0)
    assert (found >= coded_model.thresholds["published"]) == is_linked


def test_a_nickname_is_known_again(coded_model, crowd):
    known = {"forename": "ROBERT"}
    same = pair_of(coded_model, crowd, known, {"forename": "BOB"})["match_weight"]
    other = pair_of(coded_model, crowd, known, {"forename": "KEVIN"}).get("match_weight", -9.0)
    assert same > max(2.0, other + 3)


def test_weights_are_those_of_the_codes_alone(coded_model, crowd):
    pair = pair_of(coded_model, crowd, {}, {})
    told = {
        name for name, value in pair.items() if name.startswith("mw_") and value is not None
    }
    assert {"mw_found_by_code", "mw_forename_code", "mw_surname_code"} <= told
    weights = [pair[name] for name in told]
    assert pair["match_weight"] == pytest.approx(sum(weights), abs=1e-6)


def test_codes_lose_little_of_what_names_find(named, model, coded_model, written: Written):
    """Housing sends codes, the others names. Measured on 25 November 2026: .003 of F1."""
    plain = link(named, model)
    everybody = with_codes(named, CODES)
    is_sent = pl.col("kind") == "housing"
    hidden = ("forename", "surname", "born", "sex", "postcode", "area")
    coded = everybody.with_columns(
        regime=pl.when(is_sent).then(pl.lit("encoded")).otherwise("regime"),
        **{name: pl.when(~is_sent).then(name) for name in hidden},
    )
    linked = link(coded, coded_model)
    truth = written.person.rename({"person": "cluster"})
    by_name, by_code = (
        agreement(found.clusters["published"], truth) for found in (plain, linked)
    )
    assert by_code > by_name - 0.01
    assert by_code > 0.96


def test_order_of_rows_changes_nothing(named, coded_model):
    some = with_codes(named.head(200), CODES)
    people = sent({}, {"forename": "ANNA"}, {"surname": "SMITH"})
    read = read_encoded(people, DECLARED, CODES).entries
    again = read_encoded(
        people.sample(fraction=1, shuffle=True, seed=2), DECLARED, CODES
    ).entries
    assert again.equals(read)
    both = pl.concat([some, read], how="diagonal")
    shuffled = both.sample(fraction=1, shuffle=True, seed=3)
    assert score(shuffled, coded_model).equals(score(both, coded_model))


def test_ten_thousand_of_the_same_codes_are_nobodys(named, coded_model):
    """A default that an agency typed for everybody makes no cluster of ten thousand."""
    many = read_encoded(sent(*[{}] * 10_000), DECLARED, CODES).entries
    both = pl.concat([with_codes(named.head(300), CODES), many], how="diagonal")
    found = link(both, coded_model)
    assert found.clusters["loose"].group_by("cluster").len()["len"].max() <= 40
    assert any("encoded:Lantern Trust: 10,000 entries" in note for note in found.notes)


def test_a_review_does_not_hold_for_what_was_learnt_after_it(coded_model):
    assert coded_model.review is None
    assert coded_model.codes is not None
    assert coded_model.codes.codes == PEOPLE.label
    assert all(one.is_trained for one in coded_model.codes.comparisons)


def test_too_few_known_pairs_teach_nothing(model):
    with pytest.raises(LinkageError, match="cannot be learnt"):
        train_codes(with_codes(entries(entry(1), entry(2, agency="prison")), CODES), model)


def test_the_engine_counts_the_bits_that_python_counts(named):
    import duckdb

    codes = encode_for_linkage(named.head(60), CODES.key).with_columns(
        born=pl.lit(1), entry=pl.int_range(60)
    )
    code = PEOPLE.code("surname_code")
    words = as_words(codes, PEOPLE).select("entry", *word_columns(code))
    sql = at_least(code, 0.4)
    with duckdb.connect() as connection:
        connection.register("words", words.to_arrow())
        columns = ", ".join(
            f"l.{name} as {name}_l, r.{name} as {name}_r"
            for name in ("entry", *words.columns[1:])
        )
        found = connection.sql(
            f"select entry_l, entry_r, {sql} as alike from "
            f"(select {columns} from words l, words r)"
        ).fetchall()
    text = codes["surname_code"].to_list()
    for left, right, alike in found:
        if text[left] is None or text[right] is None:
            assert alike is None
        else:
            assert alike == (dice(text[left], text[right]) >= 0.4)


def test_who_tells_initials_only_gets_no_codes():
    told = with_codes(entries(entry(1, regime="attributor")), CODES)
    assert told["born_code"].to_list() == [None]


# -- the whole step -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def landed(county: Path, tmp_path_factory) -> Workspace:
    """Return a workspace with named agencies landed, and a key for codes."""
    root = tmp_path_factory.mktemp("codes") / "ws"
    root.mkdir()
    shutil.copy(county / "fingerpost.toml", root)
    workspace = Workspace.open(root)
    folders = [county / "inbox" / name for name in ("police", "prison", "probation")]
    land(workspace, folders, at=AS_OF, today=AS_OF.date())
    make_key(workspace.codes_key_file)
    return workspace


def housing_as_codes(county: Path, workspace: Workspace, folder: Path, **said) -> Path:
    """Return a file of codes that a housing authority made of its own list."""
    lists = sorted((county / "inbox").glob("housing-aldenwold/*.csv"))
    whole = folder / "list.csv"
    rows = [path.read_text(encoding="utf-8-sig").splitlines() for path in lists]
    whole.write_text("\n".join([rows[0][0], *(line for lines in rows for line in lines[1:])]))
    settings = {"agency": "Aldenwold", "key_version": 1, "today": AS_OF.date()} | said
    key = settings.pop("key", None) or read_key(workspace.codes_key_file)
    out = folder / "codes.csv"
    write_encoded(
        encode_file(whole, key, headers={"seen_on": "Application Date"}, **settings), out
    )
    return out


def test_a_file_of_codes_lands_and_its_people_are_linked(county, landed, tmp_path):
    path = housing_as_codes(county, landed, tmp_path)
    (result,) = land(landed, [path], at=AS_OF, today=AS_OF.date()).files
    assert (str(result.status), result.rows_refused) == ("landed", 0)
    report = link_people(landed, at=AS_OF)
    keys = Lake(landed).person_keys().collect()
    coded = keys.filter(pl.col("source") == "encoded_people")
    assert coded.height == result.rows_landed
    others = keys.filter(pl.col("source") != "encoded_people")
    assert coded.join(others, on="person_key", how="semi").height > 0.2 * coded.height
    assert not [note for note in report.notes if "Aldenwold" in note]
    in_the_lake = Lake(landed).frame("encoded_people").collect_schema().names()
    assert not set(in_the_lake) & {"reference", *PEOPLE.columns}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param(
            {"key_version": 2}, "version 2 of the key; ours is version 1", id="version"
        ),
        pytest.param({"key": Key(bytes(32))}, "made with another key", id="key"),
    ],
)
def test_codes_of_another_key_stay_alone_and_it_is_said(county, landed, tmp_path, said, told):
    shutil.copytree(landed.root, tmp_path / "ws")
    workspace = Workspace.open(tmp_path / "ws")
    path = housing_as_codes(county, workspace, tmp_path, **said)
    land(workspace, [path], at=AS_OF, today=AS_OF.date())
    report = link_people(workspace, at=AS_OF)
    (note,) = [note for note in report.notes if note.startswith("Aldenwold: ")]
    assert told in note
    sources = Lake(workspace).person_keys().collect()["source"]
    assert "encoded_people" not in sources


def test_without_the_key_codes_stay_alone_and_it_is_said(county, landed, tmp_path):
    shutil.copytree(landed.root, tmp_path / "ws")
    workspace = Workspace.open(tmp_path / "ws")
    path = housing_as_codes(county, workspace, tmp_path)
    workspace.codes_key_file.unlink()
    land(workspace, [path], at=AS_OF, today=AS_OF.date())
    report = link_people(workspace, at=AS_OF)
    assert any("the key for codes is not there" in note for note in report.notes)
