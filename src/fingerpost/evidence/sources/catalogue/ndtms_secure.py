"""NDTMS, secure settings: a prison's healthcare records of a year."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Source
from fingerpost.evidence.sources.ndtms_fields import (
    CLIENT,
    CONSENT,
    CONSENT_QUIRK,
    DATASET,
    FILE_NAME,
    LETTER_QUIRK,
    SECURE_EPISODE,
    UNCONFIRMED_QUIRK,
)

NDTMS_SECURE = Source(
    name="ndtms_secure",
    version=2,
    title="Treatment in prison, by episode",
    publisher="the prison healthcare provider, in the exchange format of NDTMS",
    agency="the prison healthcare provider",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per episode and intervention in prison",
    columns=(
        *DATASET,
        *CLIENT,
        CONSENT,
        *SECURE_EPISODE,
    ),
    file_name=FILE_NAME,
    named_like="NDTMS_SECURE_P_T0951_2021-22.csv",
    blank_as=("NA",),
    edition=("agency", "financial_year"),
    period="financial_year",
    lag="about a month after the end of the year; providers send theirs to OHID monthly",
    cadence="yearly for each agency",
    quirks=(
        LETTER_QUIRK,
        CONSENT_QUIRK,
        (
            "A transfer to a community agency is a referral: whether treatment began there "
            "stands in that agency's file."
        ),
        UNCONFIRMED_QUIRK,
    ),
    disclosure="ndtms",
)
