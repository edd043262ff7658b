"""Forms of volunteering: no field asks for anybody's name but, if they want, that of who speaks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.casework.models import KitResult, SessionKind
from fingerpost.service.casework.plan_forms import code_field

MOST = 500


def _count(label: str, missing: str = "", hint: str = "", least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=bool(missing),
        min_value=least,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={
            "required": missing,
            "invalid": "Enter a number",
            "min_value": f"Enter a number from {least} to {MOST}",
            "max_value": f"Enter a number from {least} to {MOST}",
        },
    )


NO_NAMES = "A number only. Groups keep no list of who came."


class SessionForm(forms.Form):
    """When, where, of which kind, and how many came."""

    kind = code_field("What kind of session?", SessionKind, "Choose what kind of session")
    on = day_field("The day")
    begins = forms.TimeField(
        label="It begins at",
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={
            "required": "Enter when it begins",
            "invalid": "Enter a time such as 19:00",
        },
    )
    place = forms.CharField(
        label="Where?", max_length=120, error_messages={"required": "Say where it is"}
    )
    came = _count(
        "How many people came?", hint=f"{NO_NAMES} Leave it empty if it is still to come."
    )


class CountForm(forms.Form):
    """How many came."""

    came = _count("How many people came?", "Enter how many came", NO_NAMES)


class KitsForm(forms.Form):
    """Kits of naloxone given out, or used."""

    on = day_field("The day")
    area = forms.CharField(
        label="In which town or district?",
        help_text="No street and no name: nobody is to be found by it.",
        max_length=80,
        error_messages={"required": "Enter a town or district"},
    )
    batch = forms.CharField(
        label="Batch on the kit", max_length=40, error_messages={"required": "Enter the batch"}
    )
    expires_on = day_field("The day on which the kit expires")
    given = _count("How many kits did you give out?")
    used = _count("How many kits were used?")
    result = forms.ChoiceField(
        label="If one was used, what became of it?",
        choices=[("", "None was used"), *KitResult.choices],
        required=False,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate(), "given": 1, "used": 0})

    def clean(self) -> dict[str, Any]:
        """Return nought for what is left empty."""
        cleaned = super().clean() or {}
        return {
            **cleaned,
            "given": cleaned.get("given") or 0,
            "used": cleaned.get("used") or 0,
        }


class HoursForm(forms.Form):
    """How long one volunteered."""

    on = day_field("The day")
    hours = forms.DecimalField(
        label="How many hours?",
        help_text="For example 2.5",
        min_value=Decimal("0.1"),
        max_value=24,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10", "step": "0.25"}),
        error_messages={
            "required": "Enter how many hours",
            "invalid": "Enter a number such as 2.5",
            "min_value": "Enter more than nothing",
            "max_value": "A day has 24 hours",
        },
    )
    doing = code_field("Doing what?", SessionKind, "Choose what you did")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})

    def clean(self) -> dict[str, Any]:
        """Return minutes, as they are kept."""
        cleaned = super().clean() or {}
        hours = cleaned.pop("hours", None)
        return {**cleaned, "minutes": round(hours * 60) if hours else 0}


class WordsForm(forms.Form):
    """What somebody says has changed for them."""

    words = forms.CharField(
        label="What has changed for you?",
        help_text="In their own words, written by them or read back to them.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write what they said, in their words"},
    )
    name = forms.CharField(
        label="What they want to be called",
        help_text="Nobody has to say.",
        max_length=80,
        required=False,
    )
    agreed = forms.BooleanField(
        label="They agree that the group keeps this",
        error_messages={"required": "Keep it only if they agree"},
    )
    may_be_quoted = forms.BooleanField(
        label="The group may quote it elsewhere, without the name", required=False
    )


class SuperviseForm(forms.Form):
    """How often."""

    every_weeks = forms.IntegerField(
        label="Every how many weeks do you meet?",
        initial=6,
        min_value=1,
        max_value=52,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={
            "required": "Enter a number of weeks",
            "min_value": "From 1 to 52 weeks",
            "max_value": "From 1 to 52 weeks",
        },
    )


class NoteForm(forms.Form):
    """That the two met, and what was said."""

    on = day_field("The day on which you met")
    words = forms.CharField(
        label="What was said?",
        help_text="Only the two of you read it. It cannot be changed.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write what was said"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
