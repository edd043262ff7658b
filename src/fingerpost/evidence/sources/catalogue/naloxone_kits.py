"""Take-home naloxone kits supplied."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_quarter

NALOXONE_KITS = Source(
    name="naloxone_kits",
    title="Take-home naloxone kits",
    publisher="the harm reduction service",
    agency="the harm reduction service",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per supply",
    columns=(
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=commonest_quarter("supplied_on"),
            meaning="the quarter that the file is of: that of most supplies",
        ),
        Column(name="supplied_on", header="Supply Date", kind=ColumnKind.DATE),
        Column(name="site", header="Site"),
        Column(
            name="district_code",
            header="District Code",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
        ),
        Column(name="supplier_type", header="Supplier Type", nullable=True),
        Column(name="recipient_type", header="Recipient Type", nullable=True),
        Column(name="kits_issued", header="Kits Issued", kind=ColumnKind.INTEGER, minimum=0),
        Column(name="reason", header="Reason", nullable=True, codelist="naloxone_reasons"),
    ),
    edition=("quarter",),
    period="quarter",
    lag="about a month after the end of the quarter",
    cadence="quarterly",
    quirks=(
        "Kits are activity; a kit that was used in an overdose is an early sign of harm.",
        "No person is recorded, so kits cannot be counted by person.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same quarter takes the place of the earlier."
        ),
    ),
    disclosure="local_partner_data",
)
