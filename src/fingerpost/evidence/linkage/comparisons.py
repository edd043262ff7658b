"""How two entries are compared, declared: one comparison for each thing that may agree.

A comparison is a list of levels, from the strictest to "something else". The first level whose
condition holds is that of the pair. Conditions are SQL over columns that `standardise` makes, with
``_l`` and ``_r``; they stand in the order in which they are cheapest to tell, so that letters are
compared one by one only where nothing simpler decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from fingerpost.evidence.core.declarations import NAME_PATTERN

Dialect = Literal["duckdb", "spark"]
# Splink's own names of the functions that differ between engines.
JARO_WINKLER = {"duckdb": "jaro_winkler_similarity", "spark": "jaro_winkler"}
DAMERAU = {"duckdb": "damerau_levenshtein", "spark": "damerau_levenshtein"}
CLOSE = 0.9  # Jaro-Winkler similarity of two spellings of one name
ALIKE = 0.7  # of two names that also sound alike
LONG = 4  # letters; one wrong letter of a shorter name makes another name
GENERATION = 15  # years
# Two of one family agree in most, and one person may have two forenames: with such a pattern the odds
# are at most even, whatever else agrees, so that a reviewer decides. Declared, not learnt, since
# nothing in unlabelled records tells twins from one person with two forenames.
TWINS, GENERATIONS = 0.0, -2.0  # match weight, log2 of the odds


def _holds(one: str, other: str) -> str:
    names = (f"'|' || forename_{other} || '|'", f"formal_first_{other}")
    return " or ".join(f"contains(formal_{one}, {name})" for name in names)


# A text of formal names holds the other's forename, or the first of the names that it is short for.
A_NICKNAME = " or ".join(
    f"(formal_{one} is not null and ({_holds(one, other)}))" for one, other in ("lr", "rl")
)
# Pairs of columns in which an alias of one entry meets a name of the other.
FORENAME_ALIASES = (("alias_forename", "forename"), ("alias_forename", "alias_forename"))
SURNAME_ALIASES = (("alias_surname", "surname"), ("alias_surname", "alias_surname"))
EXCHANGED = "forename_l = surname_r and surname_l = forename_r"


class Level(BaseModel):
    """One degree of agreement, with how often it is met.

    Parameters
    ----------
    label : str
        In words for a reviewer.
    condition : str
        SQL; "" for all other pairs. ``{jaro_winkler}`` and ``{damerau}`` are the engine's functions.
    is_missing : bool
        Whether one of the two says nothing: the level tells neither for nor against.
    m, u : float, optional
        Its share among pairs of one person, and among pairs of two; None until trained.
    term_frequency : str
        A column whose own frequencies count: two who share a rare name are more likely one.
    ceiling : float, optional
        The match weight that a pair of this level has at most, its `register` weight apart.
    is_fixed : bool
        Whether m and u are declared, and training leaves them alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    condition: str = ""
    is_missing: bool = False
    m: float | None = None
    u: float | None = None
    term_frequency: str = ""
    ceiling: float | None = None
    is_fixed: bool = False

    @property
    def weight(self) -> float:
        """Log2 of how much more often the level is met among pairs of one person."""
        return math.log2(self.m / self.u) if self.m and self.u else 0.0

    def sql(self, dialect: Dialect) -> str:
        """Return the condition with an engine's own functions; "" for all other pairs."""
        condition = self.condition.replace("{jaro_winkler}", JARO_WINKLER[dialect])
        return condition.replace("{damerau}", DAMERAU[dialect])


class Comparison(BaseModel):
    """One thing about two entries that may agree, in levels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=NAME_PATTERN)
    levels: tuple[Level, ...]
    uses: tuple[str, ...]  # columns without which there is nothing to compare

    @property
    def is_trained(self) -> bool:
        """Whether every level that tells something has its m and u."""
        return all(level.is_missing or (level.m and level.u) for level in self.levels)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a condition reads."""
        conditions = " ".join(level.condition for level in self.levels)
        found = re.findall(r"\b([a-z0-9_]+)_[lr]\b", conditions)
        return tuple(sorted({*found, *self.term_frequencies}))

    @property
    def has_ceiling(self) -> bool:
        """Whether a level bounds the weight of a pair."""
        return any(level.ceiling is not None for level in self.levels)

    @property
    def term_frequencies(self) -> tuple[str, ...]:
        """Columns whose frequencies count."""
        return tuple(
            dict.fromkeys(one.term_frequency for one in self.levels if one.term_frequency)
        )


def present(
    comparisons: Iterable[Comparison], columns: Iterable[str]
) -> tuple[Comparison, ...]:
    """Return the comparisons whose columns are all there."""
    have = set(columns)
    return tuple(comparison for comparison in comparisons if set(comparison.uses) <= have)


def forename() -> Comparison:
    """Compare forenames: as written, by sound, as nicknames, as aliases, by the initial alone."""
    return Comparison(
        name="forename",
        uses=("forename", "first_initial"),
        levels=(
            _missing("first_initial"),
            Level(
                label="same forename",
                condition="forename_l = forename_r",
                term_frequency="forename_peers",
            ),
            Level(
                label="only an initial, the same",
                condition=_only_one("forename") + " and first_initial_l = first_initial_r",
            ),
            Level(
                label="sounds alike",
                condition="forename_sound_l = forename_sound_r and "
                f"{{jaro_winkler}}(forename_l, forename_r) >= {ALIKE}",
            ),
            Level(
                label="a nickname, or part of the forename",
                condition=A_NICKNAME,
            ),
            Level(label="forename and surname exchanged", condition=EXCHANGED),
            Level(label="spelt nearly alike", condition=_nearly("forename")),
            Level(
                label="another name that is noted",
                condition=_either(*FORENAME_ALIASES),
            ),
            Level(label="another forename"),
        ),
    )


def surname() -> Comparison:
    """Compare surnames: as written, by sound, by halves, as aliases; women change theirs more."""
    return Comparison(
        name="surname",
        uses=("surname", "surname_initial"),
        levels=(
            _missing("surname_initial"),
            Level(
                label="same surname",
                condition="surname_l = surname_r",
                term_frequency="surname",
            ),
            Level(
                label="only an initial, the same",
                condition=_only_one("surname") + " and surname_initial_l = surname_initial_r",
            ),
            Level(
                label="sounds alike",
                condition="surname_sound_l = surname_sound_r and "
                f"{{jaro_winkler}}(surname_l, surname_r) >= {ALIKE}",
            ),
            Level(
                label="half of a double-barrelled surname",
                condition=_either(
                    ("surname_first", "surname"),
                    ("surname_last", "surname"),
                    ("surname_first", "surname_first"),
                    ("surname_last", "surname_last"),
                    ("surname_first", "surname_last"),
                ),
            ),
            Level(
                label="exchanged with the forename, and weighed there",
                condition=EXCHANGED,
                is_missing=True,
            ),
            Level(label="spelt nearly alike", condition=_nearly("surname")),
            Level(
                label="another name that is noted",
                condition=_either(*SURNAME_ALIASES),
            ),
            Level(
                label="another surname, both women",
                condition="sex_l = 'F' and sex_r = 'F'",
            ),
            Level(label="another surname"),
        ),
    )


def born() -> Comparison:
    """Compare dates of birth: the same, parts exchanged, one figure wrong, 1 January."""
    gap = "abs(birth_l - birth_r)"
    return Comparison(
        name="born",
        uses=("birth",),
        levels=(
            _missing("birth"),
            Level(
                label="same date of birth",
                condition="birth_l = birth_r",
                term_frequency="birth",
            ),
            Level(
                label="day and month exchanged",
                condition="birth_l = birth_swapped_r",
            ),
            Level(
                label="1 January of the same year",
                condition="birth_year_l = birth_year_r and "
                "(birth_l % 10000 = 101 or birth_r % 10000 = 101)",
            ),
            Level(
                label="off by one day, month, year or decade",
                condition=f"{gap} in (1, 100, 10000, 100000)",
            ),
            Level(
                label="one figure differs",
                condition=f"{gap} in ({', '.join(map(str, ONE_FIGURE))})",
            ),
            Level(label="same year", condition="birth_year_l = birth_year_r"),
            Level(label="another date of birth"),
        ),
    )


ONE_FIGURE = tuple(
    figure * 10**place
    for place in range(6)
    for figure in range(1, 10)
    if figure * 10**place > 1
)


def place() -> Comparison:
    """Compare where two entries live, as closely as both tell."""
    return Comparison(
        name="place",
        uses=("postcode", "sector", "outward", "area"),
        levels=(
            Level(
                label="not told by both",
                condition="(outward_l is null or outward_r is null) and "
                "(area_l is null or area_r is null)",
                is_missing=True,
            ),
            Level(
                label="same postcode",
                condition="postcode_l = postcode_r",
                term_frequency="postcode",
            ),
            Level(label="same postcode sector", condition="sector_l = sector_r"),
            Level(label="same postcode district", condition="outward_l = outward_r"),
            Level(label="same local authority", condition="area_l = area_r"),
            Level(label="elsewhere"),
        ),
    )


def coarse_place() -> Comparison:
    """Compare where two entries live, where one of them tells no more than a part of a postcode."""
    return Comparison(
        name="place",
        uses=("sector", "outward", "area"),
        levels=(
            Level(
                label="not told by both",
                condition="(outward_l is null or outward_r is null) and "
                "(area_l is null or area_r is null)",
                is_missing=True,
            ),
            Level(
                label="same postcode sector",
                condition="sector_l = sector_r",
                term_frequency="sector",
            ),
            Level(label="same postcode district", condition="outward_l = outward_r"),
            Level(label="same local authority", condition="area_l = area_r"),
            Level(label="elsewhere"),
        ),
    )


def district() -> Comparison:
    """Compare where two entries live, where one of them tells the outward part only."""
    return Comparison(
        name="place",
        uses=("outward", "area"),
        levels=(
            Level(
                label="not told by both",
                condition="(outward_l is null or outward_r is null) and "
                "(area_l is null or area_r is null)",
                is_missing=True,
            ),
            Level(
                label="same postcode district",
                condition="outward_l = outward_r",
                term_frequency="outward",
            ),
            Level(label="same local authority", condition="area_l = area_r"),
            Level(label="elsewhere"),
        ),
    )


def initial(column: str) -> Comparison:
    """Compare initials; they may be exchanged with those of the other name."""
    other = {"first_initial": "surname_initial", "surname_initial": "first_initial"}[column]
    return Comparison(
        name=column,
        uses=(column, other),
        levels=(
            _missing(column),
            Level(
                label="same initial",
                condition=f"{column}_l = {column}_r",
                term_frequency=column,
            ),
            Level(
                label="exchanged with the other initial",
                condition=f"{column}_l = {other}_r and {other}_l = {column}_r",
                is_missing=column == "surname_initial",  # it is weighed once
            ),
            Level(label="another initial"),
        ),
    )


def sex() -> Comparison:
    """Compare sexes."""
    return Comparison(
        name="sex",
        uses=("sex",),
        levels=(
            _missing("sex"),
            Level(label="same sex", condition="sex_l = sex_r"),
            Level(label="another sex"),
        ),
    )


def register() -> Comparison:
    """Compare the agency's own numbers: they tell only where both entries are of one agency.

    One number is strong evidence and no proof, since agencies take two people for one now and then;
    two numbers speak against, since an agency knows a person twice only sometimes.
    """
    return Comparison(
        name="register",
        uses=("agency", "local_id"),
        levels=(
            Level(
                label="not one agency, or no number",
                condition="local_id_l is null or local_id_r is null or agency_l <> agency_r",
                is_missing=True,
            ),
            Level(label="same number", condition="local_id_l = local_id_r"),
            Level(label="two numbers of one agency"),
        ),
    )


def names_together() -> Comparison:
    """Take back what forename and surname give too much where they go together.

    A rare forename and a rare surname of one community are met together far more often than by
    chance. Where other people of the same two names are seen in the files, their number counts.
    """
    return Comparison(
        name="names_together",
        uses=("forename", "surname"),
        levels=(
            Level(
                label="forename and surname of other people too",
                condition="full_name_l = full_name_r",
                term_frequency="full_name",
                m=1.0,
                u=1.0,
                is_fixed=True,
            ),
            Level(label="not both the same", m=1.0, u=1.0, is_fixed=True),
        ),
    )


def kin() -> Comparison:
    """Tell the patterns of two people of one family from those of one person.

    Surname, date of birth and postcode of twins agree not by chance but because they are twins, and
    so do the names and the postcode of a father and a son. Weights that are added up know nothing
    of that, so these patterns set a bound to the sum: the agency's own numbers apart, which may
    say that the two are one.
    """
    forenames = f"{{jaro_winkler}}(forename_l, forename_r) < {CLOSE}"
    return Comparison(
        name="kin",
        uses=("forename", "surname", "birth"),
        levels=(
            Level(
                label="a generation apart, of one name",
                condition="forename_l = forename_r and surname_sound_l = surname_sound_r and "
                f"abs(birth_year_l - birth_year_r) >= {GENERATION}",
                m=0.125,
                u=1.0,
                ceiling=GENERATIONS,
                is_fixed=True,
            ),
            Level(
                label="one forename in two forms",
                condition=f"{A_NICKNAME} or {_either(*FORENAME_ALIASES)}",
                is_missing=True,
            ),
            Level(
                label="born on one day, of one surname, with another forename",
                condition="birth_l = birth_r and surname_l = surname_r and "
                f"birth_l % 10000 <> 101 and forename_sound_l <> forename_sound_r and {forenames}",
                m=0.5,
                u=1.0,
                ceiling=TWINS,
                is_fixed=True,
            ),
            Level(label="no such pattern", is_missing=True),
        ),
    )


def text(column: str, *, close: Sequence[float] = (0.92, 0.8)) -> Comparison:
    """Compare any text: the same, or alike in letters (Jaro-Winkler similarity of `close`)."""
    left, right = f"{column}_l", f"{column}_r"
    return Comparison(
        name=column,
        uses=(column,),
        levels=(
            _missing(column),
            Level(label="the same", condition=f"{left} = {right}", term_frequency=column),
            *(
                Level(
                    label=f"alike to {least:.2f}",
                    condition=f"{{jaro_winkler}}({left}, {right}) >= {least}",
                )
                for least in close
            ),
            Level(label="another"),
        ),
    )


def figures(column: str, *, wrong: Sequence[int] = (1, 2)) -> Comparison:
    """Compare numbers written as text: the same, or some figures wrong, missing or exchanged."""
    left, right = f"{column}_l", f"{column}_r"
    return Comparison(
        name=column,
        uses=(column,),
        levels=(
            _missing(column),
            Level(label="the same", condition=f"{left} = {right}", term_frequency=column),
            *(
                Level(
                    label=f"{most} wrong",
                    condition=f"{{damerau}}({left}, {right}) <= {most}",
                )
                for most in wrong
            ),
            Level(label="another"),
        ),
    )


def of_people() -> tuple[Comparison, ...]:
    """Return the comparisons of named agencies."""
    return (forename(), surname(), born(), place(), sex(), register(), names_together(), kin())


def _missing(column: str) -> Level:
    return Level(
        label="not told by both",
        condition=f"{column}_l is null or {column}_r is null",
        is_missing=True,
    )


def _nearly(column: str) -> str:
    """Return the condition that two names differ by a slip of the hand.

    Letters are compared only where the first or the last agrees, as nearly all slips leave them.
    """
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"(left({left}, 1) = left({right}, 1) or right({left}, 1) = right({right}, 1)) and "
        f"abs(length({left}) - length({right})) <= 2 and "
        f"({{jaro_winkler}}({left}, {right}) >= {CLOSE} or (length({left}) >= {LONG} and "
        f"length({right}) >= {LONG} and {{damerau}}({left}, {right}) <= 1))"
    )


def _only_one(column: str) -> str:
    return f"({column}_l is null or {column}_r is null)"


def _either(*pairs: tuple[str, str]) -> str:
    """Return the condition that one of some pairs of columns agrees, in either direction."""
    ways = [
        f"{one}_l = {other}_r" if way else f"{other}_l = {one}_r"
        for one, other in pairs
        for way in ((True,) if one == other else (True, False))
    ]
    return " or ".join(ways)
