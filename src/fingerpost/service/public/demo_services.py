"""Forty services of the made-up county, by who keeps them: none of them exists.

Telephone numbers are those that Ofcom keeps for drama (01632 960000 to 960999), postcodes begin with FM,
which no real one does, and addresses end in `.example`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.public.opening import CODES, Hours

# The postcode of each district's town.
TOWNS = {
    "Harrowmere": "FM1",
    "Aldenwold": "FM2",
    "Brackenlode": "FM3",
    "Cressfleet": "FM4",
    "Stavenholme": "FM5",
    "Withymarch": "FM6",
}
WEEKDAYS = CODES[:5]
OFFICE = (Hours(WEEKDAYS, time(9), time(17)),)
TIMES: dict[str, tuple[Hours, ...]] = {
    "office": OFFICE,
    "long": (Hours(WEEKDAYS, time(8), time(20)), Hours(("SA",), time(10), time(14))),
    "late": (*OFFICE, Hours(("TU", "TH"), time(17), time(20), words="By appointment.")),
    "shop": (Hours((*WEEKDAYS, "SA"), time(9), time(18)),),
    "always": (Hours(CODES, time(0), time(0)),),
    "night": (Hours(CODES, time(20), time(8)),),
    "mornings": (Hours(("MO", "WE", "FR"), time(9, 30), time(12, 30)),),
    "evening": (Hours(("WE",), time(18, 30), time(20)),),
    "weekend": (Hours(("SA", "SU"), time(10), time(15)),),
    "first": (Hours(("1MO",), time(18), time(20), "MONTHLY"),),
    "none": (),
}


@dataclass(frozen=True)
class DemoService:
    """A service of the demo.

    Parameters
    ----------
    keeper : AgencyKind
        Whose person in the demo keeps it.
    organisation, name, description : str
    needs : str
        Codes, with spaces between.
    town : str
        The district in whose town it is; "" where it has no place.
    times : str
        Of `TIMES`.
    by_oneself : bool
    street : str
    serves : str
        Districts, with ", " between; "" for the whole county.
    """

    keeper: K
    organisation: str
    name: str
    description: str
    needs: str
    town: str = ""
    times: str = "office"
    by_oneself: bool = True
    street: str = ""
    serves: str = ""
    ages: tuple[int | None, int | None] = (18, None)
    how: str = ""
    cost: str = ""
    languages: str = "en"
    alert: str = ""
    checked_days: int = 40  # ago


T, H, P = K.TREATMENT, K.PUBLIC_HEALTH, K.PRISON
RECOVERY = "Fenmark Recovery Service"
SALTMARSH = "Saltmarsh Recovery Community"
VOICES = "Fenmark Voices"
LANTERN = "Lantern Family Support"
HAVEN = "Kittiwake Haven"
WALK_IN = "Walk in, or call first."
GP = "A doctor, or any service that knows you, can refer you."

SERVICES = (
    DemoService(T, RECOVERY, "Harrowmere hub", "Treatment for drugs and alcohol: somebody to talk to, medicine, and a plan that is yours.", "drugs alcohol", "Harrowmere", "long", street="12 Quay Street", how=WALK_IN, languages="en pl lt"),
    DemoService(T, RECOVERY, "Aldenwold hub", "Treatment for drugs and alcohol, near the market.", "drugs alcohol", "Aldenwold", "late", street="4 Tern Street", how=WALK_IN, languages="en pl"),
    DemoService(T, RECOVERY, "Brackenlode clinic", "Treatment for drugs and alcohol, in the health centre.", "drugs alcohol body", "Brackenlode", "mornings", street="30 Mill Lane", how=WALK_IN),
    DemoService(T, RECOVERY, "Cressfleet clinic", "Treatment for drugs and alcohol, beside the library.", "drugs alcohol", "Cressfleet", street="2 Sluice Road", how=WALK_IN, languages="en ro"),
    DemoService(T, RECOVERY, "Stavenholme clinic", "Treatment for drugs and alcohol, three mornings a week.", "drugs alcohol", "Stavenholme", "mornings", street="8 Church Walk", how=WALK_IN, alert="Closed on 24 December; call Harrowmere instead."),
    DemoService(T, RECOVERY, "Withymarch clinic", "Treatment for drugs and alcohol, above the pharmacy.", "drugs alcohol", "Withymarch", street="51 High Street", how=WALK_IN, checked_days=230),
    DemoService(T, RECOVERY, "Night line", "Somebody who knows about drugs, all night, by telephone.", "drugs naloxone", times="night", how="Call."),
    DemoService(T, RECOVERY, "Detox at Heron House", "A fortnight in a house, with a nurse day and night, to stop safely.", "detox", "Harrowmere", "always", False, "1 Heron Drive", how="Your worker at a hub refers you."),
    DemoService(T, RECOVERY, "Rehab panel", "Decides on a place in a rehab with you, and pays for it.", "detox recovery", times="office", by_oneself=False, how="Your worker at a hub refers you."),
    DemoService(T, RECOVERY, "Horizon, for young people", "Help with drugs, alcohol and whatever goes with it, at school or where you like.", "young drugs alcohol", times="long", ages=(11, 18), how="You, your parents, school or anybody else can call."),
    DemoService(T, RECOVERY, "Into treatment from court", "Workers in the police station and the court who get you a first appointment within days.", "justice drugs", "Harrowmere", street="3 Assize Square", how="Ask in custody or at court, or call."),
    DemoService(T, RECOVERY, "Naloxone by post", "A kit against an overdose and how to use it, sent to you in a plain envelope.", "naloxone", times="none", ages=(16, None), how="Ask by telephone or e-mail."),
    DemoService(T, RECOVERY, "Needle van", "Clean needles, and a bin for used ones, on a round through the villages.", "needles naloxone", times="weekend", serves="Brackenlode, Cressfleet, Withymarch", how="Call to ask where it stands today."),
    DemoService(P, "HMP Northgarth", "Through the gate", "Somebody meets you on the day that you leave, and goes with you to the first appointment.", "justice housing", times="office", by_oneself=False, how="Ask on your wing, or have your probation officer ask."),
    DemoService(P, "HMP Northgarth", "Recovery wing", "A wing for people who want to stop, with groups every day.", "justice recovery", times="always", by_oneself=False, how="Ask on your wing."),
    DemoService(P, "HMP Northgarth", "Family room", "For who visits: tea, toys, and somebody who knows what comes after.", "family justice", "Stavenholme", "weekend", street="Northgarth Road", ages=(None, None), how="Walk in before or after your visit."),
    DemoService(H, "Fenmark Public Health", "Quay Street pharmacy", "Clean needles and naloxone at the counter. Ask for the yellow bag.", "needles naloxone", "Harrowmere", "shop", street="14 Quay Street", how="Walk in. Nobody asks your name."),
    DemoService(H, "Fenmark Public Health", "Market Place pharmacy", "Clean needles and naloxone at the counter.", "needles naloxone", "Aldenwold", "shop", street="9 Market Place", how="Walk in. Nobody asks your name."),
    DemoService(H, "Fenmark Public Health", "Sluice Road pharmacy", "Clean needles and naloxone at the counter.", "needles naloxone", "Cressfleet", "shop", street="5 Sluice Road", how="Walk in. Nobody asks your name.", checked_days=200),
    DemoService(H, "Fenmark Infirmary", "Liver clinic", "Tests and treatment for hepatitis C: tablets for some weeks, and it is gone.", "body", "Harrowmere", "mornings", False, "Infirmary, gate 2", how=GP),
    DemoService(H, "Fenmark Infirmary", "Mental health crisis team", "Comes to you when your mind is in danger, drugs or no drugs.", "mind", times="always", how="Call at any hour."),
    DemoService(H, "Fenmark Talking Therapies", "Talking therapies", "Talks against low mood and fear, by telephone or face to face.", "mind", "Brackenlode", "late", street="30 Mill Lane", how="Put yourself forward by telephone."),
    DemoService(H, SALTMARSH, "Morning coffee", "Coffee with people who have stopped, or would like to.", "recovery", "Harrowmere", "mornings", street="7 Rope Walk", how="Walk in."),
    DemoService(H, SALTMARSH, "Gardening group", "Digging, planting and talking, whatever the weather.", "recovery mind", "Withymarch", "weekend", street="Allotment 12, Fen Road", how="Walk in."),
    DemoService(H, SALTMARSH, "Recovery homes", "Three houses without drugs, for up to a year.", "housing recovery", "Harrowmere", "office", False, "7 Rope Walk", how=GP, cost="Rent, which housing benefit covers."),
    DemoService(H, VOICES, "Peer supporters", "Somebody who has been there goes with you to an appointment.", "recovery drugs", times="long", how="Call, and say when."),
    DemoService(H, VOICES, "First Monday", "A meeting once a month at which those who use services say what should change.", "recovery", "Aldenwold", "first", street="Corn Hall", how="Walk in."),
    DemoService(H, LANTERN, "Family line", "For parents, partners and children of somebody who uses drugs.", "family", times="long", ages=(None, None), how="Call.", languages="en pl"),
    DemoService(H, LANTERN, "Family evening", "An evening with others whose family is like yours.", "family", "Aldenwold", "evening", street="Corn Hall", how="Walk in."),
    DemoService(H, LANTERN, "Grandparents who raise children", "Advice on money, school and the court.", "family work", "Stavenholme", "mornings", street="8 Church Walk", how="Walk in, or call."),
    DemoService(H, "Aldenwold Housing", "Housing advice", "For people who have no home, or will soon have none.", "housing", "Aldenwold", street="Council Offices, Fen Way", how="Walk in. The council must help you if you are homeless.", serves="Aldenwold"),
    DemoService(H, "Harrowmere City Council", "Street outreach", "Finds who sleeps outside, and a bed for tonight.", "housing", times="night", serves="Harrowmere", how="Call, for yourself or for somebody you saw."),
    DemoService(H, "Harrowmere City Council", "Night shelter", "A bed, a shower and breakfast.", "housing", "Harrowmere", "night", street="22 Staithe Lane", how="Come from 8pm."),
    DemoService(H, "Fenmark Work and Support", "Work coach for people in recovery", "Finds a job with you, and stays while you settle in.", "work recovery", "Harrowmere", "office", street="40 Station Road", how="Ask at a hub, or call."),
    DemoService(H, "Fenmark Work and Support", "Debt advice", "Looks through letters with you, and calls those you owe.", "work", "Cressfleet", "mornings", street="2 Sluice Road", how="Walk in."),
    DemoService(H, HAVEN, "Safe from exploitation", "For people whose home was taken over, or who are made to carry or sell.", "safety young", times="always", ages=(None, None), how="Call. We do not call the police without you, unless a life is in danger."),
    DemoService(H, HAVEN, "Women’s house", "A safe place for women, and their children.", "safety housing", times="always", by_oneself=True, how="Call: the address is not told.", languages="en pl ro ur"),
    DemoService(H, "Brackenlode Youth Club", "After school", "A place to be, with a youth worker who listens.", "young", "Brackenlode", "evening", street="Old School, Green Lane", ages=(11, 19), how="Walk in."),
    DemoService(H, "Fenmark Probation", "Community hub on Thursdays", "See your probation officer, a nurse and a housing worker in one room.", "justice housing work", "Cressfleet", "evening", False, "Drill Hall", how="Your probation officer asks you in."),
    DemoService(H, "Withymarch Surgery", "Nurse for people who use drugs", "Wounds, jabs and a check, without an appointment.", "body", "Withymarch", "mornings", street="3 Dyke Road", how="Walk in.", alert="A new nurse begins in January."),
)  # fmt: skip


@dataclass(frozen=True)
class DemoTold:
    """What somebody told in the demo: where, how safe, what changed, in which words, what became of it."""

    district: str
    safety: str
    change: str
    words: str = ""
    status: str = "counted"
    days_ago: int = 20


TOLD = (
    DemoTold("Harrowmere", "unsafe", "worse", "The underpass by the station is full of needles again.", "shown"),
    DemoTold("Harrowmere", "safe", "better", "Since the lights were put up I walk home through the park.", "shown"),
    DemoTold("Harrowmere", "very_unsafe", "worse", "They sell outside the school every afternoon.", "shown", 9),
    *(DemoTold("Harrowmere", "safe", "same"),) * 12,
    *(DemoTold("Harrowmere", "very_unsafe", "worse"),) * 5,
    *(DemoTold("Harrowmere", "unsafe", "worse"),) * 8,
    *(DemoTold("Harrowmere", "very_safe", "better"),) * 7,
    DemoTold("Aldenwold", "safe", "same", "Quiet, but the young have nowhere to go.", "shown", 33),
    *(DemoTold("Aldenwold", "safe", "better"),) * 9,
    *(DemoTold("Aldenwold", "unsafe", "same"),) * 7,
    *(DemoTold("Cressfleet", "very_safe", "same"),) * 2,
    DemoTold("Harrowmere", "safe", "same", "Buy from me, best price", "refused", 5),
    DemoTold("Brackenlode", "unsafe", "worse", "A car stops in our lane every night at ten, for a minute.", "waiting", 2),
    DemoTold("Harrowmere", "safe", "better", "The van that takes used needles comes every week now. Thank you.", "waiting", 1),
    DemoTold("Withymarch", "very_safe", "same", "", "waiting", 1),
)  # fmt: skip
