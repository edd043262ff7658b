"""What the demo's risks, deep dives, documents and involvement log say. Nobody and nothing in it is real."""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.board.models import DocumentKind
from fingerpost.service.board.models.involvement import EntryStatus


@dataclass(frozen=True)
class DemoRisk:
    """A risk with its scores: so many days ago, likelihood, impact, why."""

    title: str
    owner: K
    cause: str
    consequence: str
    controls: str
    scores: tuple[tuple[int, int, int, str], ...]
    review_in: int  # days
    appetite: int = 9
    happened: tuple[int, str] | None = None  # days ago, and what
    closed: tuple[int, str] | None = None  # days ago, and why


RISKS = (
    DemoRisk(
        "Leases of ten recovery homes end before new ones are let",
        K.HOUSING,
        "The landlord sells, and rents have risen by a fifth.",
        "Ten people in recovery lose a home within the winter.",
        "Talks with two housing associations; a reserve of three rooms.",
        (
            (240, 2, 4, "The landlord has not said what he will do."),
            (150, 3, 4, "One of three houses is for sale."),
            (40, 4, 4, "Notice was given for six of the ten."),
        ),
        review_in=6,
    ),
    DemoRisk(
        "Strong synthetic opioids spread in the county",
        K.PUBLIC_HEALTH,
        "Supply changes faster than what is tested for.",
        "People die who have used for years without overdose.",
        "Naloxone in every hostel; samples tested weekly; alerts within a day.",
        (
            (300, 2, 5, "Reported in two neighbouring counties."),
            (120, 3, 5, "Found in one sample here."),
            (30, 3, 5, "No further finding; too few samples to say that it is gone."),
        ),
        review_in=45,
        appetite=8,
    ),
    DemoRisk(
        "People leave prison without a first appointment",
        K.PRISON,
        "Releases on Fridays, and dates that change within a week.",
        "Treatment breaks off in the weeks in which most deaths happen.",
        "A list of releases goes to the treatment service each Monday.",
        (
            (200, 4, 3, "Half of the dates reached the service after the day."),
            (60, 3, 3, "The Monday list has begun."),
        ),
        review_in=-4,
    ),
    DemoRisk(
        "Treatment workers leave faster than they are replaced",
        K.TREATMENT,
        "Short contracts, and pay below that of the NHS.",
        "Caseloads rise, and fewer people are seen in a month.",
        "Contracts of three years; four trainees begin in January.",
        (
            (220, 4, 3, "Five of thirty posts are empty."),
            (90, 3, 3, "Two are filled."),
        ),
        review_in=60,
    ),
    DemoRisk(
        "Data stop when sharing agreements run out",
        K.PUBLIC_HEALTH,
        "Three agreements end within the year.",
        "The board no longer sees what happens between agencies.",
        "The service warns both parties 30 days before; renewals are on the agenda.",
        ((180, 2, 3, "Two of three renewals have begun."),),
        review_in=30,
    ),
    DemoRisk(
        "Children who are excluded from school are drawn into county lines",
        K.POLICE,
        "Exclusions have risen, and some days have no place to be.",
        "Children are exploited and hurt.",
        "Schools tell the exploitation team within a day of an exclusion.",
        ((210, 2, 4, "Known cases have not risen, but few schools tell yet."),),
        review_in=75,
    ),
    DemoRisk(
        "The needle exchange in Harrowmere has to close for a time",
        K.TREATMENT,
        "One pharmacist alone is trained for it.",
        "People share, or travel an hour.",
        "A van stands in for two days a week.",
        ((130, 2, 2, "The pharmacist may leave."),),
        review_in=25,
        appetite=10,
        happened=(20, "It was closed for a fortnight; the van stood in on four days."),
    ),
    DemoRisk(
        "Part of the grant is not spent within the year",
        K.PCC,
        "Posts are filled late.",
        "Money goes back, and next year's may be smaller.",
        "Spend is looked at each month, beside an even spend.",
        (
            (160, 3, 2, "A fifth of the year was spent in a third of it."),
            (50, 2, 2, "Two posts are filled."),
        ),
        review_in=50,
    ),
    DemoRisk(
        "Members cannot take part from a distance",
        K.COUNCIL,
        "The meeting room has no equipment for it.",
        "Members from the north of the county miss meetings.",
        "",
        ((170, 3, 1, "Two members could not come in spring."),),
        review_in=10,
        closed=(70, "The room was equipped; four joined from a distance in September."),
    ),
)

UNPLANNED = "Why do people leave treatment within twelve weeks?"
UNPLANNED_NOTES = (
    "Twelve people who left were asked by peers: five had no place to live, four moved, three found "
    "the hours impossible beside work. Twelve are too few to speak for all who left."
)
UNPLANNED_CONCLUSION = (
    "Housing and opening hours are the reasons that people give. Whether evening hours would keep more of "
    "them we cannot say: it was tried in one place for one quarter. The board asks for evening hours in "
    "two places, and looks again after two quarters."
)
UNPLANNED_MEASURES = ("early_unplanned_exits", "successful_completions", "people_in_treatment")
DEATHS = "What would have prevented the deaths of the past three years?"
DEATHS_MEASURES = (
    "drug_misuse_deaths",
    "drug_poisoning_deaths",
    "deaths_in_treatment",
    "naloxone_kits_supplied",
    "ambulance_overdose_callouts",
)

# Kind, title, owner, days until it is due, months between reviews.
DOCUMENTS = (
    (DocumentKind.TERMS, "Terms of reference", K.PUBLIC_HEALTH, 20, 12),
    (DocumentKind.PROGRESS, "Progress report", K.PUBLIC_HEALTH, 12, 12),
    (DocumentKind.PERFORMANCE, "Performance framework", K.PCC, -9, 12),
    (DocumentKind.NEEDS, "Joint needs assessment", K.PUBLIC_HEALTH, 110, 36),
    (DocumentKind.PLAN, "Local delivery plan", K.PUBLIC_HEALTH, 200, 36),
)
TERMS = (
    (
        "What the board is for",
        (
            "The High Harms Board agrees what the agencies of the county do together against the harm that "
            "drugs cause, sees that it is done, and gives account of it."
        ),
    ),
    (
        "Who sits on it",
        (
            "Every agency that promises something has a seat. People with lived experience have two, and what "
            "they need to take part is met before each meeting."
        ),
    ),
    (
        "How it decides",
        (
            "By agreement, where that can be had; otherwise by a majority of the seats that are filled, and "
            "dissent is written down. A decision gives its reasons and the evidence on which it rests."
        ),
    ),
)

# Days ago, which group, what it said, who answers, how it stands, what was done, whether public.
SAID: tuple[tuple[int, str, str, K, EntryStatus, str, bool], ...] = (
    (
        95,
        "People in treatment, at a drop-in in Harrowmere",
        "We cannot come between nine and five: we would lose our work.",
        K.TREATMENT,
        EntryStatus.DONE,
        "Two evenings a week are open since September, in one place so far.",
        True,
    ),
    (
        60,
        "Families of people who died",
        "Nobody told us what was found, or what changes because of it.",
        K.PUBLIC_HEALTH,
        EntryStatus.DOING,
        "Each review of a death will end with a letter to the family. The first four are being written.",
        True,
    ),
    (
        45,
        "People in temporary housing",
        "Let us keep our dogs, or we will stay outside.",
        K.HOUSING,
        EntryStatus.NOT_DONE,
        "The landlord’s insurance does not cover it in the present homes. It is asked of the new ones.",
        True,
    ),
    (
        8,
        "People who left prison this autumn",
        "On a Friday afternoon there is nobody to go to.",
        K.PRISON,
        EntryStatus.HEARD,
        "",
        False,
    ),
)
