"""Treatment Outcomes Profiles: the form at the start, at reviews, and at the end of treatment.

Many are missing, as in life: a measure of progress must show the share without a review.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.chance import another, stream
from fingerpost.county.concern import ALCOHOL, NON_OPIATE_ALCOHOL, OPIATE
from fingerpost.county.parameters import Parameters

REVIEW_EVERY_DAYS = 182
USE_COLUMNS = (
    "alcohol_days",
    "opiate_days",
    "crack_days",
    "cocaine_days",
    "amphetamine_days",
    "cannabis_days",
    "other_drug_days",
    "injecting_days",
)
# Days of use in the 28 before the start, on average, by what the person uses most.
DAYS_AT_START = 17.0
SCHEMA = {
    "person": pl.Int64,
    "started": pl.Int32,
    "day": pl.Int32,
    "stage": pl.String,
    **dict.fromkeys(USE_COLUMNS, pl.Int8),
    "paid_work_days": pl.Int8,
    "education_days": pl.Int8,
    "psychological": pl.Int8,
    "physical": pl.Int8,
    "quality_of_life": pl.Int8,
    "acute_housing_problem": pl.Boolean,
    "risk_of_eviction": pl.Boolean,
}


def profiles(
    treatment: pl.DataFrame,
    people: pl.DataFrame,
    last_day: int,
    parameters: Parameters,
    *,
    seed: int,
) -> pl.DataFrame:
    """Return the forms of every episode that was begun.

    Parameters
    ----------
    treatment, people : DataFrame
        Tables of `lives.Lives`.
    last_day : int
        Forms after it are not filled in yet.

    Returns
    -------
    DataFrame
        With the columns of `SCHEMA`; `started` and `person` name the episode.
    """
    begun = (
        treatment.filter(pl.col("started").is_not_null())
        .join(
            people.select("person", "group", "crack", "main_drug", "injecting"),
            on="person",
            how="left",
            maintain_order="left",
        )
        .sort("person", "started")
    )
    end = begun["ended"].fill_null(last_day).to_numpy()
    started = begun["started"].to_numpy()
    reviews = np.clip((end - started) // REVIEW_EVERY_DAYS, 0, 30)
    completed = begun["reason"].str.starts_with("completed").to_numpy()
    count = 1 + reviews + completed
    which = np.repeat(np.arange(len(begun)), count)
    step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    is_exit = completed[which] & (step == count[which] - 1)
    day = np.where(is_exit, end[which], started[which] + step * REVIEW_EVERY_DAYS)
    stage = np.where(is_exit, "exit", np.where(step == 0, "start", "review")).astype(object)
    rng = stream(seed, "forms")
    u, v, luck = (rng.random(len(which)) for _ in range(3))
    filled = u < np.where(
        step == 0,
        parameters["treatment.start_form_is_recorded"],
        parameters["treatment.review_is_recorded"],
    )
    group = begun["group"].to_numpy()[which]
    main = np.array(begun["main_drug"].to_list(), dtype=object)[which]
    crack = begun["crack"].to_numpy()[which]
    injects = (begun["injecting"] == "current").to_numpy()[which]
    # How much is left of what was used at the start: less with time, least on leaving well.
    left = np.where(step == 0, 1.0, np.where(is_exit, 0.06, 0.62**step + 0.12))
    start_days = np.clip(DAYS_AT_START + 8 * (rng.random(len(begun)) * 2 - 1), 1, 28)[which]

    def days(
        uses: NDArray[np.bool_], share: float, draw: NDArray[np.float64]
    ) -> NDArray[np.int8]:
        mean = start_days * share * left * (0.5 + draw)
        some = draw < np.where(step == 0, 0.93, 0.35 + 0.5 * left)  # many stop altogether
        return np.where(uses & some, np.clip(np.round(mean), 0, 28), 0).astype(np.int8)

    drinks = np.isin(group, (ALCOHOL, NON_OPIATE_ALCOHOL))
    home = begun["housing"].to_numpy()[which]
    works = begun["works"].to_numpy()[which]
    feels = np.clip(9 + 5 * (1 - left) + 6 * (v - 0.5), 0, 20)
    frame = pl.DataFrame(
        {
            "person": begun["person"].to_numpy()[which],
            "started": started[which],
            "day": day,
            "stage": pl.Series(stage.tolist(), dtype=pl.String),
            "alcohol_days": days(drinks | (another(u, 1) < 0.25), 0.9, luck),
            "opiate_days": days(group == OPIATE, 1.15, luck),
            "crack_days": days(crack, 0.8, another(luck, 2)),
            "cocaine_days": days(main == "cocaine", 0.6, luck),
            "amphetamine_days": days(main == "amphetamine", 0.7, luck),
            "cannabis_days": days(
                (main == "cannabis") | (another(u, 3) < 0.18), 1.2, another(luck, 4)
            ),
            "other_drug_days": days(np.isin(main, ("ketamine", "benzodiazepines")), 0.8, luck),
            "injecting_days": days(injects, 0.9, another(luck, 5)),
            "paid_work_days": np.where(works, np.clip(8 + 16 * v, 0, 28), 0).astype(np.int8),
            "education_days": np.where(another(v, 6) < 0.05, 8, 0).astype(np.int8),
            "psychological": feels.astype(np.int8),
            "physical": np.clip(feels + 2 * (another(v, 7) - 0.4), 0, 20).astype(np.int8),
            "quality_of_life": np.clip(feels + 3 * (another(v, 8) - 0.5), 0, 20).astype(
                np.int8
            ),
            "acute_housing_problem": (home == 2) & ((step == 0) | (another(v, 9) < 0.6)),
            "risk_of_eviction": (home == 1) & ((step == 0) | (another(v, 10) < 0.4)),
        }
    )
    return frame.filter(pl.Series(filled) & (pl.col("day") <= last_day)).cast(SCHEMA)  # type: ignore[arg-type]
