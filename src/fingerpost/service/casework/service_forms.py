"""Forms of an agency's services and their times."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.actions.services import LONGEST_STANDARD
from fingerpost.service.casework.models import Service
from fingerpost.service.casework.reasons import Need
from fingerpost.service.casework.states import STANDINGS, ReferralState, Side

# The steps that a service owes, with what everybody's standard is.
STANDARDS = {
    state: standing for state, standing in STANDINGS.items() if standing.side is Side.RECEIVER
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ServiceForm(forms.Form):
    """What a service is, what it helps with, and its own standards."""

    name = forms.CharField(
        label="What is it called?", max_length=120, error_messages={"required": "Give its name"}
    )
    what = forms.CharField(
        label="What does it do, and for whom?",
        help_text="One or two plain sentences. Whoever refers reads this.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what it does"},
    )
    needs = forms.MultipleChoiceField(
        label="What does it help with?",
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one"},
    )
    areas = forms.CharField(
        label="Where do people have to live?",
        help_text="Leave it empty for the whole county.",
        max_length=200,
        required=False,
    )
    ages = forms.CharField(label="For which ages?", max_length=60, required=False)
    manager = forms.ChoiceField(
        label="Who sees to what is late?",
        help_text="If nobody is named, all managers of your agency are told.",
        required=False,
    )
    places = forms.IntegerField(
        label="How many people can it have at one time?",
        min_value=0,
        max_value=9999,
        required=False,
    )
    wait_days = forms.IntegerField(
        label="How many days does one wait now?",
        help_text="Shown with the day on which you said so, beside the wait that is counted.",
        min_value=0,
        max_value=999,
        required=False,
    )
    takes_self_referral = forms.BooleanField(
        label="People can ask for it themselves, on the public’s pages", required=False
    )
    is_course = forms.BooleanField(
        label="It is a course of diversion, booked by its times", required=False
    )
    is_open = forms.BooleanField(label="It takes referrals", required=False, initial=True)

    def __init__(
        self, data: Any = None, *, viewer: Membership, service: Service | None = None
    ) -> None:
        initial: dict[str, Any] = {}
        if service is not None:
            initial = {name: getattr(service, name) for name in self.base_fields}
            initial["manager"] = service.manager_id or ""
        super().__init__(data, initial=initial)
        on = timezone.localdate()
        held = (
            Membership.objects.filter(
                agency=viewer.agency, ended_at__isnull=True, starts_on__lte=on, ends_on__gte=on
            )
            .select_related("user", "agency")
            .defer("user__password")
        )
        self.managers: dict[str, User] = {
            str(one.user_id): one.user for one in held if one.allows(P.CASE_MANAGE)
        }
        manager = self.fields["manager"]
        assert isinstance(manager, forms.ChoiceField)
        manager.choices = [
            ("", "All managers"),
            *sorted(
                ((key, one.name) for key, one in self.managers.items()), key=lambda one: one[1]
            ),
        ]
        said = service.standards if service else {}
        for state, standing in STANDARDS.items():
            self.fields[f"standard-{state.value}"] = forms.IntegerField(
                label=f"Working days to {standing.owed}",
                help_text=f"Everybody’s standard is {standing.working_days}.",
                initial=said.get(state.value, standing.working_days),
                min_value=1,
                max_value=LONGEST_STANDARD,
                required=False,
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
            )

    def clean(self) -> dict[str, Any]:
        """Return the arguments of the action; a standard that is everybody's is not kept as its own."""
        said = super().clean() or {}
        standards: dict[str, int] = {}
        for state, standing in STANDARDS.items():
            days = said.pop(f"standard-{state.value}", None)
            if days is not None and days != standing.working_days:
                standards[state.value] = days
        said["standards"] = standards
        said["manager"] = self.managers.get(said.get("manager", ""))
        return said

    @property
    def states(self) -> list[ReferralState]:
        """The states for which it may set a standard of its own."""
        return list(STANDARDS)


class SlotsForm(forms.Form):
    """Many free times at once: weekdays, hours, a place."""

    begins_on = day_field("The first day")
    ends_on = day_field("The last day")
    weekdays = forms.MultipleChoiceField(
        label="On which weekdays?",
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one"},
    )
    times = forms.CharField(
        label="At which times?",
        help_text="Such as 9:30, 10:30, 14:00",
        error_messages={"required": "Enter the times"},
    )
    place = forms.CharField(
        label="Where?", max_length=120, error_messages={"required": "Say where it is"}
    )
    seats = forms.IntegerField(
        label="For how many people each?",
        min_value=1,
        max_value=99,
        initial=1,
        error_messages={"required": "Say for how many"},
    )

    def clean_weekdays(self) -> list[int]:
        """Return the weekdays as numbers."""
        return [int(one) for one in self.cleaned_data["weekdays"]]

    def clean_times(self) -> list[time]:
        """Return the times."""
        found = []
        for said in re.split(r"[,;\s]+", str(self.cleaned_data["times"]).strip()):
            hour, _, minute = said.partition(":")
            try:
                found.append(time(int(hour), int(minute or 0)))
            except ValueError as error:
                raise forms.ValidationError("Enter times such as 9:30, 14:00") from error
        return found
