"""How much each agreement of codes weighs: learnt where names can be read, used where they cannot.

Comes in: entries whose names are known, with their codes, and the pairs that the model of names
scored. Goes out: the model, which can compare codes too. The partnership encodes its own entries; of
two of them the model of names says how likely they are one person, and so each pair counts as far
towards m, and for the rest towards u.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage.blocking import BlockingRule, pairs_sql, with_keys
from fingerpost.evidence.linkage.code_comparisons import (
    DATE_PARTS,
    FOUND_BY,
    SAME_DATE,
    blocking,
    of_codes,
)
from fingerpost.evidence.linkage.code_schema import PEOPLE, CodeSchema
from fingerpost.evidence.linkage.codes import PERSON, parts
from fingerpost.evidence.linkage.comparisons import Comparison, Level
from fingerpost.evidence.linkage.model import CodeModel, LinkageModel
from fingerpost.evidence.linkage.scoring import NAMED, score_named
from fingerpost.evidence.linkage.standardising import standardise

FEWEST = 50  # pairs of one person; fewer teach nothing
HALF = 0.5  # a count for what was never seen: no agreement is impossible
FOUND = "found_by_code"
SAME_DATE_LEVEL = 1  # of that comparison: the first after "missing"


def train_codes(
    entries: pl.DataFrame, model: LinkageModel, *, schema: CodeSchema = PEOPLE
) -> LinkageModel:
    """Return the model with how codes are compared.

    Parameters
    ----------
    entries : polars.DataFrame
        ENTRIES with the columns of codes; those that came with names teach.
    model : LinkageModel
        Trained on those. A review of it does not hold for what is learnt here, and is taken away.
    schema : CodeSchema

    Raises
    ------
    LinkageError
        If too few pairs of them are of one person.
    """
    named = entries.filter(pl.col("regime") == NAMED)
    pairs = score_named(standardise(named), model)
    rules = [BlockingRule(name=token, columns=(token,), needs_name=False) for token in FOUND_BY]
    keyed = with_keys(named, rules, largest_block=model.largest_block).entries
    learnt = [one for one in of_codes(schema) if not one.is_trained and one.name != "register"]
    levels = _levels(learnt, keyed, pairs, pairs_sql(rules, table="entries"))
    matched = float(levels["match_probability"].sum())
    if matched < FEWEST:
        raise LinkageError(
            f"weights of codes cannot be learnt from {matched:.0f} pairs of one person",
            do="Land more of the partnership's own records first.",
        )
    same_date = levels.filter(pl.col(FOUND) == SAME_DATE_LEVEL)
    known = {one.name: one for one in model.comparisons} | {
        one.name: _found_by(one, levels, named)
        if one.name == FOUND
        else _weighed(one, same_date)
        for one in learnt
    }
    return model.model_copy(
        update={
            "codes": CodeModel(
                codes=schema.label,
                comparisons=tuple(known.get(one.name, one) for one in of_codes(schema)),
                blocking=blocking(),
            ),
            "review": None,
        }
    )


def _levels(
    comparisons: Sequence[Comparison], keyed: pl.DataFrame, pairs: pl.DataFrame, found: str
) -> pl.DataFrame:
    """Return the level of each comparison for each pair that codes find, and its probability."""
    import duckdb

    cases = ", ".join(f"{_case(one)} as {one.name}" for one in comparisons)
    columns = ", ".join(
        f"l.{column} as {column}_l, r.{column} as {column}_r" for column in keyed.columns
    )
    with duckdb.connect(":memory:", config={"temp_directory": ""}) as connection:
        connection.register("entries", keyed.to_arrow())
        connection.register("pairs", pairs.select(*SCORED).to_arrow())
        table = connection.sql(
            f"with found as ({found}), side_by_side as (select {columns} from found "  # noqa: S608
            "join entries as l on l.entry = join_key_l join entries as r on r.entry = join_key_r) "
            f"select coalesce(match_probability, 0) as match_probability, {cases} from side_by_side "
            "left join pairs using (entry_l, entry_r)"
        ).to_arrow_table()
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


SCORED = ("entry_l", "entry_r", "match_probability")


def _case(comparison: Comparison) -> str:
    """Return the SQL that says which level a pair has."""
    whens = " ".join(
        f"when {level.condition} then {number}"
        for number, level in enumerate(comparison.levels)
        if level.condition
    )
    return f"case {whens} else {len(comparison.levels) - 1} end"


def _found_by(
    comparison: Comparison, levels: pl.DataFrame, entries: pl.DataFrame
) -> Comparison:
    """Return how a pair was found, weighed: by dates of birth alone, as names have their own weight.

    How often two people share a part of their dates of birth follows from how often each is met.
    """
    dates = parts(entries.select(pl.col(column) for column in PERSON)).filter(
        pl.col("born").is_not_null()
    )
    one, two = _shares(comparison, levels)
    every = dates.height * (dates.height - 1) / 2
    same = _pairs_sharing(dates, "born")
    chance = {SAME_DATE: two[SAME_DATE_LEVEL] / every}
    chance |= {
        name: (_pairs_sharing(dates, part) - same) / every for name, part in DATE_PARTS.items()
    }
    rest = 1 - sum(chance.values())
    u = [chance.get(name, rest) for name in FOUND_BY] + [rest]
    return _with(comparison, [share / sum(one) for share in one[1:]], u)


def _pairs_sharing(frame: pl.DataFrame, column: str) -> float:
    sizes = frame.group_by(column).len()["len"].cast(pl.Float64)
    return float((sizes * (sizes - 1) / 2).sum())


def _weighed(comparison: Comparison, levels: pl.DataFrame) -> Comparison:
    """Return a comparison with the share of each level among pairs of one person, and of two."""
    one, two = _shares(comparison, levels)
    told = [number for number, level in enumerate(comparison.levels) if not level.is_missing]
    return _with(
        comparison,
        [one[number] / sum(one[each] for each in told) for number in told],
        [two[number] / sum(two[each] for each in told) for number in told],
    )


def _shares(comparison: Comparison, levels: pl.DataFrame) -> tuple[list[float], list[float]]:
    """Return how many pairs of one person have each level, and how many of two; never none."""
    probability = pl.col("match_probability")
    counted = levels.group_by(comparison.name).agg(
        one=probability.sum(), two=(1 - probability).sum()
    )
    one, two = [HALF] * len(comparison.levels), [HALF] * len(comparison.levels)
    for number, of_one, of_two in counted.select(comparison.name, "one", "two").iter_rows():
        one[number] += of_one
        two[number] += of_two
    return one, two


def _with(comparison: Comparison, m: Sequence[float], u: Sequence[float]) -> Comparison:
    """Return a comparison with m and u for each level that tells something; declared ones stay."""
    weights = iter(zip(m, u, strict=True))

    def weighed(level: Level) -> Level:
        if level.is_missing:
            return level
        new_m, new_u = next(weights)
        if level.is_fixed:
            return level
        return level.model_copy(update={"m": new_m, "u": new_u, "is_fixed": True})

    return comparison.model_copy(
        update={"levels": tuple(weighed(level) for level in comparison.levels)}
    )
