"""NDTMS, criminal justice intervention teams: a team's records of a year."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Source
from fingerpost.evidence.sources.ndtms_fields import (
    CLIENT,
    CONSENT,
    CONSENT_QUIRK,
    DATASET,
    FILE_NAME,
    JUSTICE_EPISODE,
    LETTER_QUIRK,
    UNCONFIRMED_QUIRK,
)

NDTMS_CJIT = Source(
    name="ndtms_cjit",
    version=2,
    title="Criminal justice intervention team, by episode",
    publisher="the criminal justice intervention team, in the exchange format of NDTMS",
    agency="the criminal justice intervention team",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per episode of the team's contact with a client",
    columns=(
        *DATASET,
        *CLIENT,
        CONSENT,
        *JUSTICE_EPISODE,
    ),
    file_name=FILE_NAME,
    named_like="NDTMS_CJIT_P_T0961_2021-22.csv",
    blank_as=("NA",),
    edition=("agency", "financial_year"),
    period="financial_year",
    lag="about a month after the end of the year; providers send theirs to OHID monthly",
    cadence="yearly for each agency",
    quirks=(
        LETTER_QUIRK,
        CONSENT_QUIRK,
        (
            "A referral to treatment is activity: whether treatment began stands in the "
            "treatment agency's file."
        ),
        UNCONFIRMED_QUIRK,
    ),
    disclosure="ndtms",
)
