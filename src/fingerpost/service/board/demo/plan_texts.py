"""What the board of the demo promises, in words: priorities, commitments, grants and questions. All made up."""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.board.models import Framework as F
from fingerpost.service.board.states import CommitmentStatus as S

# The three aims of the national strategy by an outcome each, the Police and Crime Plan, and our own.
PRIORITIES: tuple[tuple[str, F, str], ...] = (
    ("Break the lines that bring drugs into the county", F.STRATEGY, "supply"),
    ("Treatment that people reach and stay in", F.STRATEGY, "engage"),
    ("Fewer people come to drugs, and fewer are harmed", F.STRATEGY, "use"),
    ("Crime prevention: break the tie between drugs and theft", F.POLICE_PLAN, "crime"),
    ("A home and a job as part of recovery", F.LOCAL, "recovery"),
    ("People with lived experience shape what we do", F.LOCAL, ""),
)


@dataclass(frozen=True)
class Said:
    """What was said of a commitment, when a share of the time since its version was adopted had gone."""

    share: float
    status: S
    words: str


@dataclass(frozen=True)
class Promised:
    """A commitment of the demo: its days are counted from today."""

    priority: int
    title: str
    owner: K
    begins: int
    due: int
    resources: str = ""
    outcome: tuple[str, ...] = ()
    activity: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    is_public: bool = True


LINES = (
    "Disrupt the lines that exploit children, and have each child met by a worker within 5 days"
)
NALOXONE = "Give every custody suite and hostel a supply of naloxone and trained staff"
RELEASE = "See everybody who leaves prison with a treatment need within 21 days"
HOMES = "Open forty supported homes for people in recovery"
JOBS = "Offer individual placement and support to everybody in treatment who wants work"
PANEL = "Set up a paid panel of people with lived experience"
SCHOOLS = "Train a lead for drugs in every secondary school"
TESTING = "Test on arrest in every custody suite, and refer on the same day"

FIRST: tuple[Promised, ...] = (
    Promised(1, LINES, K.POLICE, -420, -60, said=(
        Said(0.4, S.ON_TRACK, "Two lines closed in spring; nine of eleven children were met within 5 days."),
    )),
    Promised(2, RELEASE, K.PRISON, -420, -90, said=(
        Said(0.5, S.AT_RISK, "Two of five prisons send us no list of releases yet."),
    )),
    Promised(3, NALOXONE, K.TREATMENT, -420, -120, said=(
        Said(0.3, S.ON_TRACK, "Three of four suites have kits and trained staff: list of 4 March."),
        Said(0.8, S.KEPT, "All four suites and six hostels; stock list and training register."),
    )),
    Promised(4, TESTING, K.POLICE, -420, -30, said=(
        Said(0.6, S.ON_TRACK, "Testing runs in three suites; the fourth waits for its licence."),
    )),
    Promised(5, HOMES, K.HOUSING, -420, -45, said=(
        Said(0.3, S.ON_TRACK, "Fourteen homes let; lease of the second site is being signed."),
        Said(0.9, S.OFF_TRACK, "The lease of the second site fell through: letter of the landlord."),
    )),
    Promised(5, JOBS, K.EMPLOYMENT, -420, 60, said=(
        Said(0.5, S.ON_TRACK, "Four of five specialists are in post."),
    )),
    Promised(3, SCHOOLS, K.COUNCIL, -420, -20, said=(
        Said(0.7, S.OFF_TRACK, "Six of thirty-one schools; the trainer left and the post is frozen."),
    )),
    Promised(6, PANEL, K.LIVED_EXPERIENCE, -420, -200, said=(
        Said(0.6, S.KEPT, "Nine people, paid by the hour; terms agreed at the board’s summer meeting."),
    )),
)  # fmt: skip

# What became of each of the first version that is not kept: another day, another owner, or dropped.
CARRIED: dict[str, Promised] = {
    one.title: one
    for one in (
        Promised(1, LINES, K.POLICE, -420, 120, "Two detectives, one child exploitation worker",
                 ("neighbourhood_crime_recorded",), ("drug_trafficking_offences", "child_exploitation_referrals", "recorded_drug_offences"), (
            Said(0.5, S.ON_TRACK, "Three lines closed since the plan was refreshed; every child met within 5 days."),
            Said(0.9, S.ON_TRACK, "Operation report of last month: one more line closed, four children met."),
        )),
        Promised(2, RELEASE, K.TREATMENT, -420, 45, "Two link workers",
                 ("continuity_of_care",), ("prison_to_treatment", "prison_to_treatment_days"), (
            Said(0.4, S.AT_RISK, "One prison still sends no list; the others do every Monday."),
            Said(0.9, S.ON_TRACK, "All five prisons send a list; 41 of 52 people were seen last quarter."),
        )),
        Promised(4, TESTING, K.POLICE, -420, -10, "",
                 ("acquisitive_crime_recorded", "proven_reoffending"), ("arrest_rate", "custody_to_treatment"), (
            Said(0.85, S.AT_RISK, "The licence of the fourth suite is late; the kits are there."),
        )),
        Promised(5, HOMES, K.HOUSING, -420, 150, "Housing support grant; one site bought, one leased",
                 ("successful_completions",), (), (
            Said(0.5, S.OFF_TRACK, "Twenty-two of forty homes let; no second site is found."),
            Said(0.9, S.OFF_TRACK, "Twenty-six let. A site in Harrowmere is surveyed; planning takes until spring."),
        )),
        Promised(5, JOBS, K.EMPLOYMENT, -420, 60, "Five employment specialists",
                 ("employment_job_starts",), ("people_in_treatment",), (
            Said(0.9, S.ON_TRACK, "Five specialists in post, 120 people seen: caseload of last month."),
        )),
    )
}  # fmt: skip
WHY_DROPPED = "The council’s post is frozen for two years. Schools take the lesson plan without a lead of their own."

NEW: tuple[Promised, ...] = (
    Promised(1, "Share a weekly picture of supply between police and treatment, without names", K.POLICE, -150, 90, "", (), ("drug_seizures",), (
        Said(0.8, S.ON_TRACK, "Twelve weekly pictures shared; the agreement is signed."),
    )),
    Promised(2, "Cut the wait for a first appointment to one week", K.TREATMENT, -150, 30, "Treatment grant",
             ("unmet_treatment_need", "early_unplanned_exits"), ("treatment_waits", "people_in_treatment"), (
        Said(0.6, S.AT_RISK, "Two of three hubs are within a week; the third waits for a nurse."),
        Said(0.9, S.AT_RISK, "The nurse begins next month: appointment letter."),
    )),
    Promised(3, "Hold a review of every drug-related death within 60 days", K.PUBLIC_HEALTH, -150, 200, "",
             ("drug_poisoning_deaths", "drug_misuse_deaths"), (), (
        Said(0.3, S.ON_TRACK, "Five of five reviews within 60 days."),
    )),  # said too long ago where the plan was adopted long ago
    Promised(3, "Take naloxone to people at home after an overdose", K.NHS, -120, 100, "",
             ("ambulance_overdose_callouts",), ("naloxone_kits_supplied", "naloxone_issued")),
    Promised(4, "Offer treatment instead of a charge for possession, county-wide", K.PCC, -150, -25, "",
             ("proven_reoffending",), ("diversion_outcomes", "possession_to_treatment"), (
        Said(0.8, S.KEPT, "In force in all districts; scheme published, 64 people took it up by October."),
    )),
    Promised(4, "Give shops hit by repeat theft one named officer", K.POLICE, -150, -40, "",
             ("acquisitive_crime_recorded", "neighbourhood_crime_recorded"), (), (
        Said(0.85, S.NOT_KEPT, "Officers were moved to the operation on supply; it cannot be staffed this year."),
    )),
    Promised(5, "Have a housing plan for everybody before they leave prison", K.PROBATION, -60, 240, "",
             ("successful_completions",), ("drug_rehabilitation_requirements_started",), (
        Said(0.95, S.ON_TRACK, "Form agreed with all five prisons; first 18 plans written."),
    )),
    Promised(6, "Ask people in treatment twice a year what would help, and answer in public", K.LIVED_EXPERIENCE, 20, 300),
    Promised(6, "Have two people of the panel at every meeting of the board", K.LIVED_EXPERIENCE, -150, 210, "Panel budget", (), (), (
        Said(0.9, S.KEPT, "Two came to each of the last meetings: attendance in the minutes."),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class GrantText:
    """A grant line of the demo, and the share of its time's money that was spent so far."""

    grant: str
    title: str
    owner: K
    pounds: int
    pace: float


TREATMENT_GRANT = "Supplemental substance misuse treatment and recovery grant"
GRANTS = (
    GrantText(TREATMENT_GRANT, "Treatment places and outreach", K.TREATMENT, 1_240_000, 0.98),
    GrantText(TREATMENT_GRANT, "Detoxification as an inpatient", K.TREATMENT, 186_000, 1.02),
    GrantText("Housing support grant", "Housing support workers", K.HOUSING, 342_000, 0.52),
    GrantText(
        "Individual placement and support",
        "Employment specialists",
        K.EMPLOYMENT,
        148_000,
        0.96,
    ),
)


@dataclass(frozen=True)
class QuestionText:
    """A question of the demo: put and due so many days from today, and its answer, if there is one."""

    words: str
    owed_by: K
    put: int
    due: int
    answer: str = ""
    answered: int = 0
    is_public: bool = True


QUESTIONS = (
    QuestionText(
        "What keeps the third hub from seeing people within a week?",
        K.TREATMENT,
        -60,
        -40,
        "One nurse post was empty since spring. It is filled: she begins next month, and until then two "
        "people a week are seen at the second hub.",
        -45,
    ),
    QuestionText(
        "Why was the promise to shops hit by repeat theft not staffed, and what do they get instead?",
        K.POLICE,
        -30,
        -12,
    ),
    QuestionText(
        "Which of the five prisons sent no list of releases in the summer, and why?",
        K.PRISON,
        -10,
        14,
        is_public=False,
    ),
    QuestionText("How many of the forty homes will be let by Christmas?", K.HOUSING, -3, 18),
)
