"""How near to life the county is: its own figures beside published ones, with the misses listed.

Each comparison says where the published figure stands. A figure marked "general knowledge" is not
confirmed by a source that we hold; the parameters that it fitted say the same.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from fingerpost.county.calendar import day_number
from fingerpost.county.concern import ALCOHOL, NON_OPIATE, NON_OPIATE_ALCOHOL, OPIATE, YEAR
from fingerpost.evidence.core.errors import WorkspaceError

ENGLAND_2023 = 57.7e6  # residents of England, mid-2023 (general knowledge)
ENGLAND_AND_WALES_2022 = 60.2e6  # residents, mid-2022 (general knowledge)
CAMBRIDGESHIRE = 0.906e6  # residents of the force's area, 2023 (general knowledge)
LAST_YEAR = 365


@dataclass(frozen=True)
class Compared:
    """One figure of the county beside a published one."""

    name: str
    unit: str
    county: float
    published: float
    tolerance: float  # in the unit of the figure
    source: str

    @property
    def is_near(self) -> bool:
        """Tell whether the county lies within the tolerance."""
        return abs(self.county - self.published) <= self.tolerance


@dataclass(frozen=True)
class County:
    """The truth of a county that was made, read back from its folder."""

    folder: Path
    _tables: dict[str, pl.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pl.DataFrame:
        """Return a table of the truth.

        Raises
        ------
        WorkspaceError
            If the folder holds no county.
        """
        if name not in self._tables:
            path = self.folder / "truth" / f"{name}.parquet"
            if not path.is_file():
                raise WorkspaceError(
                    "the folder holds no synthetic county: it has no truth",
                    where=str(self.folder),
                    do="Make one: fingerpost county make DIR.",
                )
            self._tables[name] = pl.read_parquet(path)
        return self._tables[name]

    @cached_property
    def residents(self) -> int:
        """How many people live there."""
        return int(self.table("residents")["people"].sum())

    def aged(self, youngest: int, oldest: int) -> int:
        """Return how many residents are of these ages, both included."""
        ages = self.table("residents").filter(pl.col("age").is_between(youngest, oldest))
        return int(ages["people"].sum())

    @cached_property
    def last_day(self) -> int:
        """The last day that anything happened on, as a number."""
        days = (self.table("offences")["day"].max(), self.table("overdoses")["day"].max())
        return max(int(str(day)) for day in days)

    @cached_property
    def treatment(self) -> pl.DataFrame:
        """Episodes with the group and age of the person."""
        people = self.table("people").select(
            "person", "group", "sex", "born", "main_drug", "is_young"
        )
        return (
            self.table("treatment")
            .join(people, on="person")
            .with_columns(age=(pl.col("referred") - pl.col("born")) / YEAR)
        )

    @cached_property
    def adults_in_treatment(self) -> pl.DataFrame:
        """One row for each adult in treatment in the last year."""
        from_day = self.last_day - LAST_YEAR + 1
        here = (
            (pl.col("age") >= 18)
            & pl.col("started").is_not_null()
            & (pl.col("started") <= self.last_day)
            & (pl.col("ended").is_null() | (pl.col("ended") >= from_day))
        )
        return self.treatment.filter(here).unique("person", keep="last", maintain_order=True)

    @cached_property
    def exits(self) -> pl.DataFrame:
        """Episodes of adults that ended in the last two years."""
        ended = pl.col("ended").is_between(self.last_day - 2 * LAST_YEAR, self.last_day)
        return self.treatment.filter(
            ended & pl.col("started").is_not_null() & (pl.col("age") >= 18)
        )

    @cached_property
    def starts(self) -> pl.DataFrame:
        """Episodes of adults that began in the last two years."""
        begun = pl.col("started").is_between(self.last_day - 2 * LAST_YEAR, self.last_day)
        return self.treatment.filter(begun & (pl.col("age") >= 18))

    @cached_property
    def crime(self) -> dict[str, float]:
        """Recorded crimes and searches a year for each 1,000 residents, by type."""
        counts: dict[str, int] = {}
        files = 0
        for path in sorted((self.folder / "inbox" / "police").glob("*.zip")):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    column = {"street": "Crime type", "search": "Object of search"}.get(
                        name.rsplit("-", 1)[-1].removesuffix(".csv")
                    )
                    if column is None:
                        continue
                    frame = pl.read_csv(
                        archive.read(name),
                        infer_schema=False,
                        quote_char=None,
                        truncate_ragged_lines=True,
                    )
                    files += column == "Crime type"
                    for kind, n in frame[column].value_counts().iter_rows():
                        counts[f"{column}: {kind}"] = counts.get(f"{column}: {kind}", 0) + n
        scale = 12 / max(files, 1) / self.residents * 1000
        return {name: n * scale for name, n in counts.items()}

    @cached_property
    def searches(self) -> float:
        """Searches a year for each 1,000 residents."""
        return sum(n for name, n in self.crime.items() if name.startswith("Object"))


def _share(frame: pl.DataFrame, of: pl.Expr) -> float:
    mean = frame.select(of.cast(pl.Float64).mean()).item()
    return 100 * float(mean or 0.0)


def _continuity(county: County, year: int) -> float:
    first, last = day_number(date(year, 4, 1)), day_number(date(year + 1, 3, 31))
    leavers = county.table("prison").filter(
        pl.col("released").is_between(first, last) & pl.col("need")
    )
    return _share(leavers, pl.col("engaged_started").is_not_null())


def _early_exit(county: County) -> float:
    matured = county.starts.filter(pl.col("started") <= county.last_day - 84)
    soon = (pl.col("ended") - pl.col("started") <= 84) & pl.col("reason").is_in(
        ["dropped_out", "withdrawn_by_provider"]
    )
    return _share(matured, soon.fill_null(value=False))


SECURE = "Alcohol and drug treatment in secure settings, OHID"
ADULTS = "Adult substance misuse treatment statistics, OHID"
POLICE_UK = "data.police.uk, Cambridgeshire, January to September 2024, counted by us"
KNOWLEDGE = "general knowledge, not confirmed"

Measured = Callable[[County], float]
FIGURES: tuple[tuple[str, str, Measured, float, float, str], ...] = (
    (
        "Opiate and crack users",
        "per 1,000 aged 15 to 64",
        lambda c: (
            1000
            * c.table("people")
            .filter(
                ((pl.col("group") == OPIATE) | pl.col("crack"))
                & pl.col("state_at_end").is_in(["need", "treatment", "prison"])
            )
            .height
            / c.aged(15, 64)
        ),
        9.5,
        1.0,
        "Estimates of opiate and crack use 2019-20, OHID and UKHSA, October 2023",
    ),
    (
        "Adults in treatment in a year",
        "per 1,000 residents",
        lambda c: 1000 * c.adults_in_treatment.height / c.residents,
        310_863 / ENGLAND_2023 * 1000,
        0.55,
        f"{ADULTS}, 2023-24: 310,863",
    ),
    (
        "New presentations of adults in a year",
        "per 1,000 residents",
        lambda c: (
            1000
            * c.starts.filter(pl.col("started") > c.last_day - LAST_YEAR)["person"].n_unique()
            / c.residents
        ),
        158_991 / ENGLAND_2023 * 1000,
        0.42,
        f"{ADULTS}, 2023-24: 158,991",
    ),
    (
        "Exits that are successful completions",
        "%",
        lambda c: _share(c.exits, pl.col("reason").str.starts_with("completed")),
        46.0,
        3.0,
        f"{ADULTS}, 2022-23",
    ),
    (
        "First treatment begun within three weeks",
        "%",
        lambda c: _share(c.starts, pl.col("started") - pl.col("referred") <= 21),
        98.0,
        1.5,
        f"{ADULTS}, 2021-22",
    ),
    (
        "Prison leavers in treatment within 21 days, 2021-22",
        "%",
        lambda c: _continuity(c, 2021),
        38.1,
        5.0,
        f"{SECURE}, 2020-21, the year before",
    ),
    (
        "Prison leavers in treatment within 21 days, 2022-23",
        "%",
        lambda c: _continuity(c, 2022),
        43.0,
        5.0,
        f"{SECURE}, January 2025",
    ),
    (
        "Prison leavers in treatment within 21 days, 2023-24",
        "%",
        lambda c: _continuity(c, 2023),
        53.0,
        5.0,
        f"{SECURE}, January 2025",
    ),
    (
        "Starting treatment without a home of their own",
        "%",
        lambda c: _share(c.starts, pl.col("housing") == 2),
        20.0,
        4.0,
        f"{ADULTS}, 2022-23",
    ),
    (
        "Starting treatment at risk of homelessness",
        "%",
        lambda c: _share(c.starts, pl.col("housing") == 1),
        9.0,
        3.0,
        f"{ADULTS}, 2022-23",
    ),
    (
        "Adults in treatment: opiates",
        "%",
        lambda c: _share(c.adults_in_treatment, pl.col("group") == OPIATE),
        44.0,
        4.0,
        f"{ADULTS}, 2023-24 ({KNOWLEDGE})",
    ),
    (
        "Adults in treatment: alcohol only",
        "%",
        lambda c: _share(c.adults_in_treatment, pl.col("group") == ALCOHOL),
        30.0,
        4.0,
        f"{ADULTS}, 2023-24 ({KNOWLEDGE})",
    ),
    (
        "Adults in treatment: non-opiates only",
        "%",
        lambda c: _share(c.adults_in_treatment, pl.col("group") == NON_OPIATE),
        12.0,
        3.0,
        f"{ADULTS}, 2023-24 ({KNOWLEDGE})",
    ),
    (
        "Adults in treatment: non-opiates and alcohol",
        "%",
        lambda c: _share(c.adults_in_treatment, pl.col("group") == NON_OPIATE_ALCOHOL),
        14.0,
        3.0,
        f"{ADULTS}, 2023-24 ({KNOWLEDGE})",
    ),
    (
        "Adults in treatment: women",
        "%",
        lambda c: _share(c.adults_in_treatment, pl.col("sex") == 1),
        32.0,
        4.0,
        f"{ADULTS}, 2023-24 ({KNOWLEDGE})",
    ),
    (
        "Deaths of adults in treatment",
        "% of those in treatment in a year",
        lambda c: (
            100
            * c.exits.filter(pl.col("reason") == "died").height
            / 2
            / c.adults_in_treatment.height
        ),
        1.4,
        0.35,
        f"{ADULTS}, 2022-23: 4,166",
    ),
    (
        "Unplanned exits within twelve weeks",
        "% of those who began",
        _early_exit,
        17.0,
        4.0,
        f"Local NDTMS reports ({KNOWLEDGE})",
    ),
    (
        "Under-18s in treatment in a year",
        "per 1,000 aged 12 to 17",
        lambda c: (
            1000
            * c.treatment.filter(
                (pl.col("age") < 18)
                & (pl.col("started") <= c.last_day)
                & (pl.col("ended").is_null() | (pl.col("ended") > c.last_day - LAST_YEAR))
            )["person"].n_unique()
            / c.aged(12, 17)
        ),
        14_352 / 4.15e6 * 1000,
        1.0,
        f"Young people's treatment statistics 2023-24, OHID: 14,352 of 4.15 million ({KNOWLEDGE})",
    ),
    (
        "Under-18s in treatment: cannabis",
        "%",
        lambda c: _share(
            c.treatment.filter((pl.col("age") < 18) & pl.col("started").is_not_null()),
            pl.col("main_drug") == "cannabis",
        ),
        87.0,
        8.0,
        "Young people's treatment statistics 2023-24, OHID, November 2024",
    ),
    (
        "Deaths by drug poisoning in a year",
        "per 100,000 residents",
        lambda c: 1e5 * _last_years(c, "deaths", 3).height / 3 / c.residents,
        4_907 / ENGLAND_AND_WALES_2022 * 1e5,
        1.8,
        "Deaths related to drug poisoning, ONS: 4,907 registered in 2022",
    ),
    (
        "Of these, drug misuse",
        "%",
        lambda c: _share(c.table("deaths"), pl.col("drug_misuse")),
        100 * 3_060 / 4_859,
        10.0,
        "Deaths related to drug poisoning, ONS: 3,060 of 4,859 registered in 2021",
    ),
    (
        "Certificates that name no drug",
        "%",
        lambda c: _share(c.table("deaths"), pl.col("substances") == ""),
        20.0,
        6.0,
        "King's College London on opioid deaths 2011 to 2022: about one in five",
    ),
    (
        "From death to registration",
        "days, median",
        lambda c: float(
            _last_years(c, "deaths", 5)
            .filter(pl.col("day") < c.last_day - 600)
            .select((pl.col("registered") - pl.col("day")).median())
            .item()
            or 0
        ),
        200.0,
        30.0,
        f"Deaths related to drug poisoning, ONS ({KNOWLEDGE})",
    ),
    (
        "Recorded drug offences in a year",
        "per 1,000 residents",
        lambda c: c.crime.get("Crime type: Drugs", 0.0),
        1_395 * 12 / 9 / CAMBRIDGESHIRE * 1000,
        0.5,
        f"{POLICE_UK}: 1,395",
    ),
    (
        "Drug offences resolved by the community",
        "% of those recorded a year ago or more",
        lambda c: _share(_old_drug_offences(c), pl.col("outcome") == "8"),
        100 * 336 / 1_395,
        5.0,
        f"{POLICE_UK}: 336 of 1,395",
    ),
    (
        "Drug offences taken to court",
        "% of those recorded a year ago or more",
        lambda c: _share(_old_drug_offences(c), pl.col("outcome") == "1"),
        100 * 330 / 1_395,
        5.0,
        f"{POLICE_UK}: 330 of 1,395",
    ),
    (
        "Drug offences with a caution",
        "% of those recorded a year ago or more",
        lambda c: _share(_old_drug_offences(c), pl.col("outcome") == "3"),
        100 * 157 / 1_395,
        4.0,
        f"{POLICE_UK}: 157 of 1,395",
    ),
    (
        "Trafficking among drug offences",
        "%",
        lambda c: _share(_old_drug_offences(c), pl.col("kind") == "92A"),
        25.0,
        5.0,
        f"Police recorded crime, Home Office ({KNOWLEDGE})",
    ),
    *(
        (
            f"Recorded: {kind.lower()}, a year",
            "per 1,000 residents",
            (lambda name: lambda c: c.crime.get(f"Crime type: {name}", 0.0))(kind),
            count * 12 / 9 / CAMBRIDGESHIRE * 1000,
            0.2 * count * 12 / 9 / CAMBRIDGESHIRE * 1000,
            f"{POLICE_UK}: {count:,}",
        )
        for kind, count in (
            ("Shoplifting", 5_709),
            ("Vehicle crime", 3_087),
            ("Burglary", 2_503),
            ("Robbery", 495),
            ("Violence and sexual offences", 21_695),
            ("Anti-social behaviour", 10_233),
        )
    ),
    (
        "Stop and searches in a year",
        "per 1,000 residents",
        lambda c: c.searches,
        2_134 * 12 / 9 / CAMBRIDGESHIRE * 1000,
        0.5,
        f"{POLICE_UK}: 2,134",
    ),
    (
        "Searches for drugs",
        "%",
        lambda c: (
            100 * c.crime.get("Object of search: Controlled drugs", 0.0) / max(c.searches, 1e-9)
        ),
        63.0,
        6.0,
        f"{POLICE_UK}: 1,348 of 2,134",
    ),
    (
        "Homelessness duties in a year",
        "per 1,000 residents",
        lambda c: 1000 * _last_years(c, "homeless", 3, "approached").height / 3 / c.residents,
        5.6,
        1.2,
        f"Statutory homelessness, about 325,000 households owed a duty in 2023-24 ({KNOWLEDGE})",
    ),
    (
        "Residents under 18",
        "%",
        lambda c: 100 * c.aged(0, 17) / c.residents,
        20.8,
        2.0,
        f"Census 2021, England ({KNOWLEDGE})",
    ),
    (
        "Residents aged 65 and over",
        "%",
        lambda c: 100 * c.aged(65, 120) / c.residents,
        18.4,
        2.0,
        f"Census 2021, England ({KNOWLEDGE})",
    ),
)


def _last_years(county: County, table: str, years: int, column: str = "day") -> pl.DataFrame:
    return county.table(table).filter(
        pl.col(column).is_between(county.last_day - years * LAST_YEAR + 1, county.last_day)
    )


def _old_drug_offences(county: County) -> pl.DataFrame:
    known = pl.col("kind").str.starts_with("92") & (pl.col("because_of") == "")
    old = county.last_day - LAST_YEAR
    return county.table("offences").filter(
        known & pl.col("day").is_between(old - 2 * LAST_YEAR, old)
    )


def compare(folder: Path) -> Iterator[Compared]:
    """Yield each figure of the county in `folder` beside the published one.

    Raises
    ------
    WorkspaceError
        If the folder holds no county.
    """
    county = County(folder)
    for name, unit, measure, published, tolerance, source in FIGURES:
        yield Compared(name, unit, measure(county), published, tolerance, source)
