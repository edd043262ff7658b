"""Overdoses, admissions and deaths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fingerpost.county.chance import another
from fingerpost.county.concern import ALCOHOL, OPIATE, OTHER, YEAR
from fingerpost.county.crowd import DEAD, NEED, NO_HOME, PRISON, TREATMENT, Bools, Crowd, Places
from fingerpost.county.ledger import NEVER

# What the treatment file calls a drug, as an ambulance calls it.
SUBSTANCES = {
    "heroin": "Heroin",
    "methadone": "Methadone",
    "other opiates": "Other opioid",
    "crack": "Crack cocaine",
    "cocaine": "Cocaine",
    "ketamine": "Ketamine",
    "amphetamine": "Amphetamine",
    "cannabis": "Cannabis",
    "benzodiazepines": "Benzodiazepine",
    "ecstasy": "MDMA",
    "alcohol": "Unknown",
    "": "Unknown",
}

# The code of poisoning by each substance (ICD-10): heroin, other opioids, methadone, synthetic
# opioids, cocaine, cannabis, hallucinogens, stimulants, benzodiazepines, other.
POISONING = {
    "Heroin": "T401",
    "Other opioid": "T402",
    "Methadone": "T403",
    "Synthetic opioid": "T404",
    "Crack cocaine": "T405",
    "Cocaine": "T405",
    "Cannabis": "T407",
    "MDMA": "T436",
    "Amphetamine": "T436",
    "Benzodiazepine": "T424",
    "Ketamine": "T412",
    "Unknown": "T509",
}


def _normal(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return standard normal values of uniform draws, near enough (Tukey's lambda form)."""
    v = np.clip(another(u, 59), 1e-6, 1 - 1e-6)
    return (v**0.1349 - (1 - v) ** 0.1349) / 0.1975


def be_poisoned(crowd: Crowd, month: int) -> None:
    """Overdoses: who, where, what was done, and whether it was fatal."""
    p = crowd.p
    u, v, w = (crowd.draw(f"overdose {what}", month) for what in "abc")
    first, after = crowd.calendar.first_days[month : month + 2]
    weights = crowd.calendar.day_weights[
        first - crowd.calendar.first_days[0] : after - crowd.calendar.first_days[0]
    ]
    edges = np.cumsum(weights) / weights.sum()
    day = (first + np.searchsorted(edges, crowd.draw("overdose day", month))).astype(np.int32)
    rate = crowd.chance["harm.overdoses_per_month"] * np.where(
        crowd.state == TREATMENT, p["harm.in_treatment_ratio"], 1.0
    )
    rate = rate * np.where(crowd.housing == NO_HOME, p["harm.homeless_ratio"], 1.0)
    fresh = (
        (crowd.released != NEVER) & (day - crowd.released >= 0) & (day - crowd.released < 28)
    )
    rate = rate * np.where(fresh, p["harm.after_release_ratio"], 1.0)
    rate = np.where(np.isin(crowd.state, (NEED, TREATMENT)), rate, 0.0)
    # People without dependence, and by other substances: accidents and attempts on oneself.
    others = p["harm.poisonings_of_others_per_year"] / 12
    rate = np.where((crowd.group == OTHER) & (crowd.state != DEAD), others, rate)
    rate = (
        rate
        * crowd.calendar.season[month]
        * np.where(crowd.dependent, crowd.harm[month][crowd.district], 1.0)
    )
    who = np.flatnonzero((u < -np.expm1(-rate)) & (crowd.state != DEAD))
    opioid = crowd.group[who] == OPIATE
    words = np.array([SUBSTANCES[drug] for drug in crowd.main[who]], dtype=object)
    words[(words == "Unknown") & (v[who] < 0.5)] = "Benzodiazepine"
    words[~opioid & crowd.crack[who] & (v[who] < 0.5)] = "Crack cocaine"
    fatal = w[who] < np.where(opioid, p["harm.fatal_opiate"], p["harm.fatal_other"])
    record_overdoses(crowd, who, crowd.area[who], day[who], words, fatal, v[who], "")


def record_overdoses(
    crowd: Crowd,
    who: Places,
    area: NDArray[np.int32],
    day: NDArray[np.int32],
    substance: NDArray[np.object_],
    fatal: Bools,
    v: NDArray[np.float64],
    because_of: str,
) -> None:
    """Write overdoses, and the admissions and deaths that follow from them."""
    p = crowd.p
    opioid = np.isin(substance, ("Heroin", "Methadone", "Other opioid", "Synthetic opioid"))
    given = opioid & (another(v, 61) < p["harm.naloxone_given"])
    doses = np.where(
        given, 1 + (another(v, 67) > 0.7) + 2 * (substance == "Synthetic opioid"), 0
    )
    admitted = ~fatal & (another(v, 71) < p["harm.admitted"])
    crowd.ledger.write(
        "overdoses",
        person=crowd.person[who],
        area=area,
        day=day,
        substance=substance,
        naloxone_doses=doses.astype(np.int8),
        responded=given & ~fatal,
        conveyed=~fatal & (admitted | (another(v, 73) < 0.3)),
        admitted=admitted,
        fatal=fatal,
        because_of=because_of,
    )
    icd = np.array([POISONING[word] for word in substance[admitted]], dtype=object)
    crowd.ledger.write(
        "admissions",
        person=crowd.person[who[admitted]],
        area=area[admitted],
        day=day[admitted],
        icd10=icd,
        second_icd10=np.where(opioid[admitted], "F112", "").astype(object),
        because_of=because_of,
    )
    dead = who[fatal]
    if not len(dead):
        return
    treated = crowd.state[dead] == TREATMENT
    crowd.end_treatment(
        dead[treated],
        np.maximum(day[fatal][treated], crowd.started[dead[treated]] + 1),
        "died",
    )
    crowd.die(dead, day[fatal])
    delay = p["harm.inquest_days"] * np.exp(0.55 * _normal(v[fatal]))
    registered = day[fatal] + delay.astype(np.int32)
    known = registered <= crowd.calendar.last_day
    mixed = np.where(another(v[fatal], 79) < 0.35, ";Benzodiazepine", "")
    mixed = np.where(another(v[fatal], 83) < 0.2, ";Alcohol", mixed)
    unnamed = another(v[fatal], 89) < 0.19  # about one certificate in five names no drug
    names = np.where(unnamed, "", substance[fatal] + mixed).astype(object)
    misuse = ~np.isin(substance[fatal], ("Unknown", "Benzodiazepine")) & ~unnamed
    crowd.ledger.write(
        "deaths",
        person=crowd.person[dead],
        area=area[fatal],
        day=day[fatal],
        registered=np.where(known, registered, NEVER),
        icd10=np.where(
            opioid[fatal], "X42", np.where(another(v[fatal], 97) < 0.3, "X61", "X44")
        ).astype(object),
        substances=names,
        drug_misuse=misuse,
        because_of=because_of,
    )


def die_otherwise(crowd: Crowd, month: int) -> None:
    """Deaths of other causes, and admissions for mental and behavioural disorder."""
    u = crowd.draw("die", month)
    per_year = np.where(
        crowd.group == OPIATE,
        crowd.p["harm.other_deaths_per_year_opiate"],
        crowd.p["harm.other_deaths_per_year_other"],
    )
    age = (crowd.calendar.first_days[month] - crowd.born) / YEAR
    rate = per_year * np.clip(np.exp((age - 46) / 14), 0.1, 6.0) / 12
    rate = np.where(crowd.dependent, rate, 0.0025 * np.exp((age - 45) / 11) / 12)
    who = np.flatnonzero((u < rate) & (crowd.state != DEAD) & (crowd.state != PRISON))
    day = crowd.day_in(month, "death")[who]
    treated = crowd.state[who] == TREATMENT
    crowd.end_treatment(
        who[treated], np.maximum(day[treated], crowd.started[who[treated]] + 1), "died"
    )
    crowd.die(who, day)
    v = crowd.draw("ward", month)
    uses = crowd.dependent & (crowd.group != ALCOHOL) & np.isin(crowd.state, (NEED, TREATMENT))
    ward = np.flatnonzero(uses & (v < crowd.p["harm.mental_admissions_per_year"] / 12))
    code = {"heroin": "F112", "cannabis": "F122", "cocaine": "F142", "crack": "F142"}
    crowd.ledger.write(
        "admissions",
        person=crowd.person[ward],
        area=crowd.area[ward],
        day=crowd.day_in(month, "ward")[ward],
        icd10=np.array([code.get(drug, "F192") for drug in crowd.main[ward]], dtype=object),
        second_icd10="",
        because_of="",
    )
