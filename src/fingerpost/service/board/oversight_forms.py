"""Forms of who watches over promises: grant lines, what was spent, questions and answers."""

from __future__ import annotations

from typing import Any

from django import forms

from fingerpost.service.access.forms import day_field
from fingerpost.service.board.forms import text_field
from fingerpost.service.board.plan_forms import agency_field

MOST_POUNDS = 10**9


def pounds_field(label: str, hint: str) -> forms.IntegerField:
    """Return a field for whole pounds."""
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=MOST_POUNDS,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}
        ),
        error_messages={
            "required": "Enter whole pounds, such as 125000",
            "invalid": "Enter whole pounds, such as 125000",
            "min_value": "Enter 0 or more",
        },
    )


class GrantLineForm(forms.Form):
    """A line of a grant."""

    grant = forms.CharField(
        label="Of which grant is it?",
        max_length=120,
        error_messages={"required": "Say of which grant it is"},
    )
    title = forms.CharField(
        label="What is it for?",
        max_length=200,
        error_messages={"required": "Say what it is for"},
    )
    owner = agency_field("Which agency spends it?")
    starts_on = day_field("The first day")
    ends_on = day_field("The last day")
    pounds = pounds_field("How much is it?", "In whole pounds.")

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        said = super().clean() or {}
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", "Enter a day after the first")
        return said


class SpendForm(forms.Form):
    """What was spent of a line."""

    up_to = day_field("The last day of the month")
    pounds = pounds_field(
        "How much was spent up to that day?",
        "In whole pounds, from the line’s first day on: not of that month alone.",
    )
    note = text_field(
        "Is there something to say of it? (optional)",
        "",
        "If something was said of that day before, say why it is corrected.",
        required=False,
    )


class QuestionForm(forms.Form):
    """A question to an agency."""

    words = text_field("What do you ask?", "Say what you ask")
    owed_by = agency_field("Which agency answers?")
    due_on = day_field("The day by which it is answered")
    is_public = forms.BooleanField(
        label="The public may read question and answer", required=False, initial=True
    )


class AnswerForm(forms.Form):
    """The answer."""

    words = text_field(
        "What do you answer?",
        "Say what you answer",
        "It stays as you give it. The partnership reads it, and the public may. Name no patient and "
        "no suspect.",
    )
