"""Which pairs of entries are compared at all.

Two hundred thousand entries make twenty thousand million pairs. A blocking rule compares only those
that agree on a few columns; several rules together miss few pairs of one person. Rules are declared,
and `measure` says of each how many pairs it makes and, where it is known who is who, how many
pairs of one person it finds: by these two numbers the rules below were chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from fingerpost.evidence.core.declarations import NAME_PATTERN
from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.standardising import standardise

# What an entry says of a person, its number apart.
SAID = (
    *("forename", "surname", "first_initial", "surname_initial", "alias_forename"),
    *("alias_surname", "birth", "sex", "postcode", "sector", "outward"),
    *(
        "born_code",
        "names_code",
        "names_postcode",
        "postcode_code_0",
    ),  # of those who came as codes
)
LARGEST_BLOCK = 2_000  # entries; a key that more share tells nobody apart


class BlockingRule(BaseModel):
    """Pairs that agree on all of some columns.

    Parameters
    ----------
    columns : tuple of str
        Of the standardised entries; an entry with a blank one is not compared by this rule.
    against : tuple of str
        The columns of the other entry, in the same order, where they are not the same: an alias
        against a name.
    needs_name : bool
        Whether an entry without a name is left out: a date of birth and a postcode do not tell twins
        apart. Not where names are part of the columns in another form.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=NAME_PATTERN)
    columns: tuple[str, ...]
    against: tuple[str, ...] = ()
    needs_name: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the key columns: one, or two where the sides differ."""
        return (f"key_{self.name}",) + ((f"other_{self.name}",) if self.against else ())


OF_PEOPLE = (
    BlockingRule(name="number", columns=("agency", "local_id")),
    BlockingRule(name="birth_forename", columns=("birth", "forename_sound")),
    BlockingRule(name="birth_surname", columns=("birth", "surname_sound")),
    BlockingRule(name="names", columns=("forename_sound", "surname_sound")),
    BlockingRule(name="birth_place", columns=("birth", "outward")),
    BlockingRule(
        name="exchanged",
        columns=("forename_sound", "surname_sound"),
        against=("surname_sound", "forename_sound"),
    ),
    BlockingRule(
        name="alias",
        columns=("alias_forename_sound", "alias_surname_sound"),
        against=("forename_sound", "surname_sound"),
    ),
    BlockingRule(name="postcode_forename", columns=("postcode", "forename_sound")),
    BlockingRule(name="postcode_surname", columns=("postcode", "surname_sound")),
)


NAMELESS = pl.all_horizontal(pl.col("first_initial", "surname_initial").is_null())


@dataclass(frozen=True)
class Keyed:
    """Entries with a number for each rule in place of the columns that must agree.

    Parameters
    ----------
    entries : polars.DataFrame
        The standardised entries with the key columns (Int64, null where the rule does not apply).
    notes : tuple of str
        Keys that too many entries share, and so compare nobody.
    """

    entries: pl.DataFrame
    notes: tuple[str, ...] = ()


def telling(standardised: pl.DataFrame, *, most: int) -> Keyed:
    """Return the entries without those that nobody can tell apart.

    More than `most` entries of one agency that say the same in all but their number are no person
    with many numbers, and no people who could be known elsewhere: somebody typed a default.
    """
    said = [column for column in SAID if column in standardised.columns]
    # Counted by little first: among fewer who agree in that, none agree in all.
    few = pl.len().over("agency", *(one for one in said if one in ("surname", "birth")))
    likely = standardised.filter(few > most)
    is_silent = pl.all_horizontal(pl.col(column).is_null() for column in said)
    alike = likely.filter((pl.len().over("agency", *said) > most) & ~is_silent)
    if alike.is_empty():
        return Keyed(standardised)
    notes = [
        f"{agency}: {count:,} entries say the same in all but their number. That is no person but "
        "a default that somebody typed: they are linked with nothing. Correct them at the source."
        for agency, count in alike.group_by("agency").len().sort("agency").iter_rows()
    ]
    return Keyed(standardised.join(alike, on="entry", how="anti"), tuple(notes))


def with_keys(
    standardised: pl.DataFrame,
    rules: Sequence[BlockingRule],
    *,
    largest_block: int = LARGEST_BLOCK,
) -> Keyed:
    """Return entries with the keys of each rule.

    A key is null if one of its columns is; if the entry has no name, unless the agency's own number
    is in the key, since a date of birth and a postcode do not tell twins apart; and if more than `largest_block` entries share it: ten
    thousand people of one name and one date of birth are a default somebody typed.
    """
    frame = with_whole_keys(standardised, rules)
    return without_large_blocks(frame, rules, largest_block=largest_block)


def without_large_blocks(
    frame: pl.DataFrame, rules: Sequence[BlockingRule], *, largest_block: int = LARGEST_BLOCK
) -> Keyed:
    """Return entries without the keys that too many share; see `with_keys`."""
    notes = []
    count = frame.filter(NAMELESS & pl.col("regime").ne_missing(Regime.ENCODED.value)).height
    if count:
        notes.append(
            f"{count:,} entries have no name: they can be linked by the agency's own number only."
        )
    for rule in rules:
        for name in rule.keys:
            size = pl.len().over(name)
            full = frame.filter(pl.col(name).is_not_null() & (size > largest_block))
            if full.height:
                words = " and ".join(column.replace("_", " ") for column in rule.columns)
                notes.append(
                    f"{full.height:,} entries share their {words} with more than "
                    f"{largest_block:,} others: such a value tells nobody apart, and is not used "
                    "to find pairs."
                )
                frame = frame.with_columns(
                    pl.when(size <= largest_block).then(name).alias(name)
                )
    return Keyed(frame, tuple(notes))


def near_to(
    keyed: pl.DataFrame, fresh: pl.DataFrame, rules: Sequence[BlockingRule]
) -> pl.DataFrame:
    """Return the entries that share a key with one of some: no other can be in a pair with one.

    Parameters
    ----------
    keyed : polars.DataFrame
        Entries with the keys of `with_whole_keys`.
    fresh : polars.DataFrame
        `entry`: some of them. Of each of their keys all are returned that have it, so that a block
        is as large among these as among all.
    rules : sequence of BlockingRule
    """
    is_fresh = pl.col("entry").is_in(fresh["entry"].implode())
    some = keyed.filter(is_fresh)
    shares = [is_fresh]
    for rule in rules:
        values = pl.concat([some[key] for key in rule.keys]).drop_nulls().unique().implode()
        shares += [pl.col(key).is_in(values) for key in rule.keys]
    return keyed.filter(pl.any_horizontal(shares))


def with_whole_keys(standardised: pl.DataFrame, rules: Sequence[BlockingRule]) -> pl.DataFrame:
    """Return entries with the keys of each rule, however many entries share one; see `with_keys`."""
    keys = []
    for rule in rules:
        sides = [rule.columns] + ([rule.against] if rule.against else [])
        own_number = "local_id" in rule.columns or not rule.needs_name
        may = pl.lit(value=True) if own_number else ~NAMELESS
        keys += [
            pl.when(may).then(_key(columns)).alias(name)
            for name, columns in zip(rule.keys, sides, strict=True)
        ]
    return standardised.with_columns(keys)


def measure(
    entries: pl.DataFrame, rules: Sequence[BlockingRule], *, truth: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return how many pairs each rule makes, and how many of one person it finds.

    Parameters
    ----------
    entries : polars.DataFrame
        ENTRIES.
    rules : sequence of BlockingRule
        In the order in which they are tried.
    truth : polars.DataFrame, optional
        entry, person: then the last columns are filled.

    Returns
    -------
    polars.DataFrame
        rule; pairs, those that no rule before makes; found, the share of all pairs of one person
        that this rule and those before find; found_by_others, the share that all rules but this
        one find.
    """
    standardised = standardise(entries)
    keyed = with_keys(standardised, rules).entries
    made = []
    for number, rule in enumerate(rules):
        near, far = rule.keys[0], rule.keys[-1]
        ends = keyed.select("entry", key=near).drop_nulls()
        others = keyed.select(entry_other="entry", key=far).drop_nulls()
        order = pl.col("entry") < pl.col("entry_other")
        made.append(
            ends.join(others, on="key")
            .filter(order if near == far else pl.col("entry") != pl.col("entry_other"))
            .select(
                entry_l=pl.min_horizontal("entry", "entry_other"),
                entry_r=pl.max_horizontal("entry", "entry_other"),
                rule=pl.lit(number, pl.Int64),
            )
            .unique()
        )
    every = pl.concat(made)
    first = every.group_by("entry_l", "entry_r").agg(pl.col("rule").min())
    counts = first.group_by("rule").len("pairs")
    table = (
        pl.DataFrame({"rule": range(len(rules)), "name": [rule.name for rule in rules]})
        .join(counts, on="rule", how="left", maintain_order="left")
        .with_columns(pl.col("pairs").fill_null(0).cast(pl.Int64))
    )
    found: list[float | None] = [None] * len(rules)
    others_find: list[float | None] = [None] * len(rules)
    if truth is not None:
        of = truth.select("entry", "person")
        size = of.join(standardised, on="entry").group_by("person").len()["len"].cast(pl.Int64)
        right = max(int((size * (size - 1) // 2).sum()), 1)
        true = (
            every.join(of, left_on="entry_l", right_on="entry")
            .join(of, left_on=["entry_r", "person"], right_on=["entry", "person"])
            .group_by("entry_l", "entry_r")
            .agg(pl.col("rule"))
        )
        for number in range(len(rules)):
            found[number] = true.filter(pl.col("rule").list.min() <= number).height / right
            alone = true.filter(pl.col("rule").list.eval(pl.element() == number).list.all())
            others_find[number] = (true.height - alone.height) / right
    return table.select(
        rule="name",
        pairs="pairs",
        found=pl.Series(found, dtype=pl.Float64),
        found_by_others=pl.Series(others_find, dtype=pl.Float64),
    )


def pairs_sql(
    rules: Sequence[BlockingRule], *, table: str, fresh: str = "", only: str = ""
) -> str:
    """Return the SELECT that makes the pairs: join_key_l < join_key_r, and the rule as match_key.

    Parameters
    ----------
    rules : sequence of BlockingRule
    table : str
        Of the keyed entries.
    fresh : str
        A table of some of them: then only pairs with one of these are made.
    only : str
        A boolean column that must hold of one entry of a pair.
    """
    left = fresh or table
    selects = []
    for number, rule in enumerate(rules):
        near, far = rule.keys[0], rule.keys[-1]
        is_same = near == far
        for one, other in [(near, far)] if is_same or not fresh else [(near, far), (far, near)]:
            order = "<" if is_same and not fresh else "<>"
            selects.append(
                f"select least(l.entry, r.entry) as join_key_l, {number} as rule, "  # noqa: S608
                f"greatest(l.entry, r.entry) as join_key_r from {left} as l "
                f"inner join {table} as r on l.{one} = r.{other} and l.entry {order} r.entry"
                + (f" and (l.{only} or r.{only})" if only else "")
            )
    every = " union all ".join(selects)
    return (
        "select join_key_l, join_key_r, cast(min(rule) as varchar(4)) as match_key "  # noqa: S608
        f"from ({every}) as found group by join_key_l, join_key_r"
    )


def _key(columns: Sequence[str]) -> pl.Expr:
    """Return one number for several columns; two that agree have the same."""
    parts = [pl.col(column) for column in columns]
    number = pl.struct(parts).hash(seed=7).reinterpret(signed=True)
    return pl.when(pl.all_horizontal(part.is_not_null() for part in parts)).then(number)
