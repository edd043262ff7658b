"""Forms of lists of referrals that are sent together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import AgencyKind, Membership
from fingerpost.service.casework import services_offered, ways
from fingerpost.service.casework.models import Person, Service
from fingerpost.service.casework.reasons import Need, Origin, Urgency
from fingerpost.service.casework.referral_forms import BEGINS, choice, words_field

SHOWN = 50  # people, those written down last


class ListForm(forms.Form):
    """What a list is, and of which day."""

    title = forms.CharField(
        label="What is the list?",
        help_text="Such as “Custody, Monday morning”. Name nobody.",
        max_length=120,
        error_messages={"required": "Say what the list is"},
    )
    on = day_field("The day")


class PeopleForm(forms.Form):
    """Who goes on a list, to which service, and why; the same for all, and changed for one afterwards."""

    people = forms.MultipleChoiceField(
        label="Who?",
        help_text="Those that your agency wrote down last.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one"},
    )
    service = choice("To which service?", [], "Choose a service")
    why = words_field(
        "Why do you refer them?",
        "Say why you refer them",
        "The same for all. You can change it for one before it is sent.",
    )
    needs = forms.MultipleChoiceField(
        label="What do they want help with?",
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one"},
    )
    urgency = choice("How soon?", Urgency.choices, "Choose how soon")
    origin = forms.ChoiceField(
        label="Where does it begin?",
        choices=[one for one in Origin.choices if one[0] != Origin.SELF],
    )

    def __init__(self, data: Any = None, *, viewer: Membership, people: list[Person]) -> None:
        begins = BEGINS.get(AgencyKind(viewer.agency.kind), Origin.COMMUNITY)
        super().__init__(data, initial={"urgency": Urgency.ROUTINE, "origin": begins})
        self.known = {str(one.pk): one for one in people}
        way = ways.ways(viewer.agency, on=timezone.localdate())
        self.open_services = {
            str(one.pk): one
            for one in Service.objects.filter(is_open=True, agency__in=way)
            .select_related("agency")
            .order_by("name", "pk")
        }
        for name, choices in (
            ("people", [(key, _who(one)) for key, one in self.known.items()]),
            (
                "service",
                [
                    (
                        key,
                        services_offered.name_of(one)
                        + (
                            ": ask each person first"
                            if way[one.agency_id] is ways.Way.ASK
                            else ""
                        ),
                    )
                    for key, one in self.open_services.items()
                ],
            ),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_people(self) -> list[Person]:
        """Return the people."""
        return [self.known[one] for one in self.cleaned_data["people"]]

    def clean_service(self) -> Service:
        """Return the service."""
        return self.open_services[self.cleaned_data["service"]]


def _who(person: Person) -> str:
    born = person.born_on
    return f"{person.name}, born {born.day} {born:%B %Y}" if born else person.name
