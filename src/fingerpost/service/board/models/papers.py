"""Papers with their versions, and the pack as each reader got it: frozen, for ever."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.models.meetings import AgendaItem


class Paper(models.Model):
    """A paper that is owed to an item of an agenda."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    is_public = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In the order in which they were asked for."""

        ordering = ("id",)

    def __str__(self) -> str:
        return self.title

    @property
    def newest(self) -> PaperVersion | None:
        """The version that was sent last, or None if it is owed still."""
        return next(iter(self.versions.all()), None)

    @property
    def first(self) -> PaperVersion | None:
        """The version that was sent first, or None."""
        return next(iter(list(self.versions.all())[-1:]), None)

    def is_late(self, on: date) -> bool:
        """Whether its day is over and it was not sent."""
        return self.due_on < on and self.newest is None


class PaperVersion(models.Model):
    """One version of a paper, in its own words; only ever added to.

    The text is plain: a line that begins with `## ` is a heading, lines with `- ` are points.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    asked = models.CharField(max_length=300)  # what the board is asked to agree
    text = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("paper", "-number")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.paper}, version {self.number}"


class FrozenPack(models.Model):
    """The pack of a meeting as one reader got it. The database refuses to change or remove it.

    It can be read without anything else: agenda, papers, figures and what is owed are in it.
    """

    meeting = models.ForeignKey("board.Meeting", on_delete=models.PROTECT, related_name="packs")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()  # the second pack of a meeting is number 2
    leaves = models.JSONField(
        default=list
    )  # items that are not in it: its reader leaves for them
    edition = models.CharField(max_length=80, blank=True)  # the release its figures are of
    html = models.BinaryField()
    html_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Newest first; one of a number for a reader."""

        ordering = ("-number", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["meeting", "reader", "number"], name="frozen_pack_once"
            )
        ]

    def __str__(self) -> str:
        return f"Pack {self.number} of {self.meeting}"
