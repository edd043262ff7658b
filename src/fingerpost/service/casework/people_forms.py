"""Forms about people: what is asked of somebody, in which words, and what may be left out."""

from __future__ import annotations

from typing import Any

from django import forms

from fingerpost.service.access.forms import day_field
from fingerpost.service.casework.actions.people import FIELDS, ChangeReason
from fingerpost.service.casework.models import DeathSource, Ethnicity, Person, Sex


class SearchForm(forms.Form):
    """Who is looked for."""

    words = forms.CharField(
        label="Find somebody",
        help_text="Name, day of birth (31/3/1990), your own number or telephone. Some of it is enough.",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter a name, a day of birth or a number"},
    )


def line(label: str, longest: int, hint: str = "", **options: Any) -> forms.CharField:
    """Return a field for one line that may stay empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=options.pop("required", False),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **options,
    )


class PersonForm(forms.Form):
    """Who somebody is, and how to reach them."""

    given_name = line(
        "Given name",
        80,
        required=True,
        error_messages={"required": "Enter their given name"},
    )
    family_name = line(
        "Family name",
        80,
        required=True,
        error_messages={"required": "Enter their family name"},
    )
    known_as = line("Known as", 80)
    born_on = day_field("Day of birth", required=False)
    sex = forms.ChoiceField(
        label="Sex, as they say it", choices=Sex.choices, initial=Sex.UNSAID
    )
    ethnicity = forms.ChoiceField(
        label="Ethnic group, as they say it",
        choices=Ethnicity.choices,
        initial=Ethnicity.UNSAID,
    )
    local_number = line("Your agency’s own number", 40)
    phone = line("Telephone", 30)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org"},
    )
    postcode = line("Postcode", 10)
    address = line("Address", 200)
    safe_contact = line(
        "How to reach them safely", 300, "When and how, and how not. For example: no letters."
    )
    language = line("Language, if not English", 40)
    support_needs = line("Support needed", 300, "With reading, hearing or getting about.")

    def said(self) -> dict[str, Any]:
        """Return what was said, as the fields of a person."""
        return {field: self.cleaned_data[field] for field in FIELDS}


class ChangeForm(PersonForm):
    """What is different, and why."""

    reason = forms.ChoiceField(
        label="Why does it change?",
        choices=ChangeReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it changes"},
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, initial={field: getattr(person, field) for field in FIELDS})


class DiedForm(forms.Form):
    """When somebody died, and from whom it is known."""

    died_on = day_field("The day they died")
    source = forms.ChoiceField(
        label="From whom do you know it?",
        choices=DeathSource.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose from whom you know it"},
    )


class NothingForm(forms.Form):
    """A step that asks for nothing more."""
