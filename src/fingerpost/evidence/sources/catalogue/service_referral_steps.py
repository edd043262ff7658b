"""Every step of the referrals between agencies, as Fingerpost's own service exports them."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import quarter_of

ISO = "%Y-%m-%d"

SERVICE_REFERRAL_STEPS = Source(
    name="service_referral_steps",
    title="Steps of referrals between agencies",
    publisher="the partnership",
    agency="the partnership's own service",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per step of a referral that was sent",
    columns=(
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=quarter_of("sent_on"),
            meaning="in which the referral was sent",
        ),
        Column(
            name="referral",
            header="Referral",
            meaning="as in the file of referrals",
        ),
        Column(name="sent_on", header="Sent Date", kind=ColumnKind.DATE, date_format=ISO),
        Column(
            name="step",
            header="Step",
            kind=ColumnKind.INTEGER,
            minimum=1,
            meaning="1 is the sending",
        ),
        Column(
            name="kind",
            header="Kind of Step",
            meaning="moved, reminded or escalated",
        ),
        Column(name="happened_on", header="Step Date", kind=ColumnKind.DATE, date_format=ISO),
        Column(
            name="from_state", header="From State", nullable=True, codelist="referral_states"
        ),
        Column(name="to_state", header="To State", codelist="referral_states"),
        Column(name="side", header="Side", meaning="sender, receiver or clock"),
        Column(
            name="receiver_kind",
            header="Kind of Receiver",
            meaning="of the referral, whoever took the step",
        ),
        Column(name="channel", header="Channel", nullable=True),
        Column(
            name="reason",
            header="Reason",
            nullable=True,
            meaning="a code of why it was declined or ended, or of what was asked for",
        ),
        Column(
            name="due_on",
            header="Due Date",
            kind=ColumnKind.DATE,
            date_format=ISO,
            nullable=True,
            meaning="by when the step was due",
        ),
        Column(
            name="late_reason",
            header="Late Reason",
            nullable=True,
            codelist="referral_late_reasons",
        ),
    ),
    key=("referral", "step"),
    edition=("quarter",),
    period="quarter",
    lag="a day: the service writes it every night",
    cadence="nightly",
    quirks=(
        "A referral may be tried, offered and missed several times: each is a step.",
        "It holds days and codes: no name, of a person or of a worker, and no word that anybody wrote.",
    ),
    disclosure="local_partner_data",
)
