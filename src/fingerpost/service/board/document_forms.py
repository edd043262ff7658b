"""Forms of required documents: what is asked for, in which words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.board.deep_dives import meeting_field
from fingerpost.service.board.document_files import MAX_BYTES, TOO_LARGE, kind_of
from fingerpost.service.board.forms import text_field
from fingerpost.service.board.models import (
    DocumentKind,
    DocumentVersion,
    RequiredDocument,
)


class DocumentForm(forms.Form):
    """A document that the board must have."""

    kind = forms.ChoiceField(
        label="Which document is it?",
        choices=[("", "Choose"), *DocumentKind.choices],
        error_messages={"required": "Choose which document it is"},
    )
    title = forms.CharField(
        label="What is it called?",
        max_length=200,
        error_messages={"required": "Say what it is called"},
    )
    owner = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency owes it?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )
    due_on = day_field("The day by which it is due")
    review_months = forms.IntegerField(
        label="After how many months is it looked at again?",
        min_value=1,
        max_value=60,
        initial=12,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Say after how many months"},
    )
    is_public = forms.BooleanField(label="The public may read it", required=False, initial=True)


class UploadForm(forms.Form):
    """A file, whole."""

    file = forms.FileField(
        label="The file",
        help_text=f"ODT, DOCX or PDF, up to {MAX_BYTES // 1024**2} MB, without macros or a password.",
        error_messages={
            "required": "Choose a file",
            "missing": "Choose a file",
            "empty": "The file is empty",
        },
    )
    note = text_field("What changed?", "", required=False)

    def clean(self) -> dict[str, Any]:
        """Read the file, and see that it is what it may be."""
        said = super().clean() or {}
        file = said.pop("file", None)
        if isinstance(file, UploadedFile):
            if (file.size or 0) > MAX_BYTES:
                self.add_error("file", TOO_LARGE)
                return said
            content = file.read()
            try:
                kind_of(content)
            except ValidationError as error:
                self.add_error("file", error)
            said |= {"content": content, "file_name": file.name or ""}
        return said


class DayForm(forms.Form):
    """By which other day, and why."""

    due_on = day_field("The new day")
    reason = text_field("Why?", "Say why")

    def __init__(self, data: Any, record: RequiredDocument, viewer: Membership) -> None:
        super().__init__(data)


class PutForm(forms.Form):
    """At which meeting."""

    meeting = meeting_field("At which meeting does the board look at it?")

    def __init__(self, data: Any, record: DocumentVersion, viewer: Membership) -> None:
        super().__init__(data, initial={"meeting": record.meeting})


class NothingForm(forms.Form):
    """A step that asks for nothing more."""

    def __init__(self, data: Any, record: Any, viewer: Membership) -> None:
        super().__init__(data)


class ComposeForm(forms.Form):
    """From which day on the report speaks."""

    since = day_field("The first day that the report is about")
