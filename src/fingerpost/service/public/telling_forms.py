"""The form with which somebody tells us, and the one with which it is decided on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from fingerpost.service.public import form_tokens, places
from fingerpost.service.public.models import Change, Safety, ToldStatus
from fingerpost.service.public.models.told import LONGEST


class TellForm(forms.Form):
    """How safe, what changed, where; and words, if somebody has any."""

    district = forms.ChoiceField(
        label="Where do you live?", error_messages={"required": "Choose where you live"}
    )
    safety = forms.ChoiceField(
        label="How safe from harm by drugs do you feel there?",
        choices=Safety.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how safe you feel"},
    )
    change = forms.ChoiceField(
        label="And compared with a year ago?",
        choices=Change.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what became of it in a year"},
    )
    words = forms.CharField(
        label="What should we know?",
        required=False,
        max_length=LONGEST,
        help_text="Name nobody, and leave out addresses and telephone numbers: yours and others’. "
        f"Up to {LONGEST} letters.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": f"Write it in {LONGEST} letters or fewer"},
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None) -> None:
        if data is not None:  # what was typed stays, with a new token
            self.sent = data.get("token", "")
            data = data.copy()
            data["token"] = form_tokens.make()
        super().__init__(data, auto_id="%s", initial={"token": form_tokens.make()})
        chosen = self.fields["district"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "Choose"), *places.district_names().items()]

    def clean(self) -> dict[str, Any]:
        """Refuse what did not come from our page, or what a program filled in."""
        given = super().clean() or {}
        why = form_tokens.why_not(self.sent)
        if why:
            raise forms.ValidationError(why)
        if self.data.get("company"):  # people do not see it; programs fill in whatever there is
            raise forms.ValidationError("Leave out what is not asked for, and send it again.")
        return given


class DecideForm(forms.Form):
    """What becomes of what was told."""

    status = forms.ChoiceField(
        choices=[one for one in ToldStatus.choices if one[0] != ToldStatus.WAITING]
    )
