"""What the board of a demo said at three meetings, and what became of it. Nobody and nothing is real."""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.board.models import ItemKind, MinuteKind

NOTE, DECISION, ACTION, RISK = (
    MinuteKind.NOTE,
    MinuteKind.DECISION,
    MinuteKind.ACTION,
    MinuteKind.RISK,
)


@dataclass(frozen=True)
class Then:
    """What somebody did about it so many days after the meeting.

    `step` is an action of decisions or of action items. `until` is the new day of what is carried over, in
    days after the meeting.
    """

    days: int
    step: str
    words: str = ""
    until: int = 0


@dataclass(frozen=True)
class Line:
    """A line of minutes, with what it makes and what became of that; days count from the meeting."""

    kind: MinuteKind
    words: str
    is_public: bool = True
    owner: K | None = None
    days: int = 0
    reasons: str = ""
    options: str = ""
    dissent: str = ""
    measure: str = ""
    score: tuple[int, int] = (0, 0)
    follows: bool = False  # from the decision before it
    struck: str = ""
    then: tuple[Then, ...] = ()


@dataclass(frozen=True)
class Item:
    """An item of an agenda, and what was said under it."""

    title: str
    question: str
    kind: ItemKind
    minutes: int
    presented_by: K
    lines: tuple[Line, ...] = ()
    measure: str = ""
    is_public: bool = True


@dataclass(frozen=True)
class Past:
    """A meeting so many days before the demo is made; `away` sent apologies, `deputies` came for others."""

    days_ago: int
    items: tuple[Item, ...]
    away: tuple[K, ...] = ()
    deputies: tuple[K, ...] = ()


HOLD_SIX = "Hold six flats for people who leave HMP Northgarth"
HOLD_TEN = "Hold ten flats, not six, for people who leave HMP Northgarth"

PLAN = Item(
    "The delivery plan",
    "Does the board adopt the refreshed delivery plan?",
    ItemKind.DECIDE,
    15,
    K.PUBLIC_HEALTH,
    lines=(
        Line(
            DECISION,
            "Adopt the refreshed delivery plan",
            reasons="Each promise has one owner, a day, and the measures that would show it.",
            options="A plan for one year, which ends before the grants do.",
        ),
    ),
)
WAITING = Item(
    "Waiting for treatment",
    "What keeps people waiting for more than three weeks, and what do we do about it?",
    ItemKind.DECIDE,
    25,
    K.TREATMENT,
    measure="treatment_waits",
    lines=(
        Line(
            NOTE,
            "Most who wait for more than three weeks wait for a prescriber. Evenings are asked for most by "
            "people who work.",
        ),
        Line(
            DECISION,
            "Fund a second prescriber at the Fenmark Recovery Service for two years",
            reasons="The wait grew in four quarters in a row, and people who wait are lost to us.",
            options="Locum prescribers by the day; sharing a prescriber with the next county. Both cost more "
            "for each person who starts.",
            measure="treatment_waits",
            then=(
                Then(
                    150,
                    "carry_out",
                    "In post since last month; the contract is with the secretary.",
                ),
            ),
        ),
        Line(
            ACTION,
            "Recruit the second prescriber and open an evening clinic each Thursday",
            owner=K.TREATMENT,
            days=100,
            follows=True,
            then=(
                Then(40, "report_progress", "The post was advertised; five people applied."),
                Then(
                    95,
                    "report_done",
                    "The clinic’s rota of the first four Thursdays, and the register of prescribers.",
                ),
                Then(99, "accept"),
            ),
        ),
    ),
)
HOMES_SPRING = Item(
    "Homes for people who leave prison",
    "How do we make sure that nobody leaves HMP Northgarth without an address?",
    ItemKind.DECIDE,
    20,
    K.HOUSING,
    measure="continuity_of_care",
    lines=(
        Line(
            NOTE,
            "A member with lived experience said what a first night without an address means: the old friends "
            "have a sofa, and nobody else does.",
        ),
        Line(
            DECISION,
            HOLD_SIX,
            reasons="Whoever has an address on the day is far more likely to come to the first appointment.",
            options="Hostel beds, which people told us they do not feel safe in.",
            dissent="The probation delivery unit held six to be too few.",
            measure="continuity_of_care",
            then=(
                Then(
                    195,
                    f"replaced by {HOLD_TEN}",
                    "More people come out each month than was thought.",
                ),
            ),
        ),
        Line(
            ACTION,
            "Open ten move-on places for people who leave prison",
            owner=K.HOUSING,
            days=80,
            follows=True,
            then=(
                Then(60, "report_progress", "Four places are open, in Harrowmere."),
                Then(
                    91,
                    "carry_over",
                    "The landlord of the second house withdrew. Another is found, and needs its licence.",
                    until=170,
                ),
                Then(160, "report_progress", "Seven places are open."),
                Then(
                    192,
                    "carry_over",
                    "Three places wait for a fire door. The board asked for a day that is certain.",
                    until=290,
                ),
            ),
        ),
    ),
)
NALOXONE = Item(
    "Naloxone",
    "Who is first at an overdose and does not carry it?",
    ItemKind.DECIDE,
    15,
    K.POLICE,
    measure="naloxone_kits_supplied",
    lines=(
        Line(
            DECISION,
            "Give naloxone to every response officer who agrees to carry it",
            reasons="Officers are often first at an overdose, by minutes that count.",
            options="Kits in cars alone, which are not with the officer who needs one.",
            measure="naloxone_kits_supplied",
            then=(
                Then(
                    120,
                    "carry_out",
                    "Return of the force: 212 of 260 response officers carry a kit.",
                ),
            ),
        ),
        Line(
            ACTION,
            "Train response officers to carry and give naloxone",
            owner=K.POLICE,
            days=90,
            follows=True,
            then=(
                Then(70, "report_done", "A poster is up in each station."),
                Then(74, "send_back", "A poster does not show that anybody was trained."),
                Then(
                    88,
                    "report_done",
                    "Training register of the force: 231 officers, by station.",
                ),
                Then(92, "accept"),
            ),
        ),
        Line(
            DECISION,
            "Test drugs that are handed in at two festivals, as a trial",
            reasons="Nobody knows what was sold until somebody is in hospital.",
            options="Leaflets and a tent alone.",
            measure="drug_hospital_admissions",
            then=(
                Then(
                    140,
                    "give_up",
                    "The licence did not come in time. The organisers would take it up again.",
                ),
            ),
        ),
    ),
)
COUNTY_LINES = Item(
    "Children and county lines",
    "Is a child who is found with a county line met as somebody who was exploited?",
    ItemKind.DECIDE,
    25,
    K.COUNCIL,
    measure="child_exploitation_referrals",
    lines=(
        Line(
            DECISION,
            "Refer every child who is found with a county line to children’s services within a day",
            reasons="The first day is when a child may speak, and when they are most in danger.",
            options="A weekly meeting of cases, as now.",
            measure="child_exploitation_referrals",
        ),
        Line(
            ACTION,
            "Agree one referral form for police and children’s services, and use it",
            owner=K.COUNCIL,
            days=60,
            follows=True,
            then=(
                Then(
                    63,
                    "give_up",
                    "The two systems cannot exchange a form. It is sent by secure e-mail until they can, which "
                    "the council looks at with the next contract.",
                ),
            ),
        ),
        Line(
            ACTION,
            "Say each quarter how many children were referred within a day",
            owner=K.POLICE,
            days=210,
            follows=True,
            then=(
                Then(70, "report_progress", "The first quarter is counted, and being checked."),
            ),
        ),
        Line(
            RISK,
            "Children are moved to the next county before anybody refers them",
            is_public=False,
            owner=K.POLICE,
            days=120,
            score=(4, 4),
        ),
    ),
)
HOMES_SUMMER = Item(
    "Homes for people who leave prison: how far we are",
    "Is what we hold enough?",
    ItemKind.DECIDE,
    15,
    K.HOUSING,
    lines=(
        Line(
            DECISION,
            HOLD_TEN,
            reasons="Six were full within a month.",
            options="Wait for a year’s figures.",
            measure="continuity_of_care",
        ),
        Line(
            ACTION,
            "Tell housing of each release eight weeks before, where the person agrees",
            owner=K.PRISON,
            days=150,
            follows=True,
            then=(
                Then(50, "report_progress", "The form asks for it since last month."),
                Then(
                    140,
                    "report_done",
                    "Of 41 who were released since, 36 were told of eight weeks before; the list is with "
                    "housing.",
                ),
            ),
        ),
    ),
)
SMALL_NUMBERS = Item(
    "Small numbers",
    "How do we publish figures so that nobody is recognised in them?",
    ItemKind.DECIDE,
    10,
    K.PUBLIC_HEALTH,
    lines=(
        Line(
            DECISION,
            "Publish no count below five from health records, and round what is near it",
            reasons="In a small town a neighbour knows who the one person is.",
            options="Publish for the county alone, which would hide the differences between towns.",
            dissent="A member would have published more: what is hidden is not talked about.",
            then=(Then(101, "carry_out", "Every release since is made by these rules."),),
        ),
        Line(
            ACTION,
            "Say on the public pages why some figures are not shown",
            owner=K.PUBLIC_HEALTH,
            days=60,
            follows=True,
            then=(
                Then(45, "report_done", "The note under every public table."),
                Then(52, "accept"),
            ),
        ),
    ),
)
DEATHS = Item(
    "Deaths that may be drug-related",
    "What do we learn from each of them, and how soon?",
    ItemKind.DECIDE,
    25,
    K.PUBLIC_HEALTH,
    measure="drug_misuse_deaths",
    lines=(
        Line(
            NOTE,
            "A family asked why they were told of the review after it was over.",
            is_public=False,
        ),
        Line(
            DECISION,
            "Review each death that may be drug-related within six weeks, and ask the family first",
            reasons="After half a year nobody remembers, and the family has stopped asking.",
            options="A review once a year of all deaths together.",
            measure="drug_misuse_deaths",
        ),
        Line(
            ACTION,
            "Name a clinical lead for the reviews",
            owner=K.NHS,
            days=40,
            follows=True,
            then=(Then(50, "escalate"),),
        ),
        Line(
            ACTION,
            "Write with families what they are told, when, and by whom",
            owner=K.LIVED_EXPERIENCE,
            days=110,
            follows=True,
        ),
    ),
)
ORDERS = Item(
    "Drug rehabilitation requirements",
    "Why do so many begin late?",
    ItemKind.DISCUSS,
    15,
    K.PROBATION,
    measure="drug_rehabilitation_requirements_started",
    lines=(
        Line(
            ACTION,
            "Begin each requirement within ten days of the order",
            owner=K.PROBATION,
            days=130,
        ),
        Line(
            ACTION,
            "Offer the first appointment at the court on the day of the order",
            owner=K.TREATMENT,
            days=120,
            then=(Then(30, "report_progress", "Tuesdays are covered; Fridays are not yet."),),
        ),
        Line(
            DECISION,
            "Close the evening clinic on Thursdays",
            struck="Misheard: it moves to another building, and does not close.",
        ),
    ),
)
STAFF = Item(
    "Staff of the treatment service",
    "What do we know of its contract before it is public?",
    ItemKind.NOTE,
    10,
    K.TREATMENT,
    is_public=False,
    lines=(
        Line(NOTE, "Four of thirty-one posts are vacant. The tender is not public yet.", False),
        Line(
            RISK,
            "The treatment service loses staff while its contract is out to tender",
            is_public=False,
            owner=K.TREATMENT,
            days=60,
            score=(3, 5),
        ),
    ),
)

PAST = (
    Past(259, (PLAN, WAITING, HOMES_SPRING, NALOXONE), away=(K.NHS,)),
    Past(
        168,
        (COUNTY_LINES, HOMES_SUMMER, SMALL_NUMBERS),
        away=(K.PRISON,),
        deputies=(K.PCC,),
    ),
    Past(70, (DEATHS, ORDERS, STAFF), away=(K.COUNCIL, K.NHS)),
)
NEXT_ITEMS = (
    Item(
        "Naloxone: who still goes without",
        "Who was offered no kit, and who offers it?",
        ItemKind.DISCUSS,
        15,
        K.TREATMENT,
        measure="naloxone_issued",
    ),
    Item(
        "What people with lived experience ask of us",
        "Which of their questions do we answer before the next meeting?",
        ItemKind.DECIDE,
        15,
        K.LIVED_EXPERIENCE,
    ),
)
