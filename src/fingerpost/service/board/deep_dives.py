"""Deep dives on pages: who reads them, their forms, and what can be done with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access import policies
from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.record_steps import RecordStep
from fingerpost.service.board.actions import deep_dives
from fingerpost.service.board.forms import text_field
from fingerpost.service.board.models import DeepDive, Meeting
from fingerpost.service.board.owners import is_lead, is_of_owner
from fingerpost.service.board.states import MeetingStatus
from fingerpost.service.board.what_measures_say import all_measures

TO_COME = (MeetingStatus.PLANNED, MeetingStatus.READY, MeetingStatus.RUNNING)


def dives(*, viewer: Membership) -> QuerySet[DeepDive]:
    """Return every deep dive, the latest quarter first."""
    policies.check(viewer, P.BOARD_VIEW)
    return DeepDive.objects.select_related("owner", "meeting")


def meeting_field(label: str) -> forms.ModelChoiceField[Meeting]:
    """Return a field for a meeting that is to come."""
    return MeetingField(
        Meeting.objects.filter(status__in=TO_COME).order_by("starts_at"),
        label=label,
        required=False,
        empty_label="None yet",
    )


class MeetingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A meeting, by name and day."""

    def label_from_instance(self, obj: Any) -> str:
        """Return its name and its day."""
        on = timezone.localdate(obj.starts_at)
        return f"{obj.title}, {wording.day(on)}"


class MeasuresForm(forms.Form):
    """Which measures answer it."""

    measures = forms.MultipleChoiceField(
        label="Which measures answer it?",
        help_text="Outcomes say what changed for people; activity says what partners did.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def offer(self, viewer: Membership) -> None:
        """Offer the measures of the newest release, by kind and title."""
        field = self.fields["measures"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (one.name, f"{one.title} ({one.kind.lower()})")
            for one in sorted(
                all_measures(viewer=viewer).values(), key=lambda one: (one.kind, one.title)
            )
        ]


class DiveForm(MeasuresForm):
    """A new deep dive."""

    title = forms.CharField(
        label="What is it about?",
        max_length=200,
        error_messages={"required": "Say what it is about"},
    )
    question = forms.CharField(
        label="Which question shall it answer?",
        help_text="One question, which evidence can answer",
        max_length=300,
        error_messages={"required": "Say which question it answers"},
    )
    quarter = day_field("A day of its quarter")
    owner = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency answers it?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )
    meeting = meeting_field("At which meeting does the board look at it?")
    is_public = forms.BooleanField(label="The public may read it", required=False, initial=True)
    field_order = ("title", "question", "quarter", "owner", "meeting", "measures", "is_public")

    def __init__(self, data: Any, viewer: Membership) -> None:
        super().__init__(data)
        self.offer(viewer)


class CollectForm(MeasuresForm):
    """What its measures say now, and notes."""

    notes = text_field("Notes beside the measures", "", required=False)

    def __init__(self, data: Any, dive: DeepDive, viewer: Membership) -> None:
        super().__init__(data, initial={"measures": dive.measures, "notes": dive.evidence})
        self.offer(viewer)


class PutForm(forms.Form):
    """At which meeting."""

    meeting = meeting_field("At which meeting does the board look at it?")

    def __init__(self, data: Any, dive: DeepDive, viewer: Membership) -> None:
        super().__init__(data, initial={"meeting": dive.meeting})


class ConcludeForm(forms.Form):
    """What is concluded."""

    conclusion = text_field(
        "What does the board conclude?",
        "Say what is concluded",
        "It is final, and so is the evidence below it. Say what cannot be said, too. Name nobody.",
    )

    def __init__(self, data: Any, dive: DeepDive, viewer: Membership) -> None:
        super().__init__(data)


def _open_to(is_theirs: Callable[[DeepDive, Membership], bool]) -> Callable[..., bool]:
    return lambda dive, viewer: dive.concluded_at is None and is_theirs(dive, viewer)


def _is_theirs(dive: DeepDive, viewer: Membership) -> bool:
    return is_lead(viewer) or is_of_owner(dive.owner_id, viewer)


STEPS: tuple[RecordStep[DeepDive], ...] = (
    RecordStep(
        "collect",
        "Collect the evidence",
        "It is collected, with the edition that it is of.",
        CollectForm,
        lambda dive, said, by, at: deep_dives.collect(dive=dive, **said, by=by, at=at),
        _open_to(_is_theirs),
    ),
    RecordStep(
        "meeting",
        "Put it to a meeting",
        "It comes onto the agenda of that meeting.",
        PutForm,
        lambda dive, said, by, at: deep_dives.put_to(dive=dive, **said, by=by, at=at),
        _open_to(lambda dive, viewer: is_lead(viewer)),
    ),
    RecordStep(
        "conclude",
        "Conclude it",
        "It is concluded.",
        ConcludeForm,
        lambda dive, said, by, at: deep_dives.conclude(dive=dive, **said, by=by, at=at),
        _open_to(_is_theirs),
    ),
)
