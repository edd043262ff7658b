"""Plain Django forms, drawn as GOV.UK components."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class GovukForms(TemplatesSetting):
    """Draw each field with its label, hint, error and input, in that order."""

    form_template_name = "design/form.html"
    field_template_name = "design/field.html"
