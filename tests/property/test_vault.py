"""What must always hold of people's records: whoever they are, they are in the vault and there only."""

import string
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.evidence.lake import land
from fingerpost.evidence.sources import Column, Source, all_sources
from tests.unit.lake.making import FIRST, SECOND, contents, workspace
from tests.unit.lake.people import (
    in_lake,
    in_vault,
    numbers_of,
    release,
    releases,
    require_agreement,
)

FEW = settings(max_examples=15, deadline=None)
# Of letters that stand in no word of a header, a district or a prison, so that none meets by chance.
NAME = st.text("qxzQXZ", min_size=6, max_size=12)
NUMBER = st.text("QXZ789", min_size=7, max_size=7)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"prison_number": NUMBER, "surname": NAME, "forename": NAME},
        optional={
            "date_of_birth": st.sampled_from(["", "01/01/1900", "29/02/1988", "31/02/88"])
        },
    ),
    min_size=1,
    max_size=12,
)


def rows_of(people):
    return [release(n, **facts) for n, facts in enumerate(people)]


@FEW
@given(PEOPLE)
def test_nobody_stands_outside_the_vault(people):
    with tempfile.TemporaryDirectory() as folder:
        made = workspace(Path(folder) / "ws")
        releases(made.inbox / "a.csv", rows_of(people))
        report = land(made, [made.inbox], at=FIRST)
        outside = b"".join(contents(made.root).values()).decode("latin-1")
        for path in made.lake.rglob("*.parquet"):
            for column in pl.read_parquet(path).iter_columns():
                outside += "\n".join(map(str, column.to_list()))
        inside = b"".join(p.read_bytes() for p in made.vault.rglob("*") if p.is_file())
        secrets = {person[key] for person in people for key in person if key != "date_of_birth"}
        for secret in secrets:
            assert secret not in outside
            assert secret not in repr(report)
            assert secret.encode() not in inside
        require_agreement(made)


@FEW
@given(PEOPLE)
def test_rows_read_are_rows_on_both_sides_and_rows_refused(people):
    with tempfile.TemporaryDirectory() as folder:
        made = workspace(Path(folder) / "ws")
        path = releases(made.inbox / "a.csv", rows_of(people))
        (result,) = land(made, [made.inbox], at=FIRST).files
        assert result.rows_read == len(people) == result.rows_landed + result.rows_refused
        if result.rows_landed:
            kept = [p for p in people if p.get("date_of_birth") != "31/02/88"]
            numbers = numbers_of(path, len(kept))
            assert in_lake(made)["record"].to_list() == numbers
            assert in_vault(made)["record"].to_list() == numbers
            assert in_vault(made)["surname"].to_list() == [p["surname"] for p in kept]
            both = pl.DataFrame([in_vault(made)["prison_number"], in_lake(made)["prisoner"]])
            assert both["prison_number"].n_unique() == both["prisoner"].n_unique()
            assert both.n_unique() == both["prisoner"].n_unique()


@FEW
@given(PEOPLE)
def test_landing_again_changes_nothing_with_people_in_it(people):
    with tempfile.TemporaryDirectory() as folder:
        made = workspace(Path(folder) / "ws")
        releases(made.inbox / "a.csv", rows_of(people))
        land(made, [made.inbox], at=FIRST)
        before = contents(made.root)
        vault = {p: p.read_bytes() for p in made.vault.rglob("*") if p.is_file()}
        land(made, [made.inbox], at=SECOND)
        assert contents(made.root) == before
        assert {p: p.read_bytes() for p in made.vault.rglob("*") if p.is_file()} == vault


WORD = st.text(string.ascii_lowercase, min_size=3, max_size=8)


@given(st.sampled_from(sorted(all_sources())), WORD, st.data())
def test_no_declaration_can_put_a_personal_column_into_the_lake(name, word, data):
    """Of whatever source, a column made personal leaves the lake, with a token or without."""
    from fingerpost.evidence.lake.splitting import identifying, rest

    source = all_sources()[name]
    free = [
        column
        for column in source.columns
        if column.name not in {*source.edition, source.period} and not column.personal
    ]
    if not free:
        return
    chosen = data.draw(st.sampled_from(free))
    token = data.draw(st.sampled_from([None, f"token_of_{word}"]))
    columns = tuple(
        column.model_copy(update={"personal": True, "token": token})
        if column is chosen
        else column
        for column in source.columns
    )
    changed = source.model_copy(update={"columns": columns})
    tokens = [column.token for column in changed.columns if column.token]
    rows = pl.DataFrame(
        schema=dict.fromkeys([*(c.name for c in columns), "_row", "record", *tokens], pl.String)
    )
    personal = {column.name for column in changed.columns if column.personal}
    kept = rest(rows, changed).columns
    assert chosen.name not in kept
    assert not personal & set(kept)
    assert set(kept) == set(rows.columns) - personal
    assert set(identifying(rows, changed).columns) == {"record", *personal}
    assert len(kept) == len(set(kept))


def test_a_declaration_that_would_name_folders_by_people_is_refused():
    import pytest

    def declare(**facts):
        return Source(
            name="made_up",
            title="x",
            publisher="x",
            agency="x",
            licence="x",
            grain="x",
            disclosure="x",
            **facts,
        )

    surname = Column(name="surname", header="Surname", personal=True)
    month = Column(name="month", header="Month")
    assert declare(columns=(surname, month), edition=("month",)).holds_people
    for columns, edition, words in [
        ((surname, month), ("surname",), "files are named by a column that is personal"),
        (
            (surname.model_copy(update={"token": "month"}), month),
            ("month",),
            "name of the lake's columns is used twice",
        ),
        (
            (surname, month, Column(name="record", header="R")),
            ("month",),
            "name of the lake's columns is used twice",
        ),
        (
            (surname, month.model_copy(update={"token": "when"})),
            ("month",),
            "only a personal column has a token",
        ),
    ]:
        with pytest.raises(ValueError, match=words):
            declare(columns=columns, edition=edition)
