"""The order in which a county is made, and its folder: a workspace with an inbox, and the truth.

The same people, years and seed give the same bytes, whatever the machine and its threads.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fingerpost.county import forms, planting, truth
from fingerpost.county.calendar import Calendar
from fingerpost.county.chance import stream
from fingerpost.county.concern import select
from fingerpost.county.estimates import write_estimates
from fingerpost.county.events import PATTERNS, make_plan
from fingerpost.county.identities import identify
from fingerpost.county.lives import Lives, live
from fingerpost.county.map import FORCE, PARTNERSHIP, make_map
from fingerpost.county.mid_years import residents_by
from fingerpost.county.open_data import write_open_data
from fingerpost.county.parameters import Parameters, all_parameters
from fingerpost.county.population import Population, chunks
from fingerpost.county.records import (
    ambulance,
    coroner,
    council,
    drug_information,
    employment,
    harm_reduction,
    hospital,
    housing,
    police,
    prison,
    probation,
    referrals,
    treatment,
    voluntary,
)
from fingerpost.county.spoiling import spoil
from fingerpost.county.world import Log, PartnerFile, World
from fingerpost.evidence.core.errors import WorkspaceError
from fingerpost.evidence.sources import all_sources

Progress = Callable[[str, int, int], None]

AGENCIES = (
    police,
    treatment,
    prison,
    probation,
    housing,
    employment,
    ambulance,
    hospital,
    coroner,
    council,
    harm_reduction,
    voluntary,
    drug_information,
    referrals,
)
MADE_BY_A_RUN = ("lake", "vault", "keys", "published", "postgres", "ledger", "governance")
FEWEST_PEOPLE = 20_000
# The headers that tell the records of a file about people apart; a row without them is in no truth.
REFERENCES = {
    "force_custody": ("Custody Number",),
    "prison_releases": ("Prison Number", "Release Date"),
    "probation_requirements": ("CRN", "Order Date"),
    "housing_cases": ("Case Reference",),
    "employment_support": ("IPS Reference", "Referral Date"),
    "voluntary_contacts": ("Contact Reference",),
    "drug_deaths": ("Death Reference",),
    "service_referrals": ("Referral",),
    "ndtms_adult": ("AGNCY", "EPISODID"),
    "ndtms_young_people": ("AGNCY", "EPISODID"),
    "ndtms_secure": ("AGNCY", "EPISODID"),
    "ndtms_cjit": ("AGNCY", "EPISODID"),
}
ZIP_TIME = (2026, 4, 1, 0, 0, 0)  # the same in every archive, so that its bytes are the same


@dataclass(frozen=True)
class Made:
    """What was made, and where."""

    folder: Path
    people: int
    people_of_concern: int
    small_areas: int
    files: int
    rows: int
    broken_lines: int


def make_world(
    *,
    people: int,
    years: int,
    seed: int,
    is_quiet: bool = False,
    parameters: Parameters | None = None,
    progress: Progress = lambda what, done, of: None,
) -> World:
    """Return a whole county, of which nothing is written yet.

    Parameters
    ----------
    people : int
        Residents, at least 20,000.
    years : int
        How many years the files cover, 1 to 20; they end with March 2026.
    seed : int
        Another seed, another county.
    is_quiet : bool
        Without planted events: seasons, bank holidays and late reports only. Every alarm in such a
        county is a false one.

    Raises
    ------
    WorkspaceError
        If people or years are out of range.
    """
    if people < FEWEST_PEOPLE or not 1 <= years <= 20:
        raise WorkspaceError(
            f"a county needs {FEWEST_PEOPLE:,} people or more and 1 to 20 years, "
            f"not {people:,} and {years}",
            do="For example: fingerpost county make DIR --people 20000 --years 5.",
        )
    p = parameters or all_parameters()
    progress("Drawing the map", 0, 1)
    county = make_map(people, seed, p)
    calendar = Calendar(years)
    plan = make_plan(calendar, p)
    if is_quiet:
        plan = plan.only(PATTERNS)
    decile = county.decile.astype(np.int64)
    lives: list[Lives] = []
    without: dict[str, list[Mapping[str, pl.DataFrame]]] = {}

    def live_through() -> Iterator[Population]:
        """Live the people of each chunk as it goes by, and let it go."""
        everybody = chunks(county, seed, on=calendar.start, parameters=p)
        for number, residents in enumerate(everybody):
            progress("Living month by month", int(residents.person[0]), people)
            chosen = select(residents, decile, calendar, p, seed=seed, chunk=number)
            lived, others = live(chosen, county.district, plan, p, seed=seed, chunk=number)
            lives.append(lived)
            for name, other in others.items():
                without.setdefault(name, []).append(other.tables)
            yield residents

    mid_years = residents_by(
        county,
        live_through(),
        tuple(range(calendar.start.year, max(calendar.until.year, calendar.start.year + 1))),
        on=calendar.first_day,
        parameters=p,
    )
    progress("Living month by month", people, people)
    of_concern = pl.concat([lived.people for lived in lives])
    tables = _together([lived.tables for lived in lives])
    tables = planting.plant(
        tables,
        of_concern,
        county.district,
        county.residents,
        county.centres,
        plan,
        p,
        seed=seed,
    )
    progress("Giving people names", 0, 1)
    identities = identify(
        of_concern.select("person", "area", "household", "born", "sex", "community"),
        sectors=county.sectors,
        sector=county.sector,
        first_day=int(calendar.first_days[0]),
        last_day=calendar.last_day,
        seed=seed,
        parameters=p,
    )
    return World(
        seed=seed,
        map=county,
        calendar=calendar,
        plan=plan,
        parameters=p,
        people=of_concern,
        tables=tables,
        profiles=forms.profiles(
            tables["treatment"], of_concern, calendar.last_day, p, seed=seed
        ),
        mid_years=mid_years,
        identities=identities,
        log=Log(),
        without={name: _together(parts) for name, parts in without.items()},
    )


def _together(parts: list[Mapping[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    return {name: pl.concat([part[name] for part in parts]) for name in parts[0]}


def partner_files(world: World) -> Iterator[PartnerFile]:
    """Yield every file of every partner, in the order of the agencies."""
    for agency in AGENCIES:
        yield from agency.files(world)


def make(
    folder: Path,
    *,
    people: int,
    years: int,
    seed: int,
    is_quiet: bool = False,
    parameters: Parameters | None = None,
    progress: Progress = lambda what, done, of: None,
) -> Made:
    """Make a county in a new folder: a workspace with a full inbox, and the truth beside it.

    Raises
    ------
    WorkspaceError
        If the folder is there and is not empty, or people or years are out of range.
    """
    root = folder.expanduser().resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise WorkspaceError(
            "the folder is there already and is not empty",
            where=str(root),
            do="Choose a new folder.",
        )
    world = make_world(
        people=people,
        years=years,
        seed=seed,
        is_quiet=is_quiet,
        parameters=parameters,
        progress=progress,
    )
    inbox = root / "inbox"
    inbox.mkdir(parents=True)
    (root / "fingerpost.toml").write_text(_settings(), encoding="utf-8")
    (root / "README.md").write_text(_readme(world), encoding="utf-8")
    (root / ".gitignore").write_text(
        "".join(f"/{name}/\n" for name in MADE_BY_A_RUN), encoding="utf-8"
    )
    sent, planted, records = _write_partners(world, inbox, progress)
    files = len(sent) + len(write_open_data(world.map, world.mid_years, inbox, seed=seed))
    write_estimates(world, inbox)
    files += 1
    progress("Writing the truth", 0, 1)
    _write_truth(world, root / "truth", sent, planted)
    records.write_parquet(root / "truth" / "records.parquet")
    progress("Written", 1, 1)
    return Made(
        folder=root,
        people=people,
        people_of_concern=len(world.people),
        small_areas=len(world.map),
        files=files,
        rows=sum(rows for _, _, rows in sent) + len(planted),
        broken_lines=len(planted),
    )


Sent = list[tuple[str, str, int]]  # file, source, true rows
Planted = list[tuple[str, int, str]]  # file, row, kind


def _records(file: PartnerFile) -> pl.DataFrame:
    """Return whom each record of a file is about: source, reference, person."""
    assert file.people is not None
    reference = pl.concat_str(*REFERENCES[file.source], separator="|")
    return file.frame.select(
        pl.lit(file.source).alias("source"), reference.alias("reference"), person=file.people
    ).drop_nulls()


def _write_partners(
    world: World, inbox: Path, progress: Progress
) -> tuple[Sent, Planted, pl.DataFrame]:
    sources = all_sources()
    records = [
        pl.DataFrame(schema={"source": pl.String, "reference": pl.String, "person": pl.Int64})
    ]
    archives: dict[str, zipfile.ZipFile] = {}
    planted: Planted = []
    sent: Sent = []
    seen: set[str] = set()
    months = world.calendar.count - world.calendar.first_written
    for file in partner_files(world):
        if len(sent) % 40 == 0:
            progress("Writing partners' files", min(len(sent), 8 * months), 8 * months)
        data = file.frame.write_csv(null_value=file.blank).encode()
        rng = stream(world.seed, "spoil", file.archive, file.path)
        data, broken = spoil(
            data, sources[file.source], chance=rng, always=file.source not in seen
        )
        seen.add(file.source)
        name = f"{file.archive}!{file.path}" if file.archive else file.path
        planted += [(name, row, kind) for row, kind in broken]
        sent.append((name, file.source, len(file.frame)))
        if file.people is not None:
            records.append(_records(file))
        if file.archive:
            if file.archive not in archives:
                (inbox / file.archive).parent.mkdir(parents=True, exist_ok=True)
                archives[file.archive] = zipfile.ZipFile(inbox / file.archive, "w")
                archives[file.archive].comment = b"Synthetic data: nobody in it is real."
            entry = zipfile.ZipInfo(file.path, ZIP_TIME)
            archives[file.archive].writestr(entry, data, zipfile.ZIP_DEFLATED, compresslevel=1)
        else:
            path = inbox / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    for archive in archives.values():
        archive.close()
    return sent, planted, pl.concat(records).unique().sort(pl.all())


def _write_truth(world: World, folder: Path, sent: Sent, planted: Planted) -> None:
    folder.mkdir()
    world.people.write_parquet(folder / "people.parquet")
    world.identities.people.write_parquet(folder / "who.parquet")
    world.identities.addresses.write_parquet(folder / "addresses.parquet")
    known = pl.concat(world.log.identities).unique(maintain_order=True)
    known.sort("agency", "local_id", "person").write_parquet(folder / "identities.parquet")
    pl.concat(world.log.mistakes).write_parquet(folder / "mistakes.parquet")
    _residents(world).write_parquet(folder / "residents.parquet")
    world.profiles.write_parquet(folder / "profiles.parquet")
    for name, table in world.tables.items():
        table.write_parquet(folder / f"{name}.parquet")
    (folder / "events.json").write_text(
        json.dumps(world.plan.truth(), indent=1), encoding="utf-8"
    )
    pl.DataFrame(sent, schema=["file", "source", "rows"], orient="row").write_csv(
        folder / "files.csv"
    )
    pl.DataFrame(planted, schema=["file", "row", "kind"], orient="row").write_csv(
        folder / "refusals.csv"
    )
    truth.counterfactual(
        world.tables,
        world.without,
        world.people,
        world.map.district,
        world.map.residents,
        world.map.decile.astype(np.int64),
        world.plan,
        world.parameters,
        seed=world.seed,
    ).write_parquet(folder / "counterfactual.parquet")


def _residents(world: World) -> pl.DataFrame:
    """Return everybody at the first mid-year: district, age, people."""
    counts = world.mid_years.by_age[0]
    district, age = np.indices(counts.shape)
    return pl.DataFrame(
        {"district": district.ravel(), "age": age.ravel(), "people": counts.ravel()}
    )


def _settings() -> str:
    districts = "\n".join(
        f'  {{ code = "{area.code}", name = "{area.name}" }},' for area in PARTNERSHIP.districts
    )
    return f"""# A synthetic county: nobody in it is real, and no place is.

engine = "duckdb"

[partnership]
name = "{PARTNERSHIP.name}"
code = "{PARTNERSHIP.code}"
synthetic = true # every page says so
districts = [
{districts}
]

[partnership.police_force]
code = "{FORCE.code}"
name = "{FORCE.name}"
force_name = "{PARTNERSHIP.force_name}"

[disclosure]
local_rules = ["local_small_numbers"]
"""


def _readme(world: World) -> str:
    calendar = world.calendar
    return f"""# Fenmark: a synthetic county

Synthetic data. Nobody in these files is real, and no place is: names were drawn at random from lists,
codes begin with letters that no real code begins with, and the ground lies in the North Sea.

- {world.map.people:,} residents in {len(world.map)} small areas and six districts
- files of every partner from {calendar.start:%d %B %Y} to {calendar.until:%d %B %Y}, in `inbox/`
- made by Fingerpost with seed {world.seed}; the same seed gives the same files
- `truth/` holds who is who, what was planted, and what would have been without it. It is no
  partner's file and is never landed.

Licence: CC0 1.0. Do as you like with it.
"""
