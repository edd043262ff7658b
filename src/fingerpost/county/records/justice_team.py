"""The criminal justice intervention team: people seen after a positive test in custody."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from fingerpost.county.chance import stream
from fingerpost.county.mistakes import attributor
from fingerpost.county.records import cells
from fingerpost.county.records.treatment import (
    DATASET,
    SUBSTANCE,
    adult_hub,
    without_consent,
)
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World

AGENCY = "C0901"
RESULTS = {"opiates": "1", "cocaine": "2", "both": "3"}
TAKEN_ON = 0.3  # share of those assessed who are referred to treatment


def files(world: World, held: pl.DataFrame) -> Iterator[PartnerFile]:
    """Yield a file for each financial year.

    Parameters
    ----------
    held : DataFrame
        As `force.detained` gives them.
    """
    seen = held.filter("attended").join(
        world.people.select("person", "area", "main_drug", "second_drug").rename(
            {"area": "home"}
        ),
        on="person",
        how="left",
        maintain_order="left",
    )
    n = len(seen)
    rng = stream(world.seed, "justice team")
    who = written(
        world, "justice_team", seen["person"].to_numpy(), seen["assessed_day"].to_numpy()
    )
    names = attributor(who).with_columns(ETHNIC=who["ethnicity"], CLIENTID=who["local_id"])
    referred = rng.random(n) < TAKEN_ON
    consents = rng.random(n) < world.parameters["treatment.gives_consent"]
    provider = adult_hub(world, seen["home"].to_numpy())
    close = seen["assessed_day"].to_numpy() + rng.integers(20, 120, n)
    rows = pl.concat([seen, names], how="horizontal").with_columns(
        AGNCY=pl.lit(AGENCY),
        CLIENT=pl.col("CLIENTID"),
        CONSENT=pl.Series(np.where(consents, "Y", "N").tolist(), dtype=pl.String),
        EPISODID=pl.format("J{}", pl.Series(rng.permutation(n * 4)[:n] + 100_000)),
        CONTDT=cells.day("assessed_day"),
        CONTROUTE=pl.lit("1"),
        ASSESSDT=cells.day("assessed_day"),
        TESTRES=cells.words(RESULTS, "result"),
        DRUG1=cells.words(SUBSTANCE, "main_drug"),
        DRUG2=cells.words(SUBSTANCE, "second_drug"),
        REFTXDT=pl.when(pl.Series(referred)).then(cells.day("assessed_day")),
        REFTXAGNCY=pl.when(pl.Series(referred)).then(pl.Series(provider, dtype=pl.String)),
        CARECOFF=pl.when(pl.Series(rng.random(n) < 0.4)).then(
            cells.day(pl.col("assessed_day") + 1)
        ),
        DISD=pl.when(pl.Series(close <= world.calendar.last_day)).then(
            cells.day(pl.lit(pl.Series(close.astype(np.int32))))
        ),
        key=pl.Series(rng.permutation(n)),
        year=cells.financial_year("assessed_day"),
    )
    columns = (
        "AGNCY",
        "CLIENT",
        "CLIENTID",
        "FINITIAL",
        "SINITIAL",
        "DOB",
        "SEX",
        "ETHNIC",
        "CONSENT",
        "EPISODID",
        "CONTDT",
        "CONTROUTE",
        "ASSESSDT",
        "TESTRES",
        "DRUG1",
        "DRUG2",
        "REFTXDT",
        "REFTXAGNCY",
        "CARECOFF",
        "DISD",
    )
    for (year,), part in rows.sort("year", "key").group_by("year", maintain_order=True):
        sent = without_consent(part)
        yield PartnerFile(
            "ndtms_cjit",
            f"justice-team/NDTMS_CJIT_{DATASET}_{AGENCY}_{cells.span(int(str(year)))}.csv",
            sent.select(columns),
            blank="NA",
            people=sent["person"],
        )
