"""The planted events that add records of their own, each marked with the event's name.

The name (`because_of`) goes to the truth and never to a partner's file.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county import events, justice
from fingerpost.county.chance import another, pick, stream
from fingerpost.county.concern import OPIATE, OTHER
from fingerpost.county.events import Plan, Planted
from fingerpost.county.ledger import SCHEMAS
from fingerpost.county.parameters import Parameters

Tables = dict[str, pl.DataFrame]


def plant(
    tables: Tables,
    people: pl.DataFrame,
    district: NDArray[np.int8],
    residents: NDArray[np.int64],
    centres: NDArray[np.float64],
    plan: Plan,
    parameters: Parameters,
    *,
    seed: int,
) -> Tables:
    """Return the tables with the planted records added.

    Parameters
    ----------
    tables, people : as in `lives.Lives`, of the whole county
    district, residents : ndarray, shape (areas,)
    centres : ndarray, shape (areas, 2)
        Of the small areas, to find neighbours.
    """
    added: dict[str, list[pl.DataFrame]] = {
        "offences": [],
        "overdoses": [],
        "admissions": [],
        "deaths": [],
    }
    for event in plan.events:
        rng = stream(seed, "planted", event.name)
        if event.name in events.OPERATIONS:
            made = _more_offences(
                event, tables["offences"], people, district, plan, parameters, rng
            )
            added["offences"].append(made)
        elif event.name == events.RECORDING_CHANGE:
            added["offences"].append(_no_suspects(event, district, residents, parameters, rng))
        elif event.name == events.KETAMINE:
            made = _ketamine(event, people, district, residents, plan, parameters, rng)
            added["admissions"].append(made)
        elif event.name == events.OPIOID_CLUSTER:
            made, admitted, died = _cluster(
                event, tables, people, district, centres, parameters, rng
            )
            added["overdoses"].append(made)
            added["admissions"].append(admitted)
            added["deaths"].append(died)
    return {
        name: pl.concat(
            [
                frame,
                *(
                    part.select(frame.columns).cast(pl.Schema(SCHEMAS[name]))
                    for part in added.get(name, [])
                ),
            ]
        )
        for name, frame in tables.items()
    }


def _living(people: pl.DataFrame, day: int, who: pl.Expr) -> pl.DataFrame:
    return people.filter((pl.col("died_day").is_null() | (pl.col("died_day") > day)) & who)


def _more_offences(
    event: Planted,
    offences: pl.DataFrame,
    people: pl.DataFrame,
    district: NDArray[np.int8],
    plan: Plan,
    parameters: Parameters,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return the drug offences that an operation finds: the police's activity."""
    place = event.districts[0]
    inside = np.flatnonzero(district == place)
    here = pl.col("area").is_in(inside.tolist())
    usual = offences.filter(here & pl.col("kind").is_in(justice.DRUG_KINDS)).height
    days = event.last_day - event.first_day + 1
    lived = int(plan.calendar.first_days[-1] - plan.calendar.first_days[0])
    expected = usual / lived * days * (parameters["planted.operation_more_offences"] * 3)
    n = max(5, int(rng.poisson(expected)))
    suspects = _living(people, event.last_day, here & pl.col("group").is_in([OPIATE, OTHER]))
    if suspects.is_empty():
        suspects = _living(people, event.last_day, pl.col("group") == OTHER)
    chosen = suspects[np.sort(rng.integers(0, len(suspects), n))]
    u, v, w = rng.random(n), rng.random(n), rng.random(n)
    kind = pick(
        ((justice.TRAFFICKING, 0.55), (justice.POSSESSION, 0.30), (justice.CANNABIS, 0.15)), u
    )
    day = (event.first_day + v * days).astype(np.int32)
    decided = justice.decide(kind, day, np.zeros(n), plan.calendar.last_day, parameters, v, w)
    drug = np.where(kind == justice.CANNABIS, "cannabis", np.where(w < 0.5, "heroin", "crack"))
    return pl.DataFrame(
        {
            "person": chosen["person"],
            "area": rng.choice(inside, n).astype(np.int32),
            "day": day,
            "kind": pl.Series(kind.tolist(), dtype=pl.String),
            "drug": pl.Series(drug.tolist(), dtype=pl.String),
            "outcome": pl.Series(decided.outcome.tolist(), dtype=pl.String),
            "outcome_day": pl.Series(decided.outcome_day).replace(-(2**31), None),
            "in_custody": another(w, 1) < 0.8,
            "found_by_search": another(w, 2) < 0.5,
            "diversion_attended": np.zeros(n, dtype=bool),
            "because_of": pl.Series([event.name] * n, dtype=pl.String),
        }
    )


def _no_suspects(
    event: Planted,
    district: NDArray[np.int8],
    residents: NDArray[np.int64],
    parameters: Parameters,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return possession without a suspect, at three small areas: a change in recording alone."""
    months = (event.last_day - event.first_day + 1) / 30.44
    rate = parameters["planted.recording_change_per_month"] * residents.sum() / 1e5
    n = max(12, int(rng.poisson(rate * months)))
    inside = np.flatnonzero(np.isin(district, event.districts))
    points = rng.choice(inside, min(3, len(inside)), replace=False)
    day = (event.first_day + rng.random(n) * (event.last_day - event.first_day + 1)).astype(
        np.int32
    )
    return pl.DataFrame(
        {
            "person": pl.Series([None] * n, dtype=pl.Int64),
            "area": rng.choice(points, n).astype(np.int32),
            "day": day,
            "kind": pl.Series([justice.CANNABIS] * n, dtype=pl.String),
            "drug": pl.Series(["cannabis"] * n, dtype=pl.String),
            "outcome": pl.Series(["18"] * n, dtype=pl.String),
            "outcome_day": np.minimum(day + 4, event.last_day + 4).astype(np.int32),
            "in_custody": np.zeros(n, dtype=bool),
            "found_by_search": np.zeros(n, dtype=bool),
            "diversion_attended": np.zeros(n, dtype=bool),
            "because_of": pl.Series([event.name] * n, dtype=pl.String),
        }
    )


def _ketamine(
    event: Planted,
    people: pl.DataFrame,
    district: NDArray[np.int8],
    residents: NDArray[np.int64],
    plan: Plan,
    parameters: Parameters,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """Return admissions for poisoning with ketamine, a few more each month."""
    inside = np.flatnonzero(np.isin(district, event.districts))
    rate = parameters["planted.ketamine_start_per_100000"] * residents[inside].sum() / 1e5 / 12
    share = plan.share_of_months(event.first_day, event.last_day)
    months = np.flatnonzero(share > 0)
    growth = (1 + parameters["planted.ketamine_growth_per_month"]) ** np.arange(len(months))
    counts = rng.poisson(rate * growth * share[months])
    month = np.repeat(months, counts)
    first, after = plan.calendar.first_days[month], plan.calendar.first_days[month + 1]
    n = len(month)
    day = np.maximum(
        first + (rng.random(n) * (after - first)).astype(np.int32), event.first_day
    )
    here = pl.col("area").is_in(inside.tolist())
    users = _living(
        people,
        event.last_day,
        here & pl.col("main_drug").is_in(["ketamine", "cocaine", "cannabis"]),
    )
    if users.is_empty():
        users = _living(people, event.last_day, pl.col("group") != OPIATE)
    chosen = users[np.sort(rng.integers(0, len(users), n))]
    return pl.DataFrame(
        {
            "person": chosen["person"],
            "area": chosen["area"],
            "day": np.minimum(day, event.last_day),
            "icd10": pl.Series(["T412"] * n, dtype=pl.String),
            "second_icd10": pl.Series(["N309"] * n, dtype=pl.String),
            "because_of": pl.Series([event.name] * n, dtype=pl.String),
        }
    )


def _cluster(
    event: Planted,
    tables: Tables,
    people: pl.DataFrame,
    district: NDArray[np.int8],
    centres: NDArray[np.float64],
    parameters: Parameters,
    rng: np.random.Generator,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return overdoses by a synthetic opioid in a few neighbouring areas, and what followed."""
    n = int(parameters["planted.opioid_cluster_overdoses"])
    inside = np.flatnonzero(np.isin(district, event.districts))
    middle = centres[rng.choice(inside)]
    near = inside[np.argsort(((centres[inside] - middle) ** 2).sum(axis=1), kind="stable")]
    places = near[: int(parameters["planted.opioid_cluster_areas"])]
    # The first overdose is on the first day; every area has at least one.
    days = np.sort(rng.integers(0, event.last_day - event.first_day + 1, n))
    days[0] = 0
    area = np.concatenate([places, rng.choice(places, n - len(places))])[rng.permutation(n)]
    users = _living(people, event.first_day, pl.col("group") == OPIATE)
    distance = ((centres[users["area"].to_numpy()] - middle) ** 2).sum(axis=1)
    nearest = users[np.argsort(distance, kind="stable")[: 3 * n]]
    later = _busy_after(tables, event.first_day)
    free = nearest.join(later, on="person", how="anti", maintain_order="left")[
        "person"
    ].to_list()
    others = [person for person in nearest["person"].to_list() if person not in set(free)]
    order = (free[:2] + others + free[2:])[:n]
    person = np.array(order + order[: n - len(order)], dtype=np.int64)
    fatal = np.arange(n) < min(2, len(free))  # only lives without later records may end
    mix = rng.permutation(n)
    person, fatal = person[mix], fatal[mix]
    day = (event.first_day + days).astype(np.int32)
    admitted = ~fatal & (rng.random(n) < parameters["harm.admitted"])
    because = pl.Series([event.name] * n, dtype=pl.String)
    overdoses = pl.DataFrame(
        {
            "person": person,
            "area": area.astype(np.int32),
            "day": day,
            "substance": pl.Series(["Synthetic opioid"] * n, dtype=pl.String),
            "naloxone_doses": rng.integers(2, 5, n).astype(np.int8),
            "responded": ~fatal,
            "conveyed": ~fatal,
            "admitted": admitted,
            "fatal": fatal,
            "because_of": because,
        }
    )
    stays = overdoses.filter(pl.col("admitted")).select("person", "area", "day", "because_of")
    stays = stays.with_columns(icd10=pl.lit("T404"), second_icd10=pl.lit("F112"))
    died = overdoses.filter(pl.col("fatal")).select(
        "person",
        "area",
        "day",
        "because_of",
        registered=pl.col("day") + 190,
        icd10=pl.lit("X42"),
        substances=pl.lit("Synthetic opioid"),
        drug_misuse=pl.lit(value=True),
    )
    return overdoses, stays, died


def _busy_after(tables: Tables, day: int) -> pl.DataFrame:
    """Return everybody who has a record after a day, or an open stay in treatment or prison."""
    found = []
    for name, column in (
        ("treatment", "referred"),
        ("treatment", "ended"),
        ("prison", "entered"),
        ("offences", "day"),
        ("homeless", "approached"),
        ("employment", "referred"),
        ("overdoses", "day"),
        ("admissions", "day"),
        ("deaths", "day"),
        ("voluntary", "day"),
        ("requirements", "ordered"),
    ):
        frame = tables[name]
        late = pl.col(column) >= day
        if column == "ended":
            late = late | pl.col("ended").is_null()
        found.append(frame.filter(late).select("person"))
    return pl.concat(found).drop_nulls().unique()
