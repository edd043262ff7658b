"""Who stands in a demo: agencies of every kind, a person for every role, and what was agreed.

Nobody here is real: the agencies are of the made-up county, and addresses end in `.example`, which no
mail reaches. `actions.demo` makes them, through the same doors as real people come in by.
"""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.service.access.models import AgencyKind
from fingerpost.service.access.vocabulary import (
    Confidentiality,
    Gateway,
    LegalBasis,
    Purpose,
)

K = AgencyKind
AGENCIES: dict[AgencyKind, str] = {
    K.POLICE: "Fenmark Constabulary",
    K.PUBLIC_HEALTH: "Fenmark Public Health",
    K.TREATMENT: "Fenmark Recovery Service",
    K.HOUSING: "Aldenwold Housing",
    K.EMPLOYMENT: "Fenmark Work and Support",
    K.PROBATION: "Fenmark Probation",
    K.PRISON: "HMP Northgarth",
    K.NHS: "Fenmark Infirmary",
    K.CHARITY: "Saltmarsh Recovery Community",
    K.LIVED_EXPERIENCE: "Fenmark Voices",
    K.COUNCIL: "Fenmark County Council",
    K.PCC: "Fenmark Police and Crime Commissioner",
}


@dataclass(frozen=True)
class DemoPerson:
    """Somebody made up: for which agency they work, and in which role."""

    name: str
    kind: AgencyKind
    role: str

    @property
    def agency(self) -> str:
        """The name of their agency."""
        return AGENCIES[self.kind]

    @property
    def email(self) -> str:
        """With what they sign in; the same in both agencies for who works for two."""
        return f"{self.name.lower().replace(' ', '.')}@fenmark.example"


# The first is who lets all others in.
PEOPLE = (
    DemoPerson("Nadia Farrow", K.COUNCIL, "administrator"),
    DemoPerson("Priya Nair", K.PUBLIC_HEALTH, "analyst"),
    DemoPerson("Tom Hale", K.PUBLIC_HEALTH, "linker"),
    DemoPerson("Ruth Adeyemi", K.PUBLIC_HEALTH, "governance"),
    DemoPerson("Helen Brook", K.TREATMENT, "manager"),
    DemoPerson("Jo Marsh", K.TREATMENT, "sender"),
    DemoPerson("Martin Cole", K.TREATMENT, "governance"),
    DemoPerson("Sam Okafor", K.POLICE, "reader"),
    DemoPerson("Diane Pell", K.POLICE, "governance"),
    DemoPerson("Wen Li", K.PROBATION, "governance"),
    DemoPerson("Aisha Khan", K.HOUSING, "governance"),
    DemoPerson("Callum Reid", K.EMPLOYMENT, "reader"),
    DemoPerson("Gareth Prosser", K.PRISON, "manager"),
    DemoPerson("Paul Iveson", K.PRISON, "governance"),
    DemoPerson("Petra Holt", K.CHARITY, "governance"),
    DemoPerson("Olu Bassey", K.NHS, "sender"),
    DemoPerson("Frances Moor", K.PCC, "board"),
    DemoPerson("Marian Tate", K.PUBLIC_HEALTH, "secretary"),
    DemoPerson("Adrian Lowe", K.PCC, "chair"),
    DemoPerson("Rosalind Chu", K.PCC, "commissioner"),
    DemoPerson("Karen Whitby", K.POLICE, "board"),
    DemoPerson("Stephen Gale", K.HOUSING, "board"),
    DemoPerson("Ines Duarte", K.PROBATION, "board"),
    DemoPerson("Imogen Vale", K.COUNCIL, "secretary"),  # minutes beside the lead
    DemoPerson("Dean Whitlock", K.LIVED_EXPERIENCE, "board"),
    DemoPerson("Dean Whitlock", K.CHARITY, "volunteer"),  # works for two agencies
    DemoPerson("Leah Stone", K.POLICE, "worker"),
    DemoPerson("Marcus Bell", K.POLICE, "manager"),
    DemoPerson("Kofi Mensah", K.TREATMENT, "worker"),
    DemoPerson("Beth Arnold", K.HOUSING, "worker"),
    DemoPerson("Joan Reeve", K.HOUSING, "manager"),
    DemoPerson("Ravi Shah", K.EMPLOYMENT, "worker"),
    DemoPerson("Elif Kaya", K.EMPLOYMENT, "governance"),
    DemoPerson("Nina Foster", K.PROBATION, "worker"),
    DemoPerson("Ellen Ross", K.PROBATION, "manager"),
    DemoPerson("Owen Price", K.PRISON, "worker"),
    DemoPerson("Clare Dunn", K.NHS, "worker"),
    DemoPerson("Hugh Lamb", K.NHS, "governance"),
    DemoPerson("Tess Hall", K.CHARITY, "worker"),
    DemoPerson("Sunil Rao", K.CHARITY, "manager"),
    # Who keep the services that are referred to.
    DemoPerson("Ruby Nash", K.EMPLOYMENT, "manager"),
    DemoPerson("Grace Obi", K.NHS, "manager"),
)


@dataclass(frozen=True)
class DemoFlow:
    """What one agency gives another, for what, and on which footing."""

    giver: AgencyKind
    receiver: AgencyKind
    item: str
    purpose: Purpose
    gateway: Gateway
    confidentiality: Confidentiality


@dataclass(frozen=True)
class DemoAgreement:
    """An agreement, and how far its parties have come with it."""

    reference: str
    title: str
    why: str
    drafted_by: AgencyKind
    flows: tuple[DemoFlow, ...]
    days_left: int
    stage: str = (
        "signed"  # or "review": the drafter has reviewed it, the others have not; or "draft"
    )

    @property
    def parties(self) -> tuple[AgencyKind, ...]:
        """Who gives or receives by it."""
        return tuple(
            dict.fromkeys(kind for one in self.flows for kind in (one.giver, one.receiver))
        )


def _statistics(
    giver: AgencyKind,
    gateway: Gateway,
    confidentiality: Confidentiality,
    items: tuple[str, ...],
    linked: tuple[str, ...] = (),
) -> tuple[DemoFlow, ...]:
    wanted = [(item, Purpose.STATISTICS) for item in items]
    wanted += [(item, Purpose.LINKAGE) for item in linked]
    return tuple(
        DemoFlow(giver, K.PUBLIC_HEALTH, item, purpose, gateway, confidentiality)
        for item, purpose in wanted
    )


def _there_and_back(
    giver: AgencyKind,
    receiver: AgencyKind,
    gateway: Gateway,
    confidentiality: Confidentiality,
    item: str = "referral",
) -> tuple[DemoFlow, ...]:
    """Return the flows of a referral and of the answer to it."""
    return (
        DemoFlow(giver, receiver, item, Purpose.CARE, gateway, confidentiality),
        DemoFlow(receiver, giver, "referral_progress", Purpose.CARE, gateway, confidentiality),
    )


BASIS = LegalBasis.PUBLIC_TASK
SAFEGUARDS = (
    "What identifies people goes to an encrypted vault as the file is landed, and only a linkage "
    "reviewer reads it. Small numbers are protected before anything leaves."
)
AGREEMENTS = (
    DemoAgreement(
        "FM-1",
        "Treatment records for the partnership's statistics",
        "To count who comes into treatment, stays and completes it, and what becomes of people between "
        "agencies. Nothing is decided about any person by it.",
        K.TREATMENT,
        _statistics(
            K.TREATMENT,
            Gateway.HEALTH_ACT,
            Confidentiality.STATUTE,
            ("ndtms_adult", "ndtms_young_people", "ndtms_cjit", "naloxone_kits"),
            linked=("ndtms_adult", "ndtms_cjit"),
        ),
        days_left=340,
    ),
    DemoAgreement(
        "FM-2",
        "Crime, custody and seizures for the partnership's statistics",
        "To see whether drug-related crime falls, and how many who test positive reach treatment.",
        K.POLICE,
        _statistics(
            K.POLICE,
            Gateway.CRIME_DISORDER_115,
            Confidentiality.NOT_CONFIDENTIAL,
            ("force_crime", "force_custody", "force_drug_seizures"),
            linked=("force_custody",),
        ),
        days_left=250,
    ),
    DemoAgreement(
        "FM-3",
        "Drug rehabilitation requirements",
        "To count who begins the treatment that a court ordered, and so that the treatment service knows "
        "whom to expect.",
        K.PROBATION,
        (
            *_statistics(
                K.PROBATION,
                Gateway.OFFENDER_MANAGEMENT,
                Confidentiality.NOT_CONFIDENTIAL,
                ("probation_requirements",),
                linked=("probation_requirements",),
            ),
            DemoFlow(
                K.PROBATION,
                K.TREATMENT,
                "probation_requirements",
                Purpose.JUSTICE,
                Gateway.OFFENDER_MANAGEMENT,
                Confidentiality.NOT_CONFIDENTIAL,
            ),
        ),
        days_left=21,  # so that its renewal waits for somebody
    ),
    DemoAgreement(
        "FM-4",
        "Homelessness cases for the partnership's statistics",
        "To count households that are homeless and need support for drug use.",
        K.PUBLIC_HEALTH,
        _statistics(K.HOUSING, Gateway.COMMON_LAW, Confidentiality.STATUTE, ("housing_cases",)),
        days_left=365,
        stage="review",
    ),
    DemoAgreement(
        "FM-5",
        "Support in work for the partnership's statistics",
        "To count who finds and keeps a job while in treatment.",
        K.PUBLIC_HEALTH,
        _statistics(
            K.EMPLOYMENT, Gateway.COMMON_LAW, Confidentiality.CONSENT, ("employment_support",)
        ),
        days_left=365,
        stage="draft",
    ),
    DemoAgreement(
        "FM-6",
        "Contacts and releases, to be linked",
        "To see who comes from prison, or from a charity's door, into treatment. Nothing is decided about "
        "any person by it.",
        K.PUBLIC_HEALTH,
        (
            *_statistics(
                K.CHARITY,
                Gateway.COMMON_LAW,
                Confidentiality.CONSENT,
                ("voluntary_contacts",),
                linked=("voluntary_contacts",),
            ),
            *_statistics(
                K.PRISON,
                Gateway.OFFENDER_MANAGEMENT,
                Confidentiality.NOT_CONFIDENTIAL,
                ("prison_releases",),
                linked=("prison_releases",),
            ),
        ),
        days_left=300,
    ),
    DemoAgreement(
        "FM-7",
        "Referrals from custody, prison and probation, and their answers",
        "So that whoever is offered help in the justice system reaches it, and whoever offered it learns "
        "whether they came: no more than that, and nothing of their health.",
        K.TREATMENT,
        (
            *_there_and_back(
                K.POLICE,
                K.TREATMENT,
                Gateway.CRIME_DISORDER_115,
                Confidentiality.NOT_CONFIDENTIAL,
            ),
            *_there_and_back(
                K.POLICE,
                K.CHARITY,
                Gateway.CRIME_DISORDER_115,
                Confidentiality.NOT_CONFIDENTIAL,
            ),
            *_there_and_back(
                K.PRISON,
                K.TREATMENT,
                Gateway.OFFENDER_MANAGEMENT,
                Confidentiality.NOT_CONFIDENTIAL,
            ),
            *_there_and_back(
                K.PRISON,
                K.HOUSING,
                Gateway.OFFENDER_MANAGEMENT,
                Confidentiality.NOT_CONFIDENTIAL,
            ),
            *_there_and_back(
                K.PROBATION,
                K.TREATMENT,
                Gateway.OFFENDER_MANAGEMENT,
                Confidentiality.NOT_CONFIDENTIAL,
            ),
        ),
        days_left=310,  # in force for the referrals of the past weeks
    ),
    DemoAgreement(
        "FM-8",
        "One response: treatment, health, housing, work and the community",
        "So that somebody who asks for help is helped by all who can, as they agreed to it.",
        K.TREATMENT,
        tuple(
            flow
            for kind in (K.HOUSING, K.EMPLOYMENT, K.CHARITY, K.NHS)
            for flow in (
                *_there_and_back(
                    K.TREATMENT,
                    kind,
                    Gateway.COMMON_LAW,
                    Confidentiality.CONSENT,
                    "referral_from_health",
                ),
                *_there_and_back(
                    kind,
                    K.TREATMENT,
                    Gateway.COMMON_LAW,
                    Confidentiality.CONSENT,
                    "referral_from_health" if kind is K.NHS else "referral",
                ),
                *(
                    DemoFlow(
                        giver,
                        receiver,
                        item,
                        Purpose.CARE,
                        Gateway.COMMON_LAW,
                        Confidentiality.CONSENT,
                    )
                    for giver, receiver in ((K.TREATMENT, kind), (kind, K.TREATMENT))
                    for item in ("plan", "plan_health", "referral_detail")
                ),
            )
        ),
        days_left=190,  # in force for half a year: plans of the demo began then
    ),
    # Support plans with probation: the steps that are agreed, and nothing of health.
    DemoAgreement(
        "FM-9",
        "Support plans in which probation takes part",
        "So that who is on probation has one plan and not two: probation reads which steps are agreed and "
        "by when, and nothing of treatment or health.",
        K.TREATMENT,
        tuple(
            DemoFlow(
                giver,
                receiver,
                "plan",
                Purpose.CARE,
                Gateway.OFFENDER_MANAGEMENT,
                Confidentiality.CONSENT,
            )
            for giver, receiver in ((K.TREATMENT, K.PROBATION), (K.PROBATION, K.TREATMENT))
        ),
        days_left=190,  # in force for half a year: plans of the demo began then
    ),
    # Diversion, required assessments and requirements of a court: told both ways, by codes.
    DemoAgreement(
        "FM-10",
        "Diversion, required assessments and drug rehabilitation requirements",
        "So that a place is booked while somebody is still with the officer, and the police or probation "
        "learn whether they came and whether it was done: no more than that.",
        K.POLICE,
        tuple(
            DemoFlow(
                giver,
                receiver,
                item,
                Purpose.JUSTICE,
                gateway,
                Confidentiality.NOT_CONFIDENTIAL,
            )
            for sender, provider, gateway, also in (
                (K.POLICE, K.CHARITY, Gateway.CRIME_DISORDER_115, ("diversion",)),
                (K.POLICE, K.TREATMENT, Gateway.CRIME_DISORDER_115, ("diversion",)),
                (K.PROBATION, K.TREATMENT, Gateway.OFFENDER_MANAGEMENT, ()),
            )
            for giver, receiver, items in (
                (sender, provider, ("referral", *also)),
                (provider, sender, ("referral_progress", *also)),
            )
            for item in items
        ),
        days_left=300,
    ),
    DemoAgreement(
        "FM-12",
        "Releases from prison",
        "So that nobody is met by nobody at the gate: who is to leave, on which day, and who does what of "
        "what they need. Nothing of their health goes to law enforcement.",
        K.PRISON,
        tuple(
            DemoFlow(
                K.PRISON,
                kind,
                "release",
                Purpose.CARE,
                Gateway.OFFENDER_MANAGEMENT,
                Confidentiality.NOT_CONFIDENTIAL,
            )
            for kind in (K.TREATMENT, K.HOUSING, K.PROBATION, K.CHARITY, K.EMPLOYMENT)
        ),
        days_left=300,
    ),
    DemoAgreement(
        "FM-11",
        "Referrals between agencies, for the partnership's statistics",
        "To see at which step people are lost between agencies, and how long they wait. Nothing is decided "
        "about any person by it.",
        K.PUBLIC_HEALTH,
        tuple(
            flow
            for kind, gateway, footing in (
                (K.TREATMENT, Gateway.HEALTH_ACT, Confidentiality.STATUTE),
                (K.NHS, Gateway.HEALTH_ACT, Confidentiality.STATUTE),
                (K.HOUSING, Gateway.COMMON_LAW, Confidentiality.STATUTE),
                (K.EMPLOYMENT, Gateway.COMMON_LAW, Confidentiality.STATUTE),
                (K.CHARITY, Gateway.COMMON_LAW, Confidentiality.STATUTE),
                (K.POLICE, Gateway.CRIME_DISORDER_115, Confidentiality.NOT_CONFIDENTIAL),
                (K.PRISON, Gateway.OFFENDER_MANAGEMENT, Confidentiality.NOT_CONFIDENTIAL),
                (K.PROBATION, Gateway.OFFENDER_MANAGEMENT, Confidentiality.NOT_CONFIDENTIAL),
            )
            for flow in _statistics(
                kind,
                gateway,
                footing,
                ("service_referrals", "service_referral_steps"),
                linked=("service_referrals",),
            )
        ),
        days_left=345,
    ),
)
