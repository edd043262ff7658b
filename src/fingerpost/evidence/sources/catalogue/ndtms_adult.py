"""NDTMS, adult community treatment: a provider's records of a year."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Source
from fingerpost.evidence.sources.ndtms_fields import (
    ADULT_OUTCOMES,
    CLIENT,
    CONSENT,
    CONSENT_QUIRK,
    DATASET,
    EPISODE,
    FILE_NAME,
    INTERVENTION,
    LETTER_QUIRK,
    NATIONALITY,
    OUTCOMES,
    UNCONFIRMED_QUIRK,
)

NDTMS_ADULT = Source(
    name="ndtms_adult",
    version=2,
    title="Adults in community treatment, by episode",
    publisher="the treatment provider, in the exchange format of NDTMS",
    agency="the treatment provider",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per episode and intervention or Treatment Outcomes Profile",
    columns=(
        *DATASET,
        *CLIENT,
        NATIONALITY,
        CONSENT,
        *EPISODE,
        *INTERVENTION,
        *OUTCOMES,
        *ADULT_OUTCOMES,
    ),
    file_name=FILE_NAME,
    named_like="NDTMS_ADULT_P_T0901_2021-22.csv",
    blank_as=("NA",),
    edition=("agency", "financial_year"),
    period="financial_year",
    lag="about a month after the end of the year; providers send theirs to OHID monthly",
    cadence="yearly for each agency",
    quirks=(
        LETTER_QUIRK,
        CONSENT_QUIRK,
        (
            "An episode stands in as many rows as it has interventions and profiles: count "
            "episodes, not rows."
        ),
        (
            "Two people can share initials, date of birth and sex, and one person may attend "
            "several agencies."
        ),
        UNCONFIRMED_QUIRK,
    ),
    disclosure="ndtms",
)
