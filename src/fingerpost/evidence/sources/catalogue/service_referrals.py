"""Referrals between agencies, as Fingerpost's own service exports them."""

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import quarter_of

ISO = "%Y-%m-%d"


def _day(name: str, header: str, meaning: str = "") -> Column:
    return Column(
        name=name,
        header=header,
        kind=ColumnKind.DATE,
        date_format=ISO,
        nullable=True,
        meaning=meaning,
    )


SERVICE_REFERRALS = Source(
    name="service_referrals",
    title="Referrals between agencies",
    publisher="the partnership",
    agency="the partnership's own service",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per referral that was sent",
    columns=(
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=quarter_of("sent_on"),
            meaning="in which it was sent",
        ),
        Column(
            name="referral",
            header="Referral",
            meaning="a pseudonym of the referral, the same in every export; no number of a page",
        ),
        Column(
            name="redirected_from",
            header="Redirected From",
            nullable=True,
            meaning="the referral that was declined and led to this one",
        ),
        Column(
            name="person_reference",
            header="Person Reference",
            personal=True,
            nullable=True,
            meaning="a pseudonym of the sender's record of the person; blank where they came by themselves",
        ),
        Column(name="forename", header="Forename", personal=True, nullable=True),
        Column(name="surname", header="Surname", personal=True, nullable=True),
        Column(
            name="date_of_birth",
            header="Date of Birth",
            kind=ColumnKind.DATE,
            date_format=ISO,
            personal=True,
            nullable=True,
        ),
        Column(
            name="age",
            kind=ColumnKind.INTEGER,
            derive=age_on("sent_on"),
            nullable=True,
            meaning="in whole years on the day it was sent, from the date of birth",
        ),
        Column(name="postcode", header="Postcode", personal=True, nullable=True),
        Column(
            name="age_band",
            header="Age Band",
            nullable=True,
            meaning="on the day it was sent; also where no date of birth may be told",
        ),
        Column(name="sex", header="Sex", nullable=True, meaning="as the person says it"),
        Column(
            name="ethnicity",
            header="Ethnic Group",
            nullable=True,
            meaning="of the five of the Census, as the person says it",
        ),
        Column(name="sender", header="Sender"),
        Column(name="sender_kind", header="Kind of Sender"),
        Column(name="receiver", header="Receiver"),
        Column(name="receiver_kind", header="Kind of Receiver"),
        Column(name="service", header="Service"),
        Column(name="origin", header="Origin", codelist="referral_origins"),
        Column(name="urgency", header="Urgency"),
        Column(
            name="needs",
            header="Needs",
            nullable=True,
            meaning="codes of what help is asked with, in the order of the alphabet, with spaces between",
        ),
        Column(name="basis", header="Basis", meaning="the lawful basis that it was sent on"),
        Column(
            name="sent_on",
            header="Sent Date",
            kind=ColumnKind.DATE,
            date_format=ISO,
        ),
        _day("received_on", "Received Date"),
        _day("declined_on", "Declined Date"),
        _day("accepted_on", "Accepted Date"),
        _day(
            "contact_due_on",
            "Contact Due Date",
            "by when first contact was due by the service's own standard, each step taking the whole "
            "time that it may",
        ),
        _day("first_contact_on", "First Contact Date", "of the first try, by whatever channel"),
        _day("appointed_on", "Appointment Offered Date", "the day on which it was offered"),
        _day("attended_on", "Attended Date"),
        _day("engaged_on", "Engaged Date"),
        _day("outcome_on", "Outcome Date", "when it was returned to the sender"),
        _day("over_on", "Over Date", "blank while somebody owes the next step"),
        Column(name="state", header="State", codelist="referral_states"),
        Column(name="tries", header="Tries", kind=ColumnKind.INTEGER, minimum=0),
        Column(name="misses", header="Misses", kind=ColumnKind.INTEGER, minimum=0),
        Column(
            name="decline_reason",
            header="Decline Reason",
            nullable=True,
            codelist="referral_decline_reasons",
        ),
        Column(
            name="end_reason",
            header="End Reason",
            nullable=True,
            codelist="referral_end_reasons",
        ),
        Column(name="outcome", header="Outcome", nullable=True, codelist="referral_outcomes"),
    ),
    key=("referral",),
    edition=("quarter",),
    period="quarter",
    lag="a day: the service writes it every night",
    cadence="nightly",
    quirks=(
        (
            "Only referrals of agencies that agreed to it are here, both of the sender and of the "
            "receiver; and none whose person withdrew their consent."
        ),
        (
            "Names, dates of birth and postcodes are blank where no agreement lets records be linked; "
            "such a referral is counted, and is matched to nobody."
        ),
        "No word that anybody wrote is here: codes, days and names of agencies and services alone.",
        "Every night's file holds all quarters, and takes the place of those before it.",
    ),
    disclosure="local_partner_data",
)
