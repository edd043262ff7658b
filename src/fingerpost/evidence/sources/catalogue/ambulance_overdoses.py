"""Ambulance call-outs for suspected overdose."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_month

AMBULANCE_OVERDOSES = Source(
    name="ambulance_overdoses",
    version=2,
    title="Ambulance call-outs for suspected overdose",
    publisher="the ambulance trust",
    agency="the ambulance trust",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per patient of a call-out",
    columns=(
        Column(
            name="month_received",
            kind=ColumnKind.MONTH,
            derive=commonest_month("received_on"),
            meaning="the month that the file is of: that in which most reports were received",
        ),
        Column(
            name="incident_number", header="Incident Number", personal=True, token="incident"
        ),
        Column(
            name="called_on", header="Call Date", kind=ColumnKind.DATE, date_format="%Y-%m-%d"
        ),
        Column(
            name="call_hour",
            header="Call Hour",
            kind=ColumnKind.INTEGER,
            nullable=True,
            minimum=0,
            maximum=23,
            meaning="by the clock on the wall",
        ),
        Column(
            name="received_on",
            header="Received Date",
            kind=ColumnKind.DATE,
            date_format="%Y-%m-%d",
            meaning="when the report reached the partnership",
        ),
        Column(
            name="postcode_sector",
            header="Postcode Sector",
            nullable=True,
            meaning="of the place; thousands of addresses share one",
        ),
        Column(
            name="age",
            header="Age",
            kind=ColumnKind.INTEGER,
            nullable=True,
            minimum=0,
            maximum=115,
        ),
        Column(name="sex", header="Sex", nullable=True),
        Column(name="chief_complaint", header="Chief Complaint", nullable=True),
        Column(
            name="suspected_substance",
            header="Suspected Substance",
            nullable=True,
            meaning="what crew or bystanders thought: no laboratory",
        ),
        Column(
            name="naloxone_given", header="Naloxone Given", nullable=True, codelist="yes_no"
        ),
        Column(
            name="naloxone_doses",
            header="Naloxone Doses",
            kind=ColumnKind.INTEGER,
            nullable=True,
            minimum=0,
            maximum=30,
        ),
        Column(
            name="responded_to_naloxone",
            header="Responded To Naloxone",
            nullable=True,
            codelist="yes_no",
        ),
        Column(
            name="conveyed",
            header="Conveyed",
            nullable=True,
            codelist="yes_no",
            meaning="to hospital",
        ),
        Column(name="died_at_scene", header="Died At Scene", nullable=True, codelist="yes_no"),
    ),
    key=("incident_number",),
    edition=("month_received",),
    period="month_received",
    lag="days; some reports arrive weeks late",
    cadence="monthly, by the month in which reports were received",
    quirks=(
        (
            "A file is of the month of receipt: calls of earlier months are in it, so a month "
            "of calls fills up over several files."
        ),
        "A response to naloxone suggests an opioid and does not prove one.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same month takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="ambulance",
)
