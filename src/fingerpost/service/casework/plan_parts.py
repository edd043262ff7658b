"""The parts of a support plan, and what of a plan crosses between agencies as a code.

What law enforcement reads of a plan is a code of these lists, a day and a worker's name, and never a word
that anybody wrote: see `plan_guards`.
"""

from __future__ import annotations

from django.db import models


class Part(models.TextChoices):
    """A side of somebody's life that a plan works on."""

    TREATMENT = "treatment", "Treatment"
    HEALTH = "health", "Health"
    HOUSING = "housing", "Home"
    EMPLOYMENT = "employment", "Work and learning"
    MONEY = "money", "Money"
    FAMILY = "family", "Family and friends"
    JUSTICE = "justice", "Justice"

    @property
    def is_health(self) -> bool:
        """Whether only agencies of care that may read health read it."""
        return self in OF_HEALTH


OF_HEALTH = frozenset({Part.TREATMENT, Part.HEALTH})
HEALTH_VALUES = sorted(part.value for part in OF_HEALTH)
SHARED_PARTS = tuple(part for part in Part if part not in OF_HEALTH)


class ActionKind(models.TextChoices):
    """What is to be done, as a code."""

    KEY_WORKER = "key_worker", "Meet the key worker"
    MEDICINE = "medicine", "Review the prescription"
    GROUP = "group", "Come to a group"
    DETOX = "detox", "Prepare a detox or a stay in rehab"
    TREATMENT_OTHER = "treatment_x", "Something else in treatment"
    SURGERY = "surgery", "Register with a surgery"
    BLOOD_TEST = "blood_test", "Test for hepatitis and HIV"
    MIND = "mind", "Assess mental health"
    DENTIST = "dentist", "See a dentist"
    NALOXONE = "naloxone", "Carry naloxone"
    HEALTH_OTHER = "health_x", "Something else for health"
    TONIGHT = "tonight", "Find a place for tonight"
    APPLY = "apply", "Apply for a home"
    VIEW_HOME = "view_home", "View a home"
    DEPOSIT = "deposit", "Arrange the deposit and furniture"
    TENANCY = "tenancy", "Keep the tenancy"
    HOUSING_OTHER = "housing_x", "Something else about the home"
    PROFILE = "profile", "Make a vocational profile"
    JOB_SEARCH = "job_search", "Search for a job"
    EMPLOYER = "employer", "Meet an employer"
    IN_WORK = "in_work", "Support in the job"
    LEARNING = "learning", "Begin a course"
    EMPLOYMENT_OTHER = "employment_x", "Something else about work"
    IDENTITY = "identity", "Get identity documents"
    BENEFIT = "benefit", "Claim a benefit"
    BANK = "bank", "Open a bank account"
    DEBT = "debt", "Sort out debts"
    MONEY_OTHER = "money_x", "Something else about money"
    CONTACT = "contact", "Restore contact"
    CARERS = "carers", "Support for the family"
    PARENTING = "parenting", "Support as a parent"
    PEERS = "peers", "Meet people who have been there"
    FAMILY_OTHER = "family_x", "Something else about family and friends"
    SUPERVISION = "supervision", "Come to supervision"
    COURT = "court", "Go to court"
    CONDITIONS = "conditions", "Go through the conditions"
    FINES = "fines", "Arrange fines and costs"
    JUSTICE_OTHER = "justice_x", "Something else about justice"


K = ActionKind
KINDS: dict[Part, tuple[ActionKind, ...]] = {
    Part.TREATMENT: (K.KEY_WORKER, K.MEDICINE, K.GROUP, K.DETOX, K.TREATMENT_OTHER),
    Part.HEALTH: (K.SURGERY, K.BLOOD_TEST, K.MIND, K.DENTIST, K.NALOXONE, K.HEALTH_OTHER),
    Part.HOUSING: (K.TONIGHT, K.APPLY, K.VIEW_HOME, K.DEPOSIT, K.TENANCY, K.HOUSING_OTHER),
    Part.EMPLOYMENT: (
        K.PROFILE,
        K.JOB_SEARCH,
        K.EMPLOYER,
        K.IN_WORK,
        K.LEARNING,
        K.EMPLOYMENT_OTHER,
    ),
    Part.MONEY: (K.IDENTITY, K.BENEFIT, K.BANK, K.DEBT, K.MONEY_OTHER),
    Part.FAMILY: (K.CONTACT, K.CARERS, K.PARENTING, K.PEERS, K.FAMILY_OTHER),
    Part.JUSTICE: (K.SUPERVISION, K.COURT, K.CONDITIONS, K.FINES, K.JUSTICE_OTHER),
}
PART_OF: dict[ActionKind, Part] = {
    kind: part for part, kinds in KINDS.items() for kind in kinds
}
HEALTH_KINDS = sorted(kind.value for part in OF_HEALTH for kind in KINDS[part])


class GoalState(models.TextChoices):
    """What became of a goal."""

    OPEN = "open", "Working towards it"
    REACHED = "reached", "Reached"
    DROPPED = "dropped", "No longer wanted"


class ActionState(models.TextChoices):
    """What became of an action."""

    OPEN = "open", "To do"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done"


class NotDone(models.TextChoices):
    """Why something was not done."""

    PERSON = "person", "The person did not want it"
    NO_CONTACT = "no_contact", "They could not be reached"
    NO_PLACE = "no_place", "No place or time was free"
    REFUSED = "refused", "Another agency said no"
    NOT_NEEDED = "not_needed", "It is not needed any more"
    CHANGED = "changed", "Something else is done instead"
    CUSTODY = "custody", "They are in custody"
    STAFF = "staff", "Nobody was free to do it"


class PlanEnd(models.TextChoices):
    """Why a plan is closed."""

    REACHED = "reached", "The person has what they wanted of it"
    PERSON = "person", "The person wants no plan"
    MOVED = "moved", "They moved away"
    CUSTODY = "custody", "They are in custody for long"
    LOST = "lost", "Contact was lost"
    DIED = "died", "They died"


class ShareEnd(models.TextChoices):
    """Why an agency sees a plan no longer."""

    CONSENT = "consent", "The person withdrew consent"
    PERSON = "person", "The person asked for it"
    DONE = "done", "Its part is done"
    MISTAKE = "mistake", "It was invited by mistake"
    LEFT = "left", "The agency left"
    CLOSED = "closed", "The plan was closed"


class JobEnd(models.TextChoices):
    """Why a job or support in work ended."""

    BETTER = "better", "Moved to another job"
    LEFT = "left", "They left it"
    LOST = "lost", "They lost it"
    TERM = "term", "It was for a time, which is over"
    HEALTH = "health", "They could not go on"
    PERSON = "person", "They want no support in work now"
    UNKNOWN = "unknown", "Not known"
