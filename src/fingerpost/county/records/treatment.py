"""Drug treatment providers: the files that they send to the national monitoring system.

One file for each provider and financial year, holding every episode that was open in the year, as
known at its end. So an episode that lasts two years is in two files, and the later one counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.calendar import day_number
from fingerpost.county.chance import stream
from fingerpost.county.events import CITY
from fingerpost.county.mistakes import attributor
from fingerpost.county.records import cells
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World

PROVIDERS = ("T0901", "T0902", "T0903", "T0904")
FOLDERS = (
    "treatment-city",
    "treatment-county",
    "treatment-young-people",
    "treatment-residential",
)
DATASET = "P"  # the letter of the dataset that all the files follow
DISCHARGE = {
    "completed_alcohol_free": "74",
    "completed_drug_free": "80",
    "completed_occasional": "81",
    "transferred_not_in_custody": "82",
    "transferred_in_custody": "83",
    "dropped_out": "84",
    "withdrawn_by_provider": "85",
    "retained_in_custody": "86",
    "declined": "87",
    "died": "88",
}
REFERRAL = {
    "self": "4",
    "gp": "3",
    "hospital": "22",
    "social_services": "19",
    "outreach": "69",
    "arrest_referral": "5",
    "drr": "6",
    "prison": "13",
    "diversion": "70",
    "other_service": "1",
}
SUBSTANCE = {
    "heroin": "1011",
    "methadone": "1105",
    "other opiates": "1000",
    "crack": "3201",
    "cocaine": "3200",
    "ketamine": "4002",
    "amphetamine": "3100",
    "cannabis": "5000",
    "benzodiazepines": "2200",
    "ecstasy": "3406",
    "alcohol": "7000",
}
INJECTING = {"current": "C", "previous": "P", "never": "N"}
STAGES = {"start": "S", "review": "R", "exit": "E"}
TOP_COLUMNS = {
    "alcohol_days": "ALCUSE",
    "opiate_days": "OPIUSE",
    "crack_days": "CRAUSE",
    "cocaine_days": "COCAUSE",
    "amphetamine_days": "AMPHUSE",
    "cannabis_days": "CANNUSE",
    "other_drug_days": "OTDRGUSE",
    "injecting_days": "IVDRGUSE",
    "paid_work_days": "PWORK",
    "education_days": "EDUCAT",
}
SCALES = {"psychological": "PSYHSTAT", "physical": "PHSTAT", "quality_of_life": "QUALLIFE"}
INTERVENTION = (
    "MODID",
    "MODAL",
    "REFMODDT",
    "FAOMODDT",
    "MODST",
    "MODEND",
    "MODEXIT",
    "MODSET",
)
FORM = (
    "TOPID",
    "TOPDATE",
    "TRSTAGE",
    *TOP_COLUMNS.values(),
    "ACUTHPBM",
    "HRISK",
    *SCALES.values(),
)
CLIENT = (
    "AGNCY",
    "CLIENT",
    "CLIENTID",
    "FINITIAL",
    "SINITIAL",
    "DOB",
    "SEX",
    "ETHNIC",
    "NATION",
    "CONSENT",
)
EPISODE = (
    "EPISODID",
    "REFLD",
    "RFLS",
    "TRIAGED",
    "CPLANDT",
    "PREVTR",
    "PC",
    "DAT",
    "LA",
    "ACCMNEED",
    "EMPSTAT",
    "PRNTSTAT",
    "CHILDWTH",
    "DUALDIAG",
    "INJSTAT",
    "DRUG1",
    "ROUTE",
    "DRUG2",
    "DRUG3",
    "ALCDDAYS",
    "ALCUNITS",
    "HEPCTSTD",
    "HEPCSTAT",
    "HEPBVAC",
    "NALOXISS",
    "DISD",
    "DISRSN",
    "DISDEST",
)
ADULT = (*CLIENT, *EPISODE, *INTERVENTION, *FORM)
YOUNG = tuple(name for name in ADULT if name not in ("ACUTHPBM", "HRISK", *SCALES.values()))


def files(world: World) -> Iterator[PartnerFile]:
    """Yield a file for each provider and financial year."""
    episodes = _episodes(world)
    interventions = _interventions(world, episodes)
    forms = _forms(world, episodes)
    for year in world.calendar.financial_years:
        first, last = _bounds(year)
        last = min(last, world.calendar.last_day)
        open_then = (pl.col("referred") <= last) & (
            pl.col("ended").is_null() | (pl.col("ended") >= first)
        )
        for provider, agency in enumerate(PROVIDERS):
            mine = episodes.filter((pl.col("provider") == provider) & open_then)
            if mine.is_empty():
                continue
            rows = _as_known(mine, interventions, forms, last)
            young = provider == 2
            kind = "YP" if young else "ADULT"
            if young:
                rows = rows.with_columns(SCHOOL=pl.lit("1"))
            columns = (*YOUNG, "SCHOOL") if young else ADULT
            sent = without_consent(rows)
            yield PartnerFile(
                "ndtms_young_people" if young else "ndtms_adult",
                f"{FOLDERS[provider]}/NDTMS_{kind}_{DATASET}_{agency}_{cells.span(year)}.csv",
                sent.select(columns),
                blank="NA",
                people=sent["person"],
            )


def adult_hub(world: World, area: NDArray[np.int32]) -> list[str]:
    """Return the agency code of the adult hub that serves each of the given small areas."""
    in_city = world.map.district[area] == CITY
    return [str(code) for code in np.where(in_city, PROVIDERS[0], PROVIDERS[1])]


def _bounds(year: int) -> tuple[int, int]:
    return day_number(date(year, 4, 1)), day_number(date(year + 1, 3, 31))


def _episodes(world: World) -> pl.DataFrame:
    """Return every episode with all of its cells but those that change while it is open."""
    rows = (
        world.tables["treatment"]
        .filter(pl.col("referred") <= world.calendar.last_day)
        .filter(pl.col("ended").is_null() | (pl.col("ended") >= world.calendar.first_day))
        .join(
            world.people.select(
                "person", "group", "crack", "main_drug", "second_drug", "injecting", "area"
            ),
            on="person",
            how="left",
            maintain_order="left",
        )
    )
    n = len(rows)
    rng = stream(world.seed, "treatment files")
    provider = rows["provider"].to_numpy()
    who = written(
        world,
        "treatment",
        rows["person"].to_numpy(),
        rows["referred"].to_numpy(),
        unit=provider,
    )
    names = attributor(who).with_columns(
        ETHNIC=who["ethnicity"],
        PC=who["postcode"].str.head(-2),  # a part of the postcode: its sector
        CLIENTID=who["local_id"],
    )
    has_drink = rows["group"].is_in([2, 3]).to_numpy()
    ever = rows["injecting"].is_in(["current", "previous"]).to_numpy()
    tested = ever & (rng.random(n) < world.parameters["treatment.hepatitis_c_tested"])
    consents = rng.random(n) < world.parameters["treatment.gives_consent"]
    parent = rng.random(n) < 0.3
    numbers = rng.permutation(n * 4)[:n] + 100_000
    smokes = rows["main_drug"].is_in(["cannabis", "crack", "heroin"]).to_numpy()
    route = np.where(
        (rows["injecting"] == "current").to_numpy(),
        "1",
        np.where(smokes, "3", np.where((rows["main_drug"] == "cocaine").to_numpy(), "2", "4")),
    )
    return pl.concat([rows, names], how="horizontal").with_columns(
        AGNCY=pl.Series([PROVIDERS[p] for p in provider], dtype=pl.String),
        CLIENT=pl.col("CLIENTID"),
        NATION=pl.lit("GBR"),
        CONSENT=pl.Series(np.where(consents, "Y", "N").tolist(), dtype=pl.String),
        EPISODID=pl.format("E{}", pl.Series(numbers)),
        REFLD=cells.day("referred"),
        RFLS=cells.words(REFERRAL, "referral_source"),
        TRIAGED=cells.day("triaged"),
        CPLANDT=cells.day(pl.col("started") + 7),
        PREVTR=pl.Series(np.where(rng.random(n) < 0.5, "Y", "N").tolist(), dtype=pl.String),
        DAT=pl.Series(
            np.where(world.map.district[rows["area"].to_numpy()] == 0, "Z01B", "Z02B").tolist(),
            dtype=pl.String,
        ),
        LA=pl.Series(world.map.district_codes(rows["area"].to_numpy()), dtype=pl.String),
        ACCMNEED=pl.col("housing")
        .cast(pl.Int64)
        .replace_strict({0: "3", 1: "2", 2: "1"}, return_dtype=pl.String),
        EMPSTAT=pl.when("works").then(pl.lit("1")).otherwise(pl.lit("12")),
        PRNTSTAT=pl.Series(np.where(parent, "Y", "N").tolist(), dtype=pl.String),
        CHILDWTH=pl.Series(
            np.where(parent & (rng.random(n) < 0.4), "1", "0").tolist(), dtype=pl.String
        ),
        DUALDIAG=pl.Series(np.where(rng.random(n) < 0.68, "Y", "N").tolist(), dtype=pl.String),
        INJSTAT=cells.words(INJECTING, "injecting"),
        DRUG1=cells.words(SUBSTANCE, "main_drug"),
        ROUTE=pl.Series(route.tolist(), dtype=pl.String),
        DRUG2=cells.words(SUBSTANCE, "second_drug"),
        DRUG3=pl.lit(None, dtype=pl.String),
        ALCDDAYS=pl.Series(
            [
                str(k) if d else None
                for k, d in zip(rng.integers(4, 29, n), has_drink, strict=True)
            ],
            dtype=pl.String,
        ),
        ALCUNITS=pl.Series(
            [
                str(k) if d else None
                for k, d in zip(rng.integers(6, 35, n), has_drink, strict=True)
            ],
            dtype=pl.String,
        ),
        HEPCTSTD=pl.when(pl.Series(tested)).then(cells.day(pl.col("started") + 30)),
        HEPCSTAT=pl.when(pl.Series(tested)).then(
            pl.Series(np.where(rng.random(n) < 0.3, "Y", "N").tolist(), dtype=pl.String)
        ),
        HEPBVAC=pl.when(pl.Series(ever)).then(
            pl.Series(np.where(rng.random(n) < 0.4, "Y", "N").tolist(), dtype=pl.String)
        ),
        DISDEST=pl.lit(None, dtype=pl.String),
        key=pl.Series(rng.permutation(n)),
    )


def _interventions(world: World, episodes: pl.DataFrame) -> pl.DataFrame:
    """Return one intervention for each episode that was begun; for opiates a second one."""
    begun = episodes.filter(pl.col("started").is_not_null())
    first = begun.select(
        "EPISODID",
        "referred",
        "started",
        "ended",
        "reason",
        kind=pl.when(pl.col("group") == 0).then(pl.lit("94")).otherwise(pl.lit("95")),
        number=pl.lit(1),
    )
    second = (
        begun.filter(pl.col("group") == 0)
        .select(
            "EPISODID",
            referred=pl.col("started"),
            started=pl.col("started") + 14,
            ended="ended",
            reason="reason",
            kind=pl.lit("95"),
            number=pl.lit(2),
        )
        .filter(pl.col("ended").is_null() | (pl.col("ended") > pl.col("started")))
    )
    return pl.concat([first, second]).with_columns(
        MODID=pl.format("{}-M{}", "EPISODID", "number"),
        MODAL=pl.col("kind"),
        REFMODDT=cells.day("referred"),
        FAOMODDT=cells.day(pl.max_horizontal("referred", pl.col("started") - 2)),
        MODSET=pl.lit("1"),
    )


def _forms(world: World, episodes: pl.DataFrame) -> pl.DataFrame:
    keys = episodes.filter(pl.col("started").is_not_null()).select(
        "person", "started", "EPISODID"
    )
    forms = world.profiles.join(
        keys, on=["person", "started"], how="inner", maintain_order="left"
    )
    number = pl.col("day").rank("ordinal").over("EPISODID")
    return forms.with_columns(
        TOPID=pl.format("{}-T{}", "EPISODID", number),
        TOPDATE=cells.day("day"),
        TRSTAGE=cells.words(STAGES, "stage"),
        **{
            header: pl.col(name).cast(pl.String)
            for name, header in {**TOP_COLUMNS, **SCALES}.items()
        },
        ACUTHPBM=pl.when("acute_housing_problem").then(pl.lit("Y")).otherwise(pl.lit("N")),
        HRISK=pl.when("risk_of_eviction").then(pl.lit("Y")).otherwise(pl.lit("N")),
    )


def _as_known(
    episodes: pl.DataFrame, interventions: pl.DataFrame, forms: pl.DataFrame, last: int
) -> pl.DataFrame:
    """Return the rows of a file as known on a day: what comes later is not in it."""
    over = pl.col("ended") <= last
    known = episodes.with_columns(
        DISD=pl.when(over).then(cells.day("ended")),
        DISRSN=pl.when(over).then(cells.words(DISCHARGE, "reason")),
        NALOXISS=pl.when(pl.col("naloxone_issued") <= last).then(cells.day("naloxone_issued")),
    )
    begun = interventions.filter(pl.col("started") <= last).with_columns(
        MODST=cells.day("started"),
        MODEND=pl.when(over).then(cells.day("ended")),
        MODEXIT=pl.when(over).then(
            pl.when(
                pl.col("reason").str.starts_with("completed")
                | pl.col("reason").str.starts_with("transferred")
            )
            .then(pl.lit("A"))
            .when(pl.col("reason") == "withdrawn_by_provider")
            .then(pl.lit("C"))
            .otherwise(pl.lit("B"))
        ),
    )
    one = known.join(
        begun.select("EPISODID", *INTERVENTION),
        on="EPISODID",
        how="left",
        maintain_order="left",
    )
    filled = forms.filter(pl.col("day") <= last).select("EPISODID", *FORM)
    two = known.join(filled, on="EPISODID", how="inner", maintain_order="left")
    rows = pl.concat([one, two], how="diagonal")
    return rows.sort("key", "MODID", "TOPDATE", nulls_last=True, maintain_order=True)


def without_consent(rows: pl.DataFrame) -> pl.DataFrame:
    """Blank what may not be sent of people who did not consent."""
    kept = ("AGNCY", "CLIENTID", "CONSENT")
    said_no = pl.col("CONSENT") == "N"
    blanked = rows.with_columns(
        pl.when(~said_no).then(pl.col(name)).alias(name)
        for name in rows.columns
        if name.isupper() and name not in kept
    )
    # One row is left of each of their clients.
    refused = blanked.filter(said_no).unique("CLIENTID", keep="first", maintain_order=True)
    return pl.concat([blanked.filter(~said_no), refused])
