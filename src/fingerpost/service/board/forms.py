"""Forms of the board: what is asked for, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership, User

if TYPE_CHECKING:
    UserField = forms.ModelChoiceField[User]
else:
    UserField = forms.ModelChoiceField  # takes no type when it runs

LONGEST = 2000  # letters of a report, or of reasons
NAME_NOBODY = "The partnership reads it, and the public may. Name no patient and no suspect."


def _text(label: str, missing: str, hint: str = NAME_NOBODY, **options: Any) -> forms.CharField:
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

    words = _text("What was done so far?", "Say what was done so far")


class EvidenceForm(StepForm):
    """What shows that it was done."""

    evidence = _text(
        "What shows that it is done?",
        "Say what shows it",
        "A measure, a document, a date, a place: something that another agency can look at. "
        + NAME_NOBODY,
    )


class ReasonForm(StepForm):
    """Why."""

    reason = _text("Why?", "Say why")


class CarryForm(StepForm):
    """Until when it is carried over, and why."""

    due_on = day_field("The new day")
    reason = _text("Why?", "Say why")


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
