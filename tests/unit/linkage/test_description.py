"""The description for a data protection assessment says all that is declared, and nothing else."""

from __future__ import annotations

from fingerpost.evidence.linkage.code_schema import PEOPLE
from fingerpost.evidence.linkage.declaration import Regime, all_linked_sources
from fingerpost.evidence.linkage.description import as_markdown, describe
from fingerpost.evidence.sources import all_sources


def test_every_source_with_people_is_described_with_every_personal_field() -> None:
    uses = {use.source: use for use in describe()}
    assert set(uses) == {name for name, source in all_sources().items() if source.holds_people}
    for name, use in uses.items():
        personal = {c.header or c.name for c in all_sources()[name].columns if c.personal}
        assert personal <= {one.header for one in use.fields}, name


def test_every_linked_column_is_said_to_be_compared() -> None:
    uses = {use.source: use for use in describe()}
    for name, linked in all_linked_sources().items():
        compared = {one.header for one in uses[name].fields if one.compared_as}
        columns = {*linked.identity.values(), linked.local_id} - {""}
        if linked.regime is Regime.ENCODED:
            columns |= set(PEOPLE.columns)
        assert compared == {all_sources()[name].column(c).header for c in columns}, name


def test_no_name_date_of_birth_or_postcode_leaves_the_vault() -> None:
    for use in describe():
        for one in use.fields:
            if one.compared_as in {"first name", "surname", "another name"}:
                assert (one.where, one.outside) == ("vault", ""), (use.source, one)
            if one.compared_as in {"date of birth", "place of residence"}:
                assert one.where == "vault", (use.source, one)
                assert "itself" not in one.outside


def test_the_text_answers_whom_why_and_how_long_for_each() -> None:
    text = as_markdown(describe())
    for question in ("**From whom:**", "**Why:**", "**How long:**"):
        assert text.count(question) == len(describe())
