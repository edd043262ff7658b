"""The police force's record of seized drugs."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_financial_year

FORCE_DRUG_SEIZURES = Source(
    name="force_drug_seizures",
    title="Drug seizures",
    publisher="the police force",
    agency="the police force",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per drug of a seizure",
    columns=(
        Column(
            name="financial_year",
            kind=ColumnKind.FINANCIAL_YEAR,
            derive=commonest_financial_year("seized_on"),
            meaning="that of most seizures in the file",
        ),
        Column(name="seizure_number", header="Seizure Number"),
        Column(name="seized_on", header="Seizure Date", kind=ColumnKind.DATE),
        Column(name="drug", header="Drug", codelist="police_drug_names"),
        Column(name="drug_class", header="Class", nullable=True, codelist="drug_classes"),
        Column(
            name="quantity", header="Quantity", kind=ColumnKind.NUMBER, nullable=True, minimum=0
        ),
        Column(
            name="unit",
            header="Unit",
            nullable=True,
            codelist="seizure_units",
            meaning="never add up different units",
        ),
        Column(
            name="district_code",
            header="District Code",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
        ),
        Column(
            name="stop_and_search", header="Stop and Search", nullable=True, codelist="yes_no"
        ),
    ),
    edition=("financial_year",),
    period="financial_year",
    lag="about two months after the end of the year",
    cadence="yearly",
    quirks=(
        (
            "A seizure of two drugs stands in two rows with one number: it is one seizure in "
            "the total and one of each drug, so drugs add up to more than the total."
        ),
        "A few large seizures make up most of the quantity.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same year takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="police_local",
)
