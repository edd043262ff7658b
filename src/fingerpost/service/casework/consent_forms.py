"""Forms of consent: what is chosen, what is asked once the words were said, and why it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency
from fingerpost.service.access.vocabulary import Purpose
from fingerpost.service.casework import consent_words
from fingerpost.service.casework.actions.consents import MONTHS
from fingerpost.service.casework.models import HowGiven, WithdrawalReason, Witness
from fingerpost.service.casework.months import months_after

if TYPE_CHECKING:
    AgenciesField = forms.ModelMultipleChoiceField[Agency]
else:
    AgenciesField = forms.ModelMultipleChoiceField  # takes no type when it runs

REFERRALS = ("referral", "referral_from_health")
ANSWER = "referral_progress"  # goes with a referral, back to who sent it


class ConsentForm(forms.Form):
    """What may be told, to whom, for what, until when."""

    agencies = AgenciesField(
        Agency.objects.none(),
        label="Who may be told?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who may be told"},
    )
    items = forms.MultipleChoiceField(
        label="What may they be told?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what they may be told"},
    )
    purpose = forms.ChoiceField(label="What for?")
    until = day_field("Until", help_text="The last day. Two years on at most.")

    def __init__(
        self,
        data: Any = None,
        *,
        offers: dict[Purpose, list[consent_words.Offer]],
        on: date,
    ) -> None:
        super().__init__(data, initial={"until": months_after(on, MONTHS)})
        self.offers = offers
        every = [one for several in offers.values() for one in several]
        agencies, items, purpose = (self.fields[it] for it in ("agencies", "items", "purpose"))
        assert isinstance(agencies, forms.ModelMultipleChoiceField)
        assert isinstance(items, forms.MultipleChoiceField)
        assert isinstance(purpose, forms.ChoiceField)
        agencies.queryset = Agency.objects.filter(pk__in=[one.agency.pk for one in every])
        we_tell = {item for one in every for item in one.we_tell}
        if we_tell & set(REFERRALS):
            we_tell -= {ANSWER}
        items.choices = [
            (name, _large(words))
            for name, words in consent_words.ITEMS.items()
            if name in we_tell
        ]
        purpose.choices = [(one.value, _large(consent_words.PURPOSES[one])) for one in offers]
        if len(offers) == 1:
            purpose.widget = forms.HiddenInput()
            purpose.initial = next(iter(offers)).value

    def clean(self) -> dict[str, Any]:
        """Add the answer to a referral, which goes with it; it stands in the words that are said."""
        cleaned = super().clean() or {}
        items, agencies = cleaned.get("items"), cleaned.get("agencies")
        if items and agencies and cleaned.get("purpose"):
            chosen = {one.pk for one in agencies}
            offered = {
                item
                for one in self.offers[Purpose(cleaned["purpose"])]
                if one.agency.pk in chosen
                for item in one.they_tell
            }
            if set(items) & set(REFERRALS) and ANSWER in offered:
                cleaned["items"] = [*items, ANSWER]
        return cleaned


class GivenForm(forms.Form):
    """How they agreed, once they heard the words."""

    how = forms.ChoiceField(
        label="How did they agree?",
        choices=HowGiven.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they agreed"},
    )
    witness = forms.ChoiceField(
        label="Was anybody else there?",
        choices=[("", "Nobody"), *Witness.choices],
        required=False,
    )


class WithdrawForm(forms.Form):
    """Why a consent counts no more."""

    reason = forms.ChoiceField(
        label="Why does it end?",
        choices=WithdrawalReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it ends"},
    )


def chosen(form: ConsentForm) -> Sequence[tuple[str, str]]:
    """Return what was chosen, as the hidden fields of the next page."""
    said = form.cleaned_data
    return [
        *(("agencies", str(one.pk)) for one in said["agencies"]),
        *(("items", one) for one in said["items"] if one != ANSWER or _asks(form)),
        ("purpose", said["purpose"]),
        ("until", said["until"].isoformat()),
    ]


def _asks(form: ConsentForm) -> bool:
    items = form.fields["items"]
    assert isinstance(items, forms.MultipleChoiceField)
    return ANSWER in dict(items.choices)  # type: ignore[arg-type]


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]
