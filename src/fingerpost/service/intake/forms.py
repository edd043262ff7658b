"""Forms of intake: what is asked for, in which words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from fingerpost.evidence.sources import Source
from fingerpost.service.access.forms import day_field
from fingerpost.service.intake import quarantine
from fingerpost.service.intake.models import Scope


class SendForm(forms.Form):
    """A file, and what it is."""

    said_source = forms.ChoiceField(label="What is it?", required=False)
    file = forms.FileField(
        label="The file",
        help_text=(
            "CSV, Excel (.xlsx), or a ZIP of these, up to "
            f"{quarantine.MAX_BYTES // 1024**2} MB. Choose it or drag it here."
        ),
        max_length=None,
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty",
            "missing": "Choose a file",
        },
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, sources: list[Source], **more: Any
    ) -> None:
        super().__init__(data, files, **more)
        field = self.fields["said_source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Work it out from the file"),
            *((source.name, source.title) for source in sources),
        ]
        field.error_messages["invalid_choice"] = "Choose what the file is from the list"


class WithdrawForm(forms.Form):
    """Why an upload shall not count."""

    reason = forms.CharField(
        label="Why should it not count?",
        help_text="For example: it is the wrong month. Name nobody.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the file should not count"},
    )


class TokenForm(forms.Form):
    """A key for a machine: what for, what it may do, until when."""

    name = forms.CharField(
        label="Which machine is it for?",
        max_length=80,
        error_messages={"required": "Say which machine it is for"},
    )
    send = forms.BooleanField(label=Scope.SEND.label, required=False, initial=True)
    read = forms.BooleanField(label=Scope.READ.label, required=False, initial=True)
    rejects = forms.BooleanField(label=Scope.REJECTS.label, required=False)
    expires_on = day_field("The last day of the key", help_text="A year from now at most.")

    def __init__(self, data: Any = None) -> None:
        initial = {"expires_on": timezone.localdate() + timedelta(days=90)}
        super().__init__(data, initial=initial)

    @property
    def scopes(self) -> list[str]:
        """What was ticked."""
        return [scope.value for scope in Scope if self.cleaned_data.get(scope.value)]
