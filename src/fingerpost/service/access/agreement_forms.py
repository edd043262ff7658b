"""Forms of agreements, and the templates from which they are drafted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, AgreementVersion, Flow, Membership
from fingerpost.service.access.vocabulary import all_data_items


@dataclass(frozen=True)
class Template:
    """Words to begin with, for the parties and their advisers to change."""

    name: str
    title: str
    why: str
    safeguards: str


TEMPLATES = {
    template.name: template
    for template in (
        Template(
            "statistics",
            "Records for the partnership's statistics",
            "The partnership measures whether the drug strategy works in its area. The giver sends the "
            "records named below so that they can be counted, and linked with those of other agencies "
            "to count what becomes of people between agencies. Nothing is decided about any person by "
            "them, and no count leaves that could point to one.",
            "What identifies people goes to an encrypted vault as the file is landed. Only holders of "
            "the linkage role can read it. Small numbers are protected before anything leaves. Every "
            "look at a record of a person is written into the audit.",
        ),
        Template(
            "depersonalised",
            "Depersonalised information under section 17A",
            "Responsible authorities share depersonalised sets each quarter under section 17A of the "
            "Crime and Disorder Act 1998 and SI 2007/1831, to help to reduce crime and disorder.",
            "The files name nobody. Small numbers are protected before anything leaves.",
        ),
    )
}


class DraftForm(forms.Form):
    """The frame of an agreement: its reference, its parties, its days, its words."""

    reference = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9/-]{1,39}$",
        label="Reference",
        help_text="Letters, figures and dashes, such as FM-2026-3. The same reference makes the next version.",
        error_messages={
            "required": "Enter a reference",
            "invalid": "Use letters, figures and dashes only",
        },
    )
    title = forms.CharField(
        label="Title", max_length=150, error_messages={"required": "Enter a title"}
    )
    parties = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which other agencies are party to it?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one other agency"},
    )
    why = forms.CharField(
        label="What is it for?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what it is for"},
    )
    safeguards = forms.CharField(
        label="How are the data kept safe?",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    starts_on = day_field("The first day")
    review_on = day_field("The day of its review")
    ends_on = day_field(
        "The last day", help_text="On the day after, its flows close by themselves."
    )

    def __init__(self, data: Any = None, *, viewer: Membership, template: str) -> None:
        today = timezone.localdate()
        words = TEMPLATES.get(template)
        initial: dict[str, Any] = {
            "starts_on": today,
            "review_on": today + timedelta(days=335),
            "ends_on": today + timedelta(days=365),
        }
        if words:
            initial |= {"title": words.title, "why": words.why, "safeguards": words.safeguards}
        super().__init__(data, initial=initial)
        field = self.fields["parties"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Agency.objects.filter(is_active=True).exclude(pk=viewer.agency_id)

    def clean(self) -> dict[str, Any]:
        """Refuse days that are out of order."""
        cleaned = super().clean() or {}
        days = [cleaned.get(name) for name in ("starts_on", "review_on", "ends_on")]
        if all(days) and days != sorted(days):  # type: ignore[type-var]
            self.add_error(
                "review_on", "The review must lie between the first day and the last"
            )
        return cleaned


class FlowForm(forms.ModelForm):  # type: ignore[type-arg]  # Django takes none at run time
    """One flow between two parties."""

    item = forms.ChoiceField(label="What")

    class Meta:
        """Everything that a flow says."""

        model = Flow
        fields = (
            "giver",
            "receiver",
            "item",
            "purpose",
            "legal_basis",
            "gateway",
            "confidentiality",
            "regime",
            "retention_months",
        )
        labels = {
            "giver": "From",
            "receiver": "To",
            "purpose": "For what",
            "legal_basis": "Lawful basis",
            "gateway": "Power or duty to share",
            "confidentiality": "How the duty of confidence is met",
            "regime": "How the receiver processes it",
            "retention_months": "Kept for how many months",
        }

    def __init__(self, data: Any = None, *, version: AgreementVersion) -> None:
        super().__init__(data, initial={"retention_months": 96})
        parties = Agency.objects.filter(pk__in=version.parties.values("agency"))
        for name in ("giver", "receiver"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = parties
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)
        item.choices = [(one.name, one.title) for one in all_data_items().values()]

    def _post_clean(self) -> None:
        """Leave the rest to the action, which knows the version."""


class BetweenForm(forms.Form):
    """Which two agencies."""

    first = forms.ModelChoiceField(Agency.objects.all(), label="One agency")
    second = forms.ModelChoiceField(Agency.objects.all(), label="The other agency")
