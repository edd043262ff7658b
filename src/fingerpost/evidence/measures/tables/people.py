"""Who people are, in the groups that measures split by, and how far they come along a path.

Sources write sex and ethnicity each in codes of their own. A code that is none of those known, and an
answer that was not given, is "Not known": it is a part of every split, since who is not described
may be who is not reached.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import polars as pl

from fingerpost.evidence.journeys.inputs import KEYS
from fingerpost.evidence.measures.declaration import Path
from fingerpost.evidence.measures.tables.inputs import PERSON, Inputs

NOT_KNOWN = "Not known"
MALE, FEMALE = ("1", "M", "Male"), ("2", "F", "Female")
# The first letter of the codes of police, prison and probation ("W1 - White British"), and the
# codes of NDTMS. Chinese is Asian, as in the Census.
GROUPS = {
    "White": ("W", "ABC"),
    "Mixed": ("M", "DEFG"),
    "Asian": ("A", "HJKLR"),
    "Black": ("B", "MNP"),
    "Other": ("O", "S"),
}
CHINESE = "O1"
AGES = (18, 25, 35, 45, 55, 65)
SPLITS = ("sex", "age", "ethnicity")


def described(inputs: Inputs, rows: ir.Table) -> ir.Table:
    """Return rows of people with sex, age and ethnicity in groups, and the fifth they live in.

    Parameters
    ----------
    inputs : Inputs
    rows : Table
        With `person_key`, `sex`, `age` and `ethnicity` as their source wrote them, and `lsoa_code`
        (where the record says that the person lived, or null).

    Returns
    -------
    Table
        The same, with `quintile` (of where the person lives, by this record or else by any other of
        the same person; null if none says).
    """
    rows = rows.mutate(
        sex=ibis.cases(
            (rows.sex.isin(MALE), "Male"), (rows.sex.isin(FEMALE), "Female"), else_=NOT_KNOWN
        ),
        age=age_group(rows.age),
        ethnicity=five_groups(rows.ethnicity),
    )
    lives = homes(inputs)
    rows = rows.left_join(lives, rows[PERSON] == lives.lives_person)
    rows = rows.mutate(home_=ibis.coalesce(rows.lsoa_code, rows.lives_in))
    codes = inputs.local(
        inputs.places.codes.join(inputs.places.deciles, on="lsoa21").select(
            home_code="lsoa_code", quintile="quintile"
        ),
        "fifth_of_small_areas",
    )
    joined = rows.left_join(codes, rows.home_ == codes.home_code)
    return joined.drop("home_code", "home_", "lives_person", "lives_in")


def age_group(age: ir.IntegerValue) -> ir.StringValue:
    """Return the group of an age in whole years: ``under 18``, ``18 to 24``, ``65 and over``."""
    words = [
        (age < above, f"{start} to {above - 1}" if start else f"under {above}")
        for start, above in zip((0, *AGES), AGES, strict=False)
    ]
    return ibis.cases((age.isnull(), NOT_KNOWN), *words, else_=f"{AGES[-1]} and over")


def five_groups(code: ir.StringValue) -> ir.StringValue:
    """Return one of the five groups of the Census for a code of any source, or "Not known".

    A source may also write the group itself.
    """
    return ibis.cases(
        (code.isin(tuple(GROUPS)), code),
        (code.startswith(CHINESE), "Asian"),
        *(
            (code.isin(tuple(letters)) | code.re_search(rf"^{initial}\d"), group)
            for group, (initial, letters) in GROUPS.items()
        ),
        else_=NOT_KNOWN,
    )


def homes(inputs: Inputs) -> ir.Table:
    """Return where each person lives: lives_person, lives_in (of all that records say, the commonest).

    Treatment services send no full postcode, so where somebody lives is known from other agencies,
    if any has seen the person.
    """
    person = KEYS[inputs.links]
    keys = inputs.lake.person_keys(as_of=inputs.as_of).filter(pl.col("lsoa_code").is_not_null())
    frame = (
        keys.group_by(person, "lsoa_code")
        .len()
        .sort("len", "lsoa_code", descending=[True, False])
        .unique(person, keep="first", maintain_order=True)
        .select(lives_person=person, lives_in="lsoa_code")
        .collect()
    )
    return inputs.local(frame, f"homes_{inputs.links}")


def furthest(path: Path, reached: Sequence[ir.BooleanValue]) -> ir.StringValue:
    """Return where on a path a person stands: the part of the split that `Path.ends` names.

    Parameters
    ----------
    path : Path
    reached : sequence of BooleanValue
        For each step after the first, whether it was reached. Who came to a later step came to all
        before it, also where nobody wrote that down.
    """
    stops = [
        (~ibis.or_(*(claim.fill_null(False) for claim in reached[at:])), step.without)
        for at, step in enumerate(path.steps[1:])
    ]
    return ibis.cases(*stops, else_=path.steps[-1].title)


def waits(rows: ir.Table, days: dict[str, ir.IntegerValue], *kept: str) -> ir.Table:
    """Return one row for each step of a row that took a known number of days: step, days.

    Parameters
    ----------
    rows : Table
    days : dict of str to IntegerValue
        The days from the step before, by the title of the step that they lead to; null or below
        zero where it was not reached, or came before the step before it.
    kept : str
        Columns that each row keeps.
    """
    parts = [
        rows.select(*kept, reached=ibis.literal(title), days=number.cast("int64"))
        for title, number in days.items()
    ]
    every = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return every.filter(every.days >= 0)
