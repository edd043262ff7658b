"""Random mandatory drug tests in prisons."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_financial_year

PRISON_DRUG_TESTS = Source(
    name="prison_drug_tests",
    title="Random drug tests in prison",
    publisher="HM Prison and Probation Service",
    agency="HM Prison and Probation Service",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per month and prison",
    columns=(
        Column(
            name="financial_year",
            kind=ColumnKind.FINANCIAL_YEAR,
            derive=commonest_financial_year("month"),
            meaning="that of most months in the file",
        ),
        Column(name="month", header="Month", kind=ColumnKind.MONTH),
        Column(name="prison", header="Prison"),
        Column(name="random_tests", header="Random Tests", kind=ColumnKind.INTEGER, minimum=0),
        Column(name="positive", header="Positive", kind=ColumnKind.INTEGER, minimum=0),
    ),
    key=("month", "prison"),
    edition=("financial_year",),
    period="financial_year",
    lag="about four months after the end of the year",
    cadence="yearly",
    quirks=(
        "Tests do not find every synthetic drug.",
        "Too few tests in a month make its share worthless.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same year takes the place of the earlier."
        ),
    ),
    disclosure="justice",
)
