"""What waits to be told to somebody by e-mail, how often they want to be told, and their calendar."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models.users import User


class NoticeKind(models.TextChoices):
    """What kind of thing waits. An e-mail says this and nothing else of it; the page says the rest."""

    ACTION = "action", "An action waits for you"
    ESCALATION = "escalation", "An action of your agency is late"
    MEETING = "meeting", "A meeting was called or changed"
    PAPER = "paper", "A paper is ready, or is due from you"
    MINUTES = "minutes", "Minutes wait for you"
    QUESTION = "question", "A question waits for your answer"
    ANSWER = "answer", "A question of yours was answered"
    RISK = "risk", "A risk is due for review"
    DOCUMENT = "document", "A document is due"
    PLAN = "plan", "The plan waits for you"
    REFERRAL = "referral", "A referral waits for you"
    REFERRAL_NEWS = "referral_n", "There is news of a referral"
    REFERRAL_LATE = "referral_l", "A referral to your agency is late"
    CONSENT = "consent", "A consent was withdrawn"
    SUPPORT = "support", "A support plan waits for you"
    DIVERSION = "diversion", "A diversion waits for you"
    RELEASE = "release", "A release from prison waits for you"
    RECORDS = "records", "Records wait for your decision"


class HowOften(models.TextChoices):
    """How often somebody is told."""

    AT_ONCE = "at_once", "At once: within a few minutes"
    DAILY = "daily", "Once a day, at 7 in the morning"
    WEEKLY = "weekly", "Once a week, on Monday at 7 in the morning"


class Notice(models.Model):
    """One thing that waits for one person: its kind and its page, and no word of what it says.

    The same thing waits once, however often it is said before an e-mail goes out.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    path = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A kind that is known, and a path in which no word of a record can hide."""

        ordering = ("made_at", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "kind", "path"],
                condition=models.Q(sent_at__isnull=True),
                name="notice_waits_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=NoticeKind.values), name="notice_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(path__regex=r"^(/[a-z0-9-]*)+$"), name="notice_path_plain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.path}"


class NoticePreference(models.Model):
    """How often somebody is told; who has said nothing is told once a day."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    how_often = models.CharField(
        max_length=10, choices=HowOften.choices, default=HowOften.DAILY
    )

    def __str__(self) -> str:
        return f"{self.user}: {self.how_often}"


class CalendarAddress(models.Model):
    """The secret address of somebody's calendar feed, kept as a digest only."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
