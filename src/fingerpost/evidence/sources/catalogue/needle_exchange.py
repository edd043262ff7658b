"""Needle exchange transactions."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_quarter

NEEDLE_EXCHANGE = Source(
    name="needle_exchange",
    title="Needle exchange",
    publisher="the harm reduction service",
    agency="the harm reduction service",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per transaction",
    columns=(
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=commonest_quarter("exchanged_on"),
            meaning="the quarter that the file is of: that of most transactions",
        ),
        Column(name="exchanged_on", header="Transaction Date", kind=ColumnKind.DATE),
        Column(name="site", header="Site"),
        Column(
            name="district_code",
            header="District Code",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
        ),
        Column(name="substance_group", header="Substance Group", nullable=True),
        Column(name="needles_out", header="Needles Out", kind=ColumnKind.INTEGER, minimum=0),
        Column(
            name="needles_returned",
            header="Needles Returned",
            kind=ColumnKind.INTEGER,
            nullable=True,
            minimum=0,
        ),
        Column(
            name="naloxone_offered", header="Naloxone Offered", nullable=True, codelist="yes_no"
        ),
    ),
    edition=("quarter",),
    period="quarter",
    lag="about a month after the end of the quarter",
    cadence="quarterly",
    quirks=(
        "Transactions, not people: one person may collect for several.",
        "Steroid users are counted too: look at the substance group.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same quarter takes the place of the earlier."
        ),
    ),
    disclosure="local_partner_data",
)
