"""Forms of the board: what is asked for, in which words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership, User
from fingerpost.service.board.agenda import Due
from fingerpost.service.board.models import ItemKind, Presence, Seat

if TYPE_CHECKING:
    UserField = forms.ModelChoiceField[User]
else:
    UserField = forms.ModelChoiceField  # takes no type when it runs

LONGEST = 2000  # letters of a report, or of reasons
NAME_NOBODY = "The partnership reads it, and the public may. Name no patient and no suspect."


def text_field(
    label: str, missing: str, hint: str = NAME_NOBODY, **options: Any
) -> forms.CharField:
    """Return a field for some lines of text; `missing` says what to do where they are not there."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": missing,
            "max_length": f"Write it in {LONGEST} letters or fewer",
        },
        **options,
    )


class StepForm(forms.Form):
    """A form of one step; who fills it in is known."""

    def __init__(self, data: Any = None, *, viewer: Membership) -> None:
        super().__init__(data)


class NothingForm(StepForm):
    """A step that asks for nothing more."""


class WordsForm(StepForm):
    """How far it is."""

    words = text_field("What was done so far?", "Say what was done so far")


class EvidenceForm(StepForm):
    """What shows that it was done."""

    evidence = text_field(
        "What shows that it is done?",
        "Say what shows it",
        "A measure, a document, a date, a place: something that another agency can look at. "
        + NAME_NOBODY,
    )


class ReasonForm(StepForm):
    """Why."""

    reason = text_field("Why?", "Say why")


class CarryForm(StepForm):
    """Until when it is carried over, and why."""

    due_on = day_field("The new day")
    reason = text_field("Why?", "Say why")


class PersonField(UserField):
    """Somebody, by name."""

    def label_from_instance(self, obj: User) -> str:
        """Return the name."""
        return obj.name


class AssignForm(StepForm):
    """Who of one's own agency does it."""

    person = PersonField(
        User.objects.none(),
        label="Who does it?",
        empty_label="Choose",
        error_messages={"required": "Choose who does it"},
    )

    def __init__(self, data: Any = None, *, viewer: Membership) -> None:
        super().__init__(data, viewer=viewer)
        person, on = self.fields["person"], timezone.localdate()
        assert isinstance(person, forms.ModelChoiceField)
        held = Membership.objects.filter(
            agency=viewer.agency, ended_at__isnull=True, starts_on__lte=on, ends_on__gte=on
        )
        person.queryset = (
            User.objects.filter(pk__in=held.values("user")).defer("password").order_by("name")
        )


class ActionForm(forms.Form):
    """What an agency is asked to do, and by which day."""

    words = forms.CharField(
        label="What is to be done?",
        help_text="One thing, in one sentence. " + NAME_NOBODY,
        max_length=300,
        error_messages={"required": "Say what is to be done"},
    )
    owner = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency does it?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )
    due_on = day_field("The day by which it is done")
    is_public = forms.BooleanField(
        label="The public may read what was promised", required=False, initial=True
    )


class MeetingForm(forms.Form):
    """When and where the board meets."""

    title = forms.CharField(
        label="What is it called?",
        max_length=150,
        error_messages={"required": "Say what it is called"},
    )
    day = day_field("The day")
    begins = forms.TimeField(
        label="It begins at",
        help_text="Such as 14:00",
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter when it begins", "invalid": "Enter a time: 14:00"},
    )
    ends = forms.TimeField(
        label="It ends at",
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter when it ends", "invalid": "Enter a time: 16:00"},
    )
    place = forms.CharField(
        label="Where?", max_length=200, error_messages={"required": "Say where it is"}
    )
    papers_due_on = day_field("The day by which papers are in")
    quorum = forms.IntegerField(
        label="How many seats must be filled?",
        min_value=1,
        max_value=99,
        error_messages={"required": "Say how many seats must be filled"},
    )

    def clean(self) -> dict[str, Any]:
        """Make times of day and hour; papers are in before it begins."""
        said = super().clean() or {}
        day, begins, ends = said.get("day"), said.get("begins"), said.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", "Enter a time after it begins")
        if day and said.get("papers_due_on") and said["papers_due_on"] > day:
            self.add_error("papers_due_on", "Enter a day before it meets")
        if day and begins and ends:
            said["starts_at"] = timezone.make_aware(datetime.combine(day, begins))
            said["ends_at"] = timezone.make_aware(datetime.combine(day, ends))
        return {
            name: one for name, one in said.items() if name not in ("day", "begins", "ends")
        }


class ItemForm(forms.Form):
    """An item of an agenda."""

    title = forms.CharField(
        label="What is it about?",
        max_length=200,
        error_messages={"required": "Say what it is about"},
    )
    kind = forms.ChoiceField(
        label="What is the board asked to do?",
        choices=[("", "Choose"), *ItemKind.choices],
        error_messages={"required": "Choose what the board is asked to do"},
    )
    question = forms.CharField(
        label="What question is put to it?",
        max_length=300,
        error_messages={"required": "Say what question is put"},
    )
    minutes = forms.IntegerField(
        label="How many minutes does it take?",
        min_value=1,
        max_value=240,
        error_messages={"required": "Say how many minutes it takes"},
    )
    presented_by = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency presents it?",
        required=False,
        empty_label="None",
    )
    is_public = forms.BooleanField(label="The public may read it", required=False, initial=True)


class DueForm(forms.Form):
    """Which of what is due comes onto the agenda."""

    due = forms.MultipleChoiceField(
        label="What is due and not on the agenda",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one"},
    )

    def __init__(self, data: Any = None, *, due: list[Due]) -> None:
        super().__init__(data)
        field = self.fields["due"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.key, f"{one.title} ({one.why})") for one in due]
        field.initial = [one.key for one in due]


class AttendanceForm(forms.Form):
    """Who came: one answer for each seat."""

    def __init__(self, data: Any = None, *, seats: list[Seat], said: dict[int, str]) -> None:
        super().__init__(data)
        for seat in seats:
            self.fields[f"seat-{seat.pk}"] = forms.ChoiceField(
                label=f"{seat.title}, {seat.agency.name}",
                choices=[("", "Not known"), *Presence.choices],
                initial=said.get(seat.pk, ""),
                required=False,
            )


class SeatForm(forms.Form):
    """A place on the board."""

    agency = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )
    title = forms.CharField(
        label="Whose place is it?",
        help_text="An office, such as Director of Public Health",
        max_length=120,
        error_messages={"required": "Say whose place it is"},
    )
    since = day_field("Since")
    counts_for_quorum = forms.BooleanField(
        label="It counts for the quorum", required=False, initial=True
    )
