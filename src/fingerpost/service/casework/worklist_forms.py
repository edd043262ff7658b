"""What the worklists are narrowed by, saved under, and given with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django import forms

from fingerpost.service.access.models import Membership, User
from fingerpost.service.casework import selectors, worklists
from fingerpost.service.casework.reasons import Need, Origin, Urgency
from fingerpost.service.casework.states import OVER, ReferralState
from fingerpost.service.casework.worklist_items import Filters, Tab, Until

ALL = ("", "All")
OPEN_STATES = [(one.value, one.label) for one in ReferralState if one not in OVER]


class FilterForm(forms.Form):
    """What a worklist is narrowed by: every field a choice, so that nothing typed gets into an address."""

    tab = forms.ChoiceField(choices=Tab.choices, required=False, widget=forms.HiddenInput)
    person = forms.ChoiceField(label="Who has it", required=False)
    until = forms.ChoiceField(label="Due", required=False)
    service = forms.TypedChoiceField(
        label="Service", required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(label="State", choices=[ALL, *OPEN_STATES], required=False)
    urgency = forms.ChoiceField(
        label="How soon it is needed", choices=[ALL, *Urgency.choices], required=False
    )
    need = forms.ChoiceField(label="Need", choices=[ALL, *Need.choices], required=False)
    origin = forms.ChoiceField(
        label="Where it began", choices=[ALL, *Origin.choices], required=False
    )

    def __init__(
        self,
        data: Mapping[str, str],
        *,
        viewer: Membership,
        people: Iterable[User],
        auto_id: str = "filter_%s",
    ) -> None:
        super().__init__(data, auto_id=auto_id)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "As this list has it"),
            ("me", "Me"),
            ("nobody", "Nobody yet"),
            ("anybody", "Anybody"),
            *((str(one.pk), one.name) for one in people if one.pk != viewer.user_id),
        ]
        self.fields["until"].choices = [("", "As this list has it"), *Until.choices]  # type: ignore[attr-defined]
        self.fields["service"].choices = [  # type: ignore[attr-defined]
            ALL,
            *(
                (one.pk, f"{one.name}, {one.agency}")
                for one in selectors.services(viewer=viewer)
            ),
        ]

    @property
    def said(self) -> dict[str, str]:
        """What is chosen and may be chosen, as an address or a saved filter holds it."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def tab_chosen(self) -> Tab:
        """The worklist."""
        return Tab(self.said.get("tab") or Tab.MINE)

    @property
    def filters(self) -> Filters:
        """What is chosen, without what may not be."""
        self.is_valid()
        return Filters(
            **{
                name: value
                for name, value in self.cleaned_data.items()
                if name != "tab" and value
            }
        )


class SaveFilterForm(forms.Form):
    """Under which name the list as it is shown is kept."""

    name = forms.CharField(
        label="Name of this list",
        max_length=40,
        help_text="For yourself. Do not write the name of a person.",
    )
    is_default = forms.BooleanField(label="Open my work with it", required=False)


class GiveForm(forms.Form):
    """To whom of the agency what was ticked is given."""

    person = forms.TypedChoiceField(label="Give what is ticked to", coerce=int)

    def __init__(self, data: Mapping[str, str] | None, *, people: Iterable[User]) -> None:
        super().__init__(data, auto_id="give_%s")
        self.people = {one.pk: one for one in people}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "Choose somebody"),
            *((number, one.name) for number, one in self.people.items()),
        ]
        self.fields["person"].error_messages["required"] = "Choose to whom."

    def clean_person(self) -> User:
        """Return the person."""
        return self.people[self.cleaned_data["person"]]


def filter_form(data: Mapping[str, str], *, viewer: Membership, on: date) -> FilterForm:
    """Return the form of what a list is narrowed by."""
    people = worklists.colleagues(viewer=viewer, on=on)
    return FilterForm(data, viewer=viewer, people=people)
