"""Forms of insight: what is asked for, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from fingerpost.evidence.early_warning.signals import SignalState
from fingerpost.evidence.publication.signal_words import STATE_WORDS
from fingerpost.service.access.models import Agency, Membership

if TYPE_CHECKING:
    MembershipField = forms.ModelChoiceField[Membership]
else:
    MembershipField = forms.ModelChoiceField  # takes no type when it runs

LONGEST = 500  # letters of a note; the audit keeps as many


def _why(label: str, missing: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": missing,
            "max_length": f"Write it in {LONGEST} letters or fewer",
        },
    )


class PersonField(MembershipField):
    """A person of the agency that somebody acts for, by name."""

    def label_from_instance(self, obj: Membership) -> str:
        """Return the name and the role."""
        return f"{obj.user.name}, {obj.definition.title}"


class TriageForm(forms.Form):
    """What a signal was, who looks into it, and why."""

    state = forms.ChoiceField(
        label="What is it?",
        widget=forms.Select,
        choices=[
            ("", "Choose"),
            *(
                (one.value, words)
                for one, words in STATE_WORDS.items()
                if one is not SignalState.NEW
            ),
        ],
        error_messages={"required": "Choose what it is"},
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Which agency looks into it?",
        help_text="Another agency chooses its own person.",
        required=False,
        empty_label="As it is now",
    )
    person = PersonField(
        Membership.objects.none(),
        label="Who of your agency?",
        required=False,
        empty_label="Nobody yet",
    )
    note = _why(
        "Why?",
        "Say why",
        "Everybody who sees signals reads this, for ever. Name no patient and no suspect, and give "
        "no small number.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, viewer: Membership, seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        on = timezone.localdate()
        agencies, people = self.fields["agency"], self.fields["person"]
        assert isinstance(agencies, forms.ModelChoiceField)
        assert isinstance(people, forms.ModelChoiceField)
        agencies.queryset = Agency.objects.filter(is_active=True)
        people.queryset = (
            Membership.objects.filter(
                agency=viewer.agency, ended_at__isnull=True, starts_on__lte=on, ends_on__gte=on
            )
            .select_related("user", "agency")
            .defer("user__password")
            .order_by("user__name", "role")
        )
        people.label = f"Who of {viewer.agency.name}?"

    def clean(self) -> dict[str, Any]:
        """Take the agency of the person where none was chosen."""
        cleaned = super().clean() or {}
        person = cleaned.get("person")
        if person is not None and cleaned.get("agency") is None:
            cleaned["agency"] = person.agency
        return cleaned


class WhyForm(forms.Form):
    """Why a chart starts from a new level, or does not any more."""

    reason = _why(
        "Why?",
        "Say why",
        "It stands beside the chart for everybody to read, for ever, with your name. Name nobody else.",
    )


class PairForm(forms.Form):
    """What a reviewer says of a pair; three buttons say which."""

    left = forms.IntegerField(widget=forms.HiddenInput)
    right = forms.IntegerField(widget=forms.HiddenInput)
    said = forms.ChoiceField(
        choices=[("same", ""), ("different", ""), ("cannot_say", "")],
        widget=forms.HiddenInput,
        error_messages={"required": "Say whether they are one person"},
    )
    reason = forms.CharField(
        label="Why, if there is more to say than the comparisons show",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
