"""What the police and the courts make of an offence: its kind, its outcome, and what follows.

Outcomes are numbered as the Home Office does. A number says with what the police closed the
offence; what became of the person is another matter, and is in the other tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fingerpost.county.chance import another, pick
from fingerpost.county.concern import OPIATE, OTHER, RECREATIONAL
from fingerpost.county.parameters import Parameters

TRAFFICKING, POSSESSION, CANNABIS, OTHER_DRUG = "92A", "92D", "92E", "92C"
DRUG_KINDS = (TRAFFICKING, POSSESSION, CANNABIS, OTHER_DRUG)
ACQUISITIVE = ("shoplifting", "burglary", "vehicle", "theft_person", "robbery")
# Which offences people commit, other than with drugs.
OTHERWISE = (
    ("shoplifting", 0.50),
    ("burglary", 0.11),
    ("vehicle", 0.10),
    ("theft_person", 0.05),
    ("robbery", 0.04),
    ("violence", 0.20),
)
OTHERWISE_OF_OTHERS = (
    ("shoplifting", 0.16),
    ("burglary", 0.05),
    ("vehicle", 0.07),
    ("theft_person", 0.02),
    ("robbery", 0.03),
    ("violence", 0.67),
)
CHARGED = "1"


@dataclass(frozen=True)
class Decided:
    """What became of offences; arrays with one place each."""

    outcome: NDArray[np.object_]
    outcome_day: NDArray[np.int32]
    is_charged: NDArray[np.bool_]
    is_diverted: NDArray[np.bool_]


def kinds(
    group: NDArray[np.int8],
    main_drug: NDArray[np.object_],
    parameters: Parameters,
    u: NDArray[np.float64],
    v: NDArray[np.float64],
) -> NDArray[np.object_]:
    """Return the kind of each offence of people in these groups.

    Parameters
    ----------
    group, main_drug : ndarray, shape (n,)
        Of the person.
    u, v : ndarray, shape (n,)
        Uniform draws: whether it is a drug offence, and which.
    """
    share = np.where(group == RECREATIONAL, 1.0, parameters["crime.drug_offence_share"])
    share = np.where(group == OTHER, 0.05, share)
    with_drugs = u < share
    trafficking = parameters["crime.trafficking_share"]
    dealing = np.where(group == RECREATIONAL, 0.04, np.where(group == OTHER, 0.70, trafficking))
    soft = (main_drug == "cannabis") | ((main_drug == "") & (v > 0.5))
    drug_kind = np.where(
        v < dealing,
        TRAFFICKING,
        np.where(v > 0.985, OTHER_DRUG, np.where(soft, CANNABIS, POSSESSION)),
    )
    return np.where(
        with_drugs,
        drug_kind,
        np.where(group == OTHER, pick(OTHERWISE_OF_OTHERS, v), pick(OTHERWISE, v)),
    ).astype(object)


def decide(
    kind: NDArray[np.object_],
    day: NDArray[np.int32],
    scheme: NDArray[np.float64],
    last_day: int,
    parameters: Parameters,
    u: NDArray[np.float64],
    v: NDArray[np.float64],
) -> Decided:
    """Return the outcome of offences with a known suspect.

    Parameters
    ----------
    scheme : ndarray, shape (n,)
        The share of the month in which a diversion scheme is offered there.
    last_day : int
        Outcomes after it are not known yet: no outcome, no day.
    u, v : ndarray, shape (n,)
        Uniform draws: which outcome, and after how long.
    """
    share = parameters.under("crime.outcome")
    possession = np.isin(kind, (POSSESSION, CANNABIS, OTHER_DRUG))
    before = (
        ("22", share["diversionary"]),
        (CHARGED, share["charged"]),
        ("3", share["caution"]),
        ("8", share["community_resolution"]),
        ("10", share["not_in_public_interest"]),
        ("15", share["evidential"]),
        ("18", 1.0 - sum(share.values())),
    )
    # Under the scheme, people who would have been resolved, cautioned or charged are diverted.
    offered = parameters["planted.diversion_outcome_22"]
    usual = pick(before, u)
    instead_of = share["community_resolution"] + share["caution"] + share["charged"]
    moved = possession & np.isin(usual, ("8", "3", CHARGED))
    moved &= another(v, 3) < offered / instead_of * scheme
    dealing = pick((("1", 0.62), ("14", 0.02), ("16", 0.06), ("15", 0.24), ("18", 0.06)), u)
    theft = pick(
        (("1", 0.44), ("3", 0.05), ("8", 0.09), ("16", 0.16), ("15", 0.20), ("18", 0.06)), u
    )
    outcome = np.where(possession, usual, np.where(kind == TRAFFICKING, dealing, theft)).astype(
        object
    )
    outcome[moved] = "22"
    # Community resolutions come in days, charges for dealing in months.
    mean = np.where(
        possession, 24.0, np.where(kind == TRAFFICKING, 120.0, np.where(outcome == "1", 35, 60))
    )
    outcome_day = (day + 1 - mean * np.log1p(-v * 0.9999)).astype(np.int32)
    known = outcome_day <= last_day
    return Decided(
        outcome=np.where(known, outcome, ""),
        outcome_day=np.where(known, outcome_day, np.int32(-(2**31))).astype(np.int32),
        is_charged=outcome == CHARGED,
        is_diverted=moved | (possession & (outcome == "22")),
    )


def tests_positive(group: NDArray[np.int8], u: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the result of a drug test on arrest: opiates, cocaine, both or negative."""
    hard = pick((("both", 0.42), ("opiates", 0.20), ("cocaine", 0.20), ("negative", 0.18)), u)
    soft = pick((("cocaine", 0.40), ("opiates", 0.02), ("negative", 0.58)), u)
    none = pick((("cocaine", 0.24), ("opiates", 0.01), ("negative", 0.75)), u)
    found = np.where(group == OPIATE, hard, np.where(group == OTHER, none, soft))
    return found.astype(object)
