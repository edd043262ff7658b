"""Draw a field's input with the classes of its GOV.UK component."""

from __future__ import annotations

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.utils.safestring import SafeString

register = template.Library()

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (Input, "govuk-input"),
)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell whether a field is one box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def as_govuk(field: BoundField) -> SafeString:
    """Return the input with its classes, red where it has an error."""
    names = next((name for kind, name in CLASSES if isinstance(field.field.widget, kind)), "")
    if field.errors and names and "__" not in names:
        names += f" {names}--error"
    field.field.widget.attrs.pop("placeholder", None)  # the label says it, and stays
    given = str(field.field.widget.attrs.get("class", ""))
    return field.as_widget(attrs={"class": f"{names} {given}".strip()})
