"""What was done and seen, for ever: events, their personal values apart, and the seals over them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class EventKind(models.TextChoices):
    """What happened. The words follow "who, for which agency"; `{target}` is what it was done to."""

    SIGNED_IN = "signed_in", "signed in"
    SIGN_IN_REFUSED = "sign_in_refused", "was refused at sign-in"
    SIGNED_OUT = "signed_out", "signed out"
    ACTED_FOR = "acted_for", "began to act for another agency"
    AGENCY_ADDED = "agency_added", "added an agency"
    AGENCY_CHANGED = "agency_changed", "changed an agency"
    INVITED = "invited", "invited somebody"
    INVITATION_WITHDRAWN = "invitation_withdrawn", "withdrew an invitation"
    INVITATION_EXPIRED = (
        "invitation_expired",
        "closed an invitation that nobody accepted in time",
    )
    INVITATION_ACCEPTED = "invitation_accepted", "accepted an invitation"
    MEMBERSHIP_GIVEN = "membership_given", "gave somebody a role"
    MEMBERSHIP_CHANGED = "membership_changed", "changed somebody's role"
    MEMBERSHIP_ENDED = "membership_ended", "ended somebody's access"
    RECORD_READ = "record_read", "looked at a record of a person"
    GLASS_BROKEN = "glass_broken", "opened a record in an emergency"
    AUDIT_READ = "audit_read", "looked into the audit"
    VALUES_ERASED = "values_erased", "erased the personal values of events"
    AGREEMENT_DRAFTED = "agreement_drafted", "drafted an agreement"
    AGREEMENT_CHANGED = "agreement_changed", "changed a draft agreement"
    AGREEMENT_REVIEWED = "agreement_reviewed", "reviewed an agreement"
    AGREEMENT_SIGNED = "agreement_signed", "signed an agreement"
    AGREEMENT_WARNED = "agreement_warned", "warned that an agreement ends or is due for review"
    AGREEMENT_ENDED = "agreement_ended", "ended an agreement"
    FLOW_REFUSED = "flow_refused", "was refused for want of an agreement"
    FILE_SENT = "file_sent", "sent a file"
    FILE_LANDED = "file_landed", "had a file landed"
    FILE_REFUSED = "file_refused", "had a file refused"
    FILE_WITHDRAWN = "file_withdrawn", "withdrew a file"
    FILE_PUT_BACK = "file_put_back", "put a file back, to be checked again"
    FILE_DISCARDED = "file_discarded", "discarded a file that was never sent whole"
    REJECTS_TAKEN = "rejects_taken", "took the refused rows of a file"
    TOKEN_MADE = "token_made", "made a key for a machine"
    TOKEN_ENDED = "token_ended", "ended a key of a machine"
    TOKEN_USED = "token_used", "used a key of a machine, for the first time that day"
    SIGNAL_DECIDED = "signal_decided", "said what became of a signal"
    REBASE_DECIDED = "rebase_decided", "decided on the new level of a chart"
    PAIR_DECIDED = "pair_decided", "decided whether two records are of one person"
    CALENDAR_RENEWED = "calendar_renewed", "gave their calendar a new address"
    CALENDAR_ENDED = "calendar_ended", "ended the address of their calendar"
    EXPORTED = "exported", "took a table away"
    SEAT_CHANGED = "seat_changed", "changed who sits on the board"
    MEETING_PLANNED = "meeting_planned", "planned a meeting of the board"
    MEETING_CHANGED = "meeting_changed", "changed or moved on a meeting of the board"
    AGENDA_CHANGED = "agenda_changed", "changed the agenda of a meeting"
    INTEREST_DECLARED = "interest_declared", "declared a conflict of interest"
    PAPER_SENT = "paper_sent", "sent a paper to the board"
    PACK_FROZEN = "pack_frozen", "froze the pack of a meeting"
    PACK_READ = "pack_read", "read the pack of a meeting"
    MINUTE_WRITTEN = "minute_written", "wrote a line of minutes"
    MINUTES_CHANGED = "minutes_changed", "drafted, approved or published minutes"
    DECISION_RECORDED = "decision_recorded", "recorded a decision of the board"
    DECISION_CHANGED = "decision_changed", "said what became of a decision"
    ACTION_MADE = "action_made", "recorded an action of the board"
    ACTION_REPORTED = "action_reported", "reported on an action of the board"
    ACTION_REMINDED = "action_reminded", "reminded of an action of the board"
    ACTION_ESCALATED = "action_escalated", "escalated an action of the board"
    PLAN_CHANGED = "plan_changed", "changed the board's plan"
    RISK_CHANGED = "risk_changed", "raised, scored or closed a risk"
    DOCUMENT_CHANGED = "document_changed", "changed a document of the board"
    INVOLVEMENT_CHANGED = "involvement_changed", "changed the involvement log"
    SPEND_RECORDED = "spend_recorded", "recorded a grant or what was spent"
    QUESTION_PUT = "question_put", "put a question to an agency"
    QUESTION_ANSWERED = "question_answered", "answered a question"
    SERVICE_KEPT = "service_kept", "changed a service of the directory"
    SERVICE_CHECKED = "service_checked", "said that a service of the directory is still right"
    PERSON_KEPT = "person_kept", "wrote down or changed a person"
    PERSON_MERGED = "person_merged", "merged or parted records of a person"
    PERSON_ERASED = "person_erased", "erased a person whose time was over"
    RETENTION_DECIDED = "retention_decided", "decided how long a record is kept"
    ACCESS_ANSWERED = "access_answered", "answered somebody who asked what is kept of them"
    PEOPLE_SEARCHED = "people_searched", "searched for a person"
    CONSENT_TAKEN = "consent_taken", "wrote down a consent"
    CONSENT_WITHDRAWN = "consent_withdrawn", "wrote down that a consent was withdrawn"
    REFERRAL_MADE = "referral_made", "drafted a referral"
    REFERRAL_MOVED = "referral_moved", "moved a referral on"
    REFERRAL_GIVEN = "referral_given", "gave a referral to somebody"
    REFERRAL_READ = "referral_read", "read what became of a referral"
    REFERRAL_TOLD = "referral_told", "wrote about a referral in own words"
    REFERRAL_CHASED = "referral_chased", "reminded of or escalated a referral"
    SERVICE_OFFERED = "service_offered", "changed a service that is referred to, or its times"
    PLAN_SHARED = "plan_shared", "shared a support plan, or ended that"
    PLAN_WORKED = "plan_worked", "worked on a support plan"
    DIVERSION_MOVED = "diversion_moved", "moved a diversion on"
    TEST_RECORDED = "test_recorded", "recorded a drug test or its assessment"
    ORDER_KEPT = "order_kept", "wrote of a drug rehabilitation requirement"
    RELEASE_KEPT = "release_kept", "planned a release from prison, or worked on it"
    VOLUNTEERING_KEPT = "volunteering_kept", "wrote down sessions, hours, kits or supervision"
    CASES_EXPORTED = "cases_exported", "made the files of the cases for the evidence"
    TOLD_DECIDED = "told_decided", "said whether what somebody told may be shown"


class Event(models.Model):
    """One thing that was done or seen. It has no foreign keys: what it names may go, it stays.

    The database computes `digest` over every other column and refuses to change or delete a row.
    """

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=30, choices=EventKind.choices)
    actor = models.BigIntegerField(
        null=True
    )  # the number of a user; null for the service itself
    actor_agency = models.BigIntegerField(null=True)  # for which agency they acted
    target_type = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=80, blank=True)  # its number, never a name
    agency = models.BigIntegerField(null=True)  # whose record it is
    fields = models.JSONField(default=list)  # names of what changed, never values
    reason = models.CharField(max_length=500, blank=True)
    transaction = models.BigIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=64, editable=False, default="")

    class Meta:
        """Newest last."""

        ordering = ("id",)
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["target_type", "target"], name="event_target"),
            models.Index(fields=["agency", "at"], name="event_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class EventValues(models.Model):
    """What the changed fields held before and after. Retention erases it; its event stays."""

    event = models.BigIntegerField(unique=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        """Erased means gone."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(before__isnull=True, after__isnull=True),
                name="event_values_erased_are_gone",
            )
        ]

    def __str__(self) -> str:
        return f"Values of event {self.event}"


class Seal(models.Model):
    """A seal over a run of events and over the seal before it: change one, and it shows."""

    at = models.DateTimeField()
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    events = models.IntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        """In the order in which they were set."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"Seal over events {self.first} to {self.last}"
