"""NDTMS, young people's treatment: a provider's records of a year."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, Source
from fingerpost.evidence.sources.ndtms_fields import (
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

NDTMS_YOUNG_PEOPLE = Source(
    name="ndtms_young_people",
    version=2,
    title="Young people in treatment, by episode",
    publisher="the treatment provider for young people, in the exchange format of NDTMS",
    agency="the treatment provider",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per episode and intervention or outcomes form",
    columns=(
        *DATASET,
        *CLIENT,
        NATIONALITY,
        CONSENT,
        *EPISODE,
        *INTERVENTION,
        *OUTCOMES,
        Column(
            name="education_status",
            header="SCHOOL",
            nullable=True,
            meaning="in school, excluded, in training and so on; codes not confirmed",
        ),
    ),
    file_name=FILE_NAME,
    named_like="NDTMS_YP_P_T0903_2021-22.csv",
    blank_as=("NA",),
    edition=("agency", "financial_year"),
    period="financial_year",
    lag="about a month after the end of the year; providers send theirs to OHID monthly",
    cadence="yearly for each agency",
    quirks=(
        LETTER_QUIRK,
        CONSENT_QUIRK,
        "Which dataset a client is in depends on the service, not on the age.",
        "The scales of health and housing in the adult form are not asked.",
        UNCONFIRMED_QUIRK,
    ),
    disclosure="ndtms",
)
