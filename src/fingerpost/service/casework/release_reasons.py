"""Codes of a release from prison: what is read by every agency named on it, and so never own words."""

from __future__ import annotations

from django.db import models


class ReleaseKind(models.TextChoices):
    """Of what kind a release is."""

    SENTENCE_END = "end", "End of sentence"
    LICENCE = "licence", "On licence"
    EARLY = "early", "Early release"
    REMAND = "remand", "From remand or from court"
    RECALL_END = "recall_end", "End of a recall"
    OTHER = "other", "Another kind"


class TreatmentNeed(models.TextChoices):
    """Whether the prison knows of a need for treatment; the clock runs for those with one."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class DayReason(models.TextChoices):
    """Why the day of a release changed."""

    SCHEME = "scheme", "An early release scheme"
    COURT = "court", "A court decided"
    CALCULATED = "calculated", "The sentence was calculated again"
    WEEKEND = "weekend", "Moved away from a weekend or bank holiday"
    ADDED_DAYS = "added", "Days were added"
    MISTAKE = "mistake", "The first day was wrong"
    LIST = "list", "The prison’s list has another day"


class CancelReason(models.TextChoices):
    """Why there is no release."""

    COURT = "court", "A court decided"
    STAYS = "stays", "Stays in custody for another matter"
    MOVED_PRISON = "moved", "Moved to another prison"
    MISTAKE = "mistake", "Written down by mistake"


class NotDone(models.TextChoices):
    """Why something that a release needs was not done."""

    REFUSED = "refused", "The person did not want it"
    NOT_THERE = "not_there", "The person was not there"
    NOBODY_FREE = "nobody", "Nobody was free"
    NO_PLACE = "no_place", "There was no place"
    NO_TRANSPORT = "transport", "There was no transport"
    TOLD_LATE = "told_late", "We were told too late"
    DAY_MOVED = "day_moved", "The day of release moved"
    NOT_NEEDED = "not_needed", "It is not needed"


class ClockOutcome(models.TextChoices):
    """What stopped the 21-day clock."""

    ENGAGED = "engaged", "Came to treatment"
    RAN_OUT = "ran_out", "Not in treatment by day 21"
    DIED = "died", "Died"
    RECALLED = "recalled", "Back in custody"
    DEPORTED = "deported", "Deported"
    MOVED = "moved", "Moved out of the area"


# Who is left out of the denominator (Public Health Outcomes Framework C20, domain notes section 3); who
# moved away is counted where they went.
EXCLUDED = frozenset(
    {ClockOutcome.DIED, ClockOutcome.RECALLED, ClockOutcome.DEPORTED, ClockOutcome.MOVED}
)


class NotEngaged(models.TextChoices):
    """Why somebody was not in treatment by day 21, as far as the referral tells."""

    NO_TRANSFER = "no_transfer", "Never transferred to a community service"
    NOT_TAKEN_IN = "not_taken_in", "The service had not answered"
    DECLINED = "declined", "The service declined"
    NO_CONTACT = "no_contact", "Contact was tried and not made"
    NO_APPOINTMENT = "no_appointment", "No appointment was offered"
    STILL_TO_COME = (
        "to_come",
        "The appointment was after day 21, or nobody said whether they came",
    )
    DID_NOT_COME = "did_not_come", "Did not come to the appointment"
    ENDED = "ended", "The referral had ended"


class TransferReason(models.TextChoices):
    """Why a transfer to the community did not match."""

    NO_AGENCY = "no_agency", "No community service is named"
    UNKNOWN_AGENCY = "unknown", "The service that the list names is not known here"
    NO_AGREEMENT = "no_agreement", "No agreement, or no consent, allows telling them"
    WHICH_SERVICE = "which_service", "Several of their services could take it, or none"
    DECLINED = "declined", "The service declined"
    IDENTITY = "identity", "The service could not tell who it is"
    ENDED = "ended", "The referral ended before the clock did"
    ALMOST_THE_SAME = "almost", "Somebody you know is almost, but not quite, the same"


class Resolution(models.TextChoices):
    """What became of a transfer that did not match."""

    REFERRED = "referred", "Referred to a service"
    SAME_PERSON = "same", "Is somebody already known"
    NEW_PERSON = "new", "Is nobody already known"
    NO_LONGER = "no_longer", "No longer needed"


LISTS: tuple[type[models.TextChoices], ...] = (
    ReleaseKind,
    TreatmentNeed,
    DayReason,
    CancelReason,
    NotDone,
    ClockOutcome,
    NotEngaged,
    TransferReason,
    Resolution,
)
