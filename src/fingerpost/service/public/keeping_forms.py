"""Forms with which an agency keeps its services: what is asked for, in which words."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fingerpost.service.access.models import Agency
from fingerpost.service.public import places
from fingerpost.service.public.directory import Entry, Provider, Spot
from fingerpost.service.public.models import ServiceStatus
from fingerpost.service.public.opening import CODES, DAYS, Hours
from fingerpost.service.public.taxonomy import NEEDS, number_of

NOT_A_PERSON = "Of the service, and never of a person: people leave."
HOURS = re.compile(r"^(\d{1,2})(?:[:.](\d\d))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d\d))?$")


def _text(
    label: str, most: int, hint: str = "", *, rows: int = 0, **more: Any
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        error_messages={
            "required": f"Give this: {label[0].lower()}{label[1:].rstrip('?')}",
            "max_length": f"Write it in {most} letters or fewer",
        },
        **more,
    )


class HoursField(forms.CharField):
    """The times of one day, as people write them: 9:00 to 17:00; none if it is closed."""

    def clean(self, value: Any) -> tuple[time, time] | None:
        """Return when it opens and closes."""
        said = str(value or "").strip().lower()
        if not said:
            return None
        if said in ("24 hours", "all day"):
            return time(0), time(0)
        found = HOURS.match(said)
        try:
            if found is None:
                raise ValueError(said)
            opens, closes = (
                time(int(hour) % 24, int(minutes or 0))
                for hour, minutes in (found.group(1, 2), found.group(3, 4))
            )
        except ValueError as error:
            raise ValidationError(
                f"Write the times of {self.label} such as 9:00 to 17:00, or 24 hours"
            ) from error
        return opens, closes


class ServiceForm(forms.Form):
    """What a service is, for whom, and how it is reached."""

    name = _text("Name of the service", 150)
    organisation = _text("Name of the organisation that offers it", 150)
    about = _text("What the organisation is, in a sentence", 1000, rows=2)
    description = _text(
        "What does the service do?", 2000, "Say it to somebody who looks for help.", rows=4
    )
    needs = forms.MultipleChoiceField(
        label="What does it help with?",
        choices=[(one.code, one.words) for one in NEEDS.terms],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one need that it helps with"},
    )
    takes_self_referral = forms.TypedChoiceField(
        label="Can people come by themselves?",
        choices=[("yes", "Yes, without a referral"), ("no", "No, a professional refers them")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether people can come by themselves"},
    )
    how_to_come = _text(
        "How do they come?",
        1000,
        "Walk in, call first, or who can refer.",
        rows=2,
        required=False,
    )
    phone = _text("Telephone", 40, NOT_A_PERSON, required=False)
    phone_words = _text("When is it answered?", 200, required=False)
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text=NOT_A_PERSON,
        error_messages={"invalid": "Enter an e-mail address such as help@example.org"},
    )
    website = forms.URLField(
        label="Website",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter an address such as https://example.org"},
    )
    eligibility = _text(
        "Who is it for?", 1000, "Leave out if for everybody.", rows=2, required=False
    )
    minimum_age = forms.IntegerField(
        label="From which age?", required=False, min_value=0, max_value=120
    )
    maximum_age = forms.IntegerField(
        label="Up to which age?", required=False, min_value=0, max_value=120
    )
    districts = forms.MultipleChoiceField(
        label="For people from where?",
        required=False,
        help_text="Choose none if for the whole county.",
        widget=forms.CheckboxSelectMultiple,
    )
    is_free = forms.TypedChoiceField(
        label="Is it free?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is free"},
    )
    cost = _text("What does it cost?", 300, required=False)
    languages = _text(
        "Languages",
        80,
        "Their codes, such as: en, pl, bfi (British Sign Language).",
        required=False,
    )
    alert = _text(
        "Anything to know for now?", 500, "Such as: closed over Christmas.", required=False
    )
    status = forms.ChoiceField(label="Is it open to people?", choices=ServiceStatus.choices)

    def __init__(self, data: Any = None, *, entry: Entry | None, agency: Agency) -> None:
        self.entry, self.agency = entry, agency
        super().__init__(data, initial=_said(entry, agency))
        for code, name in DAYS.items():
            self.fields[f"hours_{code}"] = HoursField(
                label=name,
                required=False,
                help_text="Such as 9:00 to 17:00. Leave empty if closed."
                if code == "MO"
                else "",
                widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            )
        chosen = self.fields["districts"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = list(places.district_names().items())

    def said(self) -> Entry:
        """Return the service as it was filled in, with what the form does not ask kept as it was."""
        given = self.cleaned_data
        entry = self.entry or Entry(
            id=uuid.uuid4(),
            provider=Provider(uuid.uuid4(), "", ""),
            name="",
            description="",
            needs=(),
        )
        owner = entry.provider
        if owner.name != given["organisation"]:  # another organisation, and not its new name
            number = number_of(
                "organisation", self.agency.slug, given["organisation"].casefold()
            )
            owner = Provider(number, "", "")
        hours: dict[tuple[time, time], list[str]] = {}
        for code in CODES:
            if times := given[f"hours_{code}"]:
                hours.setdefault(times, []).append(code)
        words = {one.days: one.words for one in entry.hours if _is_asked(one)}
        asked = [
            Hours(tuple(days), *times, words=words.get(tuple(days), ""))
            for times, days in hours.items()
        ]
        others = [one for one in entry.hours if not _is_asked(one)]
        return replace(
            entry,
            provider=replace(owner, name=given["organisation"], description=given["about"]),
            needs=tuple(given["needs"]),
            districts=tuple(given["districts"]),
            languages=tuple(re.findall(r"[a-z]{2,3}", given["languages"].lower())),
            hours=(*asked, *others),
            checked_on=None,  # today: who changes it says that all of it is right
            **{name: given[name] for name in TAKEN},
        )


TAKEN = (
    *("name", "description", "phone", "phone_words", "email", "website", "status"),
    *("takes_self_referral", "how_to_come", "eligibility", "minimum_age", "maximum_age"),
    *("is_free", "cost", "alert"),
)


def _is_asked(one: Hours) -> bool:
    """Whether the form asks for these hours: of each week, and at all places alike."""
    return one.freq == "WEEKLY" and one.place is None


def _said(entry: Entry | None, agency: Agency) -> dict[str, Any]:
    """Return what stands in the form at first."""
    if entry is None:
        return {"organisation": agency.name, "status": ServiceStatus.ACTIVE.value}
    said: dict[str, Any] = {name: getattr(entry, name) for name in TAKEN}
    said |= {
        "organisation": entry.provider.name,
        "about": entry.provider.description,
        "needs": list(entry.needs),
        "districts": list(entry.districts),
        "languages": ", ".join(entry.languages),
        "takes_self_referral": "yes" if entry.takes_self_referral else "no",
        "is_free": "yes" if entry.is_free else "no",
    }
    for one in filter(_is_asked, entry.hours):
        times = (
            "24 hours"
            if one.opens == one.closes
            else f"{one.opens:%H:%M} to {one.closes:%H:%M}"
        )
        said |= {f"hours_{code}": times for code in one.days}
    return said


class PlaceForm(forms.Form):
    """Where a service is given, and how to get there."""

    name = _text("Name of the building", 150, required=False)
    address = _text("Number and street", 200)
    city = _text("Town", 80)
    postcode = _text("Postcode", 8)
    district = forms.ChoiceField(
        label="District", error_messages={"required": "Choose the district that it is in"}
    )
    getting_there = _text(
        "How to get there",
        600,
        "Buses, the nearest station, where to park, which door.",
        rows=3,
        required=False,
    )
    accessibility = _text(
        "Access", 600, "Steps, lifts, toilets, hearing loops.", rows=3, required=False
    )

    def __init__(self, data: Any = None, *, spot: Spot | None) -> None:
        self.spot = spot
        initial = {name: getattr(spot, name) for name in OF_PLACE} if spot else {}
        super().__init__(data, initial=initial)
        chosen = self.fields["district"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "Choose"), *places.district_names().items()]

    def clean_postcode(self) -> str:
        """Return it as it is written."""
        tidy = places.tidy_postcode(self.cleaned_data["postcode"])
        if not tidy:
            raise ValidationError("Enter a whole postcode, such as FM1 2AB")
        return tidy

    def place(self) -> Spot:
        """Return the place as it was filled in."""
        given = {name: self.cleaned_data[name] for name in OF_PLACE}
        if self.spot:
            return replace(self.spot, **given)
        return Spot(id=uuid.uuid4(), county=places.partnership().name, **given)


OF_PLACE = ("name", "address", "city", "postcode", "district", "getting_there", "accessibility")


class ImportForm(forms.Form):
    """A file of services."""

    file = forms.FileField(
        label="The file",
        help_text="Open Referral UK, version 3, as JSON: a service, a list, or a page of an API. Up to 2 MB.",
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty",
            "missing": "Choose a file",
        },
    )
