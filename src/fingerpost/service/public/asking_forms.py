"""The form with which somebody asks a service to help them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from fingerpost.service.casework.models import Service
from fingerpost.service.casework.reasons import Need
from fingerpost.service.public import form_tokens

LONGEST = 1000


class AskForm(forms.Form):
    """Which service, with what, and how to reach who asks; no more than it takes."""

    service = forms.ChoiceField(
        label="Which service?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a service"},
    )
    name = forms.CharField(
        label="What shall they call you?",
        help_text="A first name is enough.",
        max_length=170,
        error_messages={"required": "Give a name to call you by"},
    )
    phone = forms.CharField(
        label="Telephone",
        help_text="This, or an e-mail address.",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label="E-mail",
        required=False,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    safe_contact = forms.CharField(
        label="When and how is it safe to reach you?",
        help_text="Such as: after 5, no messages, ask for Jo.",
        max_length=300,
        required=False,
    )
    needs = forms.MultipleChoiceField(
        label="What do you want help with?",
        choices=[one for one in Need.choices if one[0] != Need.JUSTICE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    why = forms.CharField(
        label="What should they know?",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"Write it in {LONGEST} letters or fewer"},
    )
    agreed = forms.BooleanField(
        label="I agree that this service reads what I wrote, keeps it and contacts me",
        error_messages={"required": "Tick that you agree, or call the service instead"},
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, services: list[Service]) -> None:
        if data is not None:  # what was typed stays, with a new token
            self.sent = data.get("token", "")
            data = data.copy()
            data["token"] = form_tokens.make()
        super().__init__(data, auto_id="%s", initial={"token": form_tokens.make()})
        self.known = {str(one.pk): one for one in services}
        service = self.fields["service"]
        assert isinstance(service, forms.ChoiceField)
        service.choices = [
            (key, f"{one.name}, {one.agency.name}: {one.what}")
            for key, one in self.known.items()
        ]

    def clean_service(self) -> Service:
        """Return the service."""
        return self.known[self.cleaned_data["service"]]

    def clean(self) -> dict[str, Any]:
        """Refuse what did not come from our page, and what nobody can be reached by."""
        given = super().clean() or {}
        why = form_tokens.why_not(self.sent)
        if why:
            raise forms.ValidationError(why)
        if self.data.get("company"):  # people do not see it; programs fill in whatever there is
            raise forms.ValidationError("Leave out what is not asked for, and send it again.")
        if not self.errors and not (given.get("phone") or given.get("email")):
            self.add_error("phone", "Give a telephone number or an e-mail address")
        given.pop("token", None)
        return given
