"""Forms of records: kept on, asked for, opened in an emergency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.casework.people_forms import line

if TYPE_CHECKING:
    AgencyField = forms.ModelChoiceField[Agency]
else:
    AgencyField = forms.ModelChoiceField  # takes no type when it runs


class KeepOnForm(forms.Form):
    """Until when a record is kept on, and why."""

    until = day_field("The new day")
    reason = forms.CharField(
        label="Why is it kept on?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is kept on"},
    )


class AskedForm(forms.Form):
    """When somebody asked what is kept of them."""

    asked_on = day_field("The day on which they asked")


class EmergencyForm(forms.Form):
    """Whose record, of whom exactly, and why it cannot wait."""

    agency = AgencyField(
        Agency.objects.none(),
        label="Which agency keeps the record?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )
    local_number = line(
        "That agency’s own number", 40, "If you have it. Else both names and the day of birth."
    )
    given_name = line("Given name", 80)
    family_name = line("Family name", 80)
    born_on = day_field("Day of birth", required=False)
    reason = forms.CharField(
        label="Why do you need it now?",
        help_text="In a sentence. The agency’s managers are told at once, and read it.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you need it now"},
    )

    def __init__(self, data: Any = None, *, viewer: Membership) -> None:
        super().__init__(data)
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agency.queryset = Agency.objects.filter(is_active=True).exclude(pk=viewer.agency_id)
