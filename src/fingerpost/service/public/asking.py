"""What somebody asks of the directory: read from the address, with every answer that is none left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from fingerpost.service.public.directory import Asked
from fingerpost.service.public.opening import DAYS
from fingerpost.service.public.taxonomy import NEEDS

LONGEST_PLACE = 60
NOW = "now"


class HelpForm(forms.Form):
    """What, where, when; each may be left out."""

    need = forms.ChoiceField(
        label="What do you need help with?",
        required=False,
        choices=[("", "Anything"), *((one.code, one.words) for one in NEEDS.terms)],
    )
    place = forms.CharField(
        label="Where?",
        required=False,
        max_length=LONGEST_PLACE,
        help_text="A town, a district, or the first half of a postcode. It goes nowhere but to us, "
        "and we do not keep it.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    when = forms.ChoiceField(
        label="When?",
        required=False,
        choices=[("", "Any day"), (NOW, "Open now"), *DAYS.items()],
    )
    self_referral = forms.BooleanField(
        label="Only where I can come by myself, without a referral", required=False
    )

    use_required_attribute = False

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="%s")


def asked(said: MultiValueDict[str, str]) -> tuple[HelpForm, Asked]:
    """Return the form as it was filled in, and what it asks; an answer that is none asks nothing."""
    form = HelpForm(said or None)
    form.full_clean()
    given = form.cleaned_data if form.is_bound else {}
    when = given.get("when", "")
    return form, Asked(
        need=given.get("need", ""),
        place=given.get("place", ""),
        day="" if when == NOW else when,
        now=when == NOW,
        self_referral=bool(given.get("self_referral")),
    )
