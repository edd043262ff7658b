"""One field of each kind that a form of ours can have, for the gallery."""

from __future__ import annotations

from django import forms

CHOICES = [("police", "Police"), ("treatment", "Treatment service"), ("council", "Council")]


class GalleryForm(forms.Form):
    """Fields as every form draws them; bound to nothing, each says what is wrong."""

    is_example = True  # its summary of errors does not take the focus

    name = forms.CharField(
        label="Full name",
        help_text="As they write it themselves.",
        error_messages={"required": "Enter their full name"},
    )
    day = forms.DateField(
        label="The last day",
        widget=forms.DateInput(attrs={"class": "govuk-input--width-10", "type": "date"}),
        error_messages={"required": "Enter the last day"},
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[("", "Choose"), *CHOICES],
        error_messages={"required": "Choose what it is"},
    )
    parties = forms.MultipleChoiceField(
        label="Which agencies are party to it?",
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one"},
    )
    answer = forms.ChoiceField(
        label="Is it a real change?",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Cannot say")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is a real change"},
    )
    file = forms.FileField(label="The file", error_messages={"required": "Choose a file"})
    is_sure = forms.BooleanField(
        label="I have read it", error_messages={"required": "Say that you have read it"}
    )
