"""Forms of access: what is asked for, in which words, and which answers are refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify

from fingerpost.service.access.models import Agency, AgencyKind, HowOften, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can
from fingerpost.service.access.roles import ROLES


class DateInput(forms.DateInput):
    """A day, typed as 31/3/2027 or chosen from the browser's calendar."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]


def day_field(label: str, **options: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        widget=DateInput(attrs={"class": "govuk-input--width-10"}),
        input_formats=DAYS,
        error_messages={
            "required": f"Enter {label[0].lower()}{label[1:]}",
            "invalid": "Enter a day such as 31/3/2027",
        },
        **options,
    )


class InviteForm(forms.Form):
    """Who is invited, in which role, until when."""

    name = forms.CharField(
        label="Full name", max_length=150, error_messages={"required": "Enter their full name"}
    )
    email = forms.EmailField(
        label="Work e-mail address",
        max_length=254,
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address such as name@example.org",
        },
    )
    agency = forms.ModelChoiceField(Agency.objects.none(), label="Agency", empty_label=None)
    role = forms.ChoiceField(
        label="Role",
        choices=[(role.name, role.title) for role in ROLES.values()],
        error_messages={"required": "Choose a role"},
    )
    ends_on = day_field("The last day of the role", help_text="A year from now at most.")
    vetting_expires_on = day_field(
        "The day their vetting expires", required=False, help_text="For volunteers."
    )

    def __init__(self, data: Any = None, *, viewer: Membership) -> None:
        super().__init__(data, initial={"ends_on": timezone.localdate() + timedelta(days=365)})
        agencies = Agency.objects.filter(is_active=True)
        if not can(viewer, P.AGENCY_MANAGE):
            agencies = agencies.filter(pk=viewer.agency_id)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agencies


class EndForm(forms.Form):
    """Why somebody's access ends."""

    reason = forms.CharField(
        label="Why does it end?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the access ends"},
    )


class AcceptForm(forms.Form):
    """A password for somebody new; nothing for somebody who is signed in."""

    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three random words are good.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=256,
        error_messages={"required": "Choose a password"},
    )

    def __init__(self, data: Any = None, *, needs_password: bool) -> None:
        super().__init__(data)
        if not needs_password:
            del self.fields["password"]


class NoticesForm(forms.Form):
    """How often somebody is told by e-mail what waits for them."""

    how_often = forms.ChoiceField(
        label="How often do you want an e-mail?",
        choices=HowOften.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often"},
    )


class AgencyForm(forms.Form):
    """A new agency."""

    name = forms.CharField(
        label="Name of the agency",
        max_length=150,
        error_messages={"required": "Enter its name"},
    )
    kind = forms.ChoiceField(label="What it is", choices=AgencyKind.choices)

    def clean(self) -> dict[str, Any]:
        """Make the short name that stands in addresses, and refuse a name that is taken."""
        cleaned = super().clean() or {}
        slug = slugify(cleaned.get("name", ""))
        if cleaned.get("name") and (not slug or Agency.objects.filter(slug=slug).exists()):
            self.add_error("name", "There is an agency of this name already")
        return {**cleaned, "slug": slug}
