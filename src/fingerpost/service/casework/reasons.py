"""Reasons and outcomes that another agency may read: chosen from lists, never in own words.

What somebody of a health agency writes in own words can hold what may not reach law enforcement. So what
crosses between agencies on every referral is a code of these lists, and free text crosses only as a
`ReferralDetail`, under a flow of its own.
"""

from __future__ import annotations

from django.db import models


class Urgency(models.TextChoices):
    """How soon it is needed."""

    ROUTINE = "routine", "Within the service’s usual time"
    SOON = "soon", "Within a week"
    TODAY = "today", "Today or tomorrow"


class Origin(models.TextChoices):
    """Where a referral begins."""

    CUSTODY = "custody", "Police custody"
    STREET = "street", "Street, stop or voluntary attendance"
    COURT = "court", "Court or probation"
    PRISON = "prison", "Prison, before release"
    COMMUNITY = "community", "Community service"
    HOSPITAL = "hospital", "Hospital or surgery"
    OUTREACH = "outreach", "Outreach or charity"
    SELF = "self", "The person themselves"


class Need(models.TextChoices):
    """What the person asks help with; what is shared of a need is its kind."""

    DRUGS = "drugs", "Drugs"
    ALCOHOL = "alcohol", "Alcohol"
    HOUSING = "housing", "Somewhere to live"
    WORK = "work", "Work or training"
    MONEY = "money", "Money, benefits or debt"
    MIND = "mind", "Mental health"
    BODY = "body", "Physical health"
    FAMILY = "family", "Family or children"
    SAFETY = "safety", "Being safe from others"
    JUSTICE = "justice", "A condition, order or licence"
    PEERS = "peers", "Company of people who have been there"


class DeclineReason(models.TextChoices):
    """Why a service says no."""

    NOT_OURS = "not_ours", "Not what this service is for"
    AREA = "area", "Lives outside the area"
    AGE = "age", "Outside the ages served"
    FULL = "full", "No place within a safe time"
    ALREADY = "already", "Already with us"
    SAFETY = "safety", "Cannot be done safely here"
    IDENTITY = "identity", "We could not tell who it is"


class EndReason(models.TextChoices):
    """Why a referral is withdrawn, or lapses."""

    CONSENT = "consent", "The person withdrew consent"
    PERSON = "person", "The person does not want it now"
    NO_CONTACT = "no_contact", "No contact after every try"
    MISTAKE = "mistake", "Made by mistake"
    DUPLICATE = "duplicate", "Made twice"
    ELSEWHERE = "elsewhere", "Helped elsewhere"
    MOVED = "moved", "Moved away"
    PRISON = "prison", "In prison"
    DIED = "died", "Died"
    AGAIN = "again", "They came back"
    CORRECTION = "correction", "What was written was wrong"
    NOT_REQUIRED = "not_required", "No longer required"


class MoreNeeded(models.TextChoices):
    """What a receiver can ask a sender for."""

    IDENTITY = "identity", "Who it is: full name or date of birth"
    CONTACT = "contact", "How to reach them"
    SAFE_CONTACT = "safe_contact", "How to reach them safely"
    CONSENT = "consent", "Whether they agreed, and to what"
    RISK = "risk", "Whether there is a risk to workers or others"
    DATES = "dates", "Dates: release, court or conditions"
    NEEDS = "needs", "What they ask help with"


class Channel(models.TextChoices):
    """How contact was tried."""

    PHONE = "phone", "Telephone"
    TEXT = "text", "Text message"
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"
    VISIT = "visit", "Visit or outreach"
    WORKER = "worker", "Through the worker who referred"


class LateReason(models.TextChoices):
    """Why a step came late."""

    STAFF = "staff", "Nobody was free"
    NO_PLACE = "no_place", "No place was free"
    COULD_NOT_REACH = "could_not_reach", "They could not be reached"
    WAITED = "waited", "We waited for another agency"
    PERSON_ASKED = "person_asked", "The person asked for later"
    NOT_SEEN = "not_seen", "We did not see it in time"


class Outcome(models.TextChoices):
    """What became of a referral: as much as every sender may know."""

    STARTED = "started", "Started with the service"
    COMPLETED = "completed", "Completed what was agreed"
    HELPED_ONCE = "helped_once", "Came and was helped; nothing more is needed"
    LEFT_EARLY = "left_early", "Started and left early"
    NOT_SUITABLE = "not_suitable", "Came; the service is not right for them"
    PASSED_ON = "passed_on", "Came and was passed on to another service"


LISTS: tuple[type[models.TextChoices], ...] = (
    Urgency,
    Origin,
    Need,
    DeclineReason,
    EndReason,
    MoreNeeded,
    Channel,
    LateReason,
    Outcome,
)
