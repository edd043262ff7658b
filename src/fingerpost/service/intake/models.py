"""What was sent, what became of each file in it, and the keys with which machines send."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, Membership, User


class Scope(models.TextChoices):
    """One thing that a machine's key lets it do."""

    SEND = "send", "Send files"
    READ = "read", "See what became of the files that were sent"
    REJECTS = "rejects", "Take the refused rows, with their lines"


class Token(models.Model):
    """A key for a machine. It is kept as a digest only, has a last day, and ends with its maker's role."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; ended by somebody at a time, or not at all."""

        ordering = ("-id",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="token_end_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="token_expires"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime) -> bool:
        """Whether it opens anything at a time."""
        return self.ended_at is None and at < self.expires_at

    def allows(self, scope: Scope) -> bool:
        """Whether it lets a machine do something."""
        return scope.value in self.scopes

    @property
    def scope_words(self) -> list[str]:
        """What it lets a machine do, as the agency reads it."""
        return [Scope(scope).label for scope in self.scopes]


class UploadStatus(models.TextChoices):
    """Where an upload stands. The moves between these are in `actions.uploads.MOVES`."""

    RECEIVING = "receiving", "Being sent"
    WAITING = "waiting", "Waiting to be checked"
    LANDING = "landing", "Being checked"
    LANDED = "landed", "Landed"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ABANDONED = "abandoned", "Given up half sent"


class Upload(models.Model):
    """One file, or archive of files, that somebody of an agency or its machine sent."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sent_under = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey(
        Token, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=160)  # made safe; what the sender called it is not kept
    said_source = models.CharField(max_length=60, blank=True)  # "" if it shall be recognised
    size = models.BigIntegerField()  # bytes, as announced
    received = models.BigIntegerField(default=0)  # bytes that are here
    status = models.CharField(
        max_length=10, choices=UploadStatus.choices, default=UploadStatus.RECEIVING
    )
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    landing_at = models.DateTimeField(null=True, blank=True)  # the lake's time of its landings
    checked_at = models.DateTimeField(null=True, blank=True)
    interrupted = models.PositiveSmallIntegerField(default=0)  # checks that a kill ended
    message = models.TextField(blank=True)  # what is said of it as a whole
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """Newest first; whole when it is more than being sent; withdrawn with who, when and why."""

        ordering = ("-id",)
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["agency", "begun_at"], name="upload_agency"),
            models.Index(fields=["status"], name="upload_status"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(received__gte=0) & models.Q(received__lte=models.F("size")),
                name="upload_no_more_than_announced",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["waiting", "landing", "landed", "refused"])
                | (models.Q(received_at__isnull=False) & models.Q(received=models.F("size"))),
                name="upload_whole_when_checked",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason=""
                )
                & ~models.Q(status="withdrawn")
                | models.Q(
                    status="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False
                )
                & ~models.Q(withdrawal_reason=""),
                name="upload_withdrawal_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status not in (
            UploadStatus.RECEIVING,
            UploadStatus.WAITING,
            UploadStatus.LANDING,
        )


class FileStatus(models.TextChoices):
    """What became of a file: the words of the lake."""

    LANDED = "landed", "Landed"
    SUPERSEDED = "superseded", "Landed, in place of an earlier file"
    ALREADY_LANDED = "already_landed", "Landed before: nothing changed"
    UNRECOGNISED = "unrecognised", "Not recognised"
    REFUSED = "refused", "Refused"


LANDED_HERE = (FileStatus.LANDED, FileStatus.SUPERSEDED)


class UploadedFile(models.Model):
    """One file of an upload: an archive has many. Its rows lie in the lake; here is how it went."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=14, choices=FileStatus.choices)
    rows_read = models.BigIntegerField(default=0)
    rows_landed = models.BigIntegerField(default=0)
    rows_refused = models.BigIntegerField(default=0)
    message = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)  # why rows were refused, and how many
    editions = models.JSONField(default=list)  # the instalments that it holds

    class Meta:
        """In the order of reading; no row is lost."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(
                    rows_read=models.F("rows_landed") + models.F("rows_refused")
                ),
                name="uploaded_file_no_row_lost",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_landed_here(self) -> bool:
        """Whether this upload put it into the lake."""
        return self.status in LANDED_HERE
