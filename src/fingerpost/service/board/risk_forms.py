"""Forms of risks: what is asked for, in which words. The levels are those of the stated matrix."""

from __future__ import annotations

from typing import Any

from django import forms

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency
from fingerpost.service.board.forms import NAME_NOBODY, text_field
from fingerpost.service.board.models import Risk
from fingerpost.service.board.risk_matrix import Level, stated

OPTIONAL: dict[str, Any] = {"required": False}


def _level_field(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the five"},
    )


def _appetite_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="Up to which score does the board accept it?",
        help_text="From 1 to 25. A higher score comes to the board.",
        min_value=1,
        max_value=25,
        initial=9,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={
            "required": "Enter a score from 1 to 25",
            "min_value": "Enter a score from 1 to 25",
            "max_value": "Enter a score from 1 to 25",
        },
    )


class ScoreForm(forms.Form):
    """How likely and how bad it is held to be now, and why."""

    likelihood = _level_field("How likely is it?")
    impact = _level_field("How bad would it be?")
    reason = text_field("Why this score?", "Say why it is scored so")
    review_on = day_field("The day of the next review")

    def __init__(self, data: Any = None, risk: Risk | None = None, viewer: Any = None) -> None:
        last = risk.scores.order_by("-id").first() if risk else None
        known = {"likelihood": last.likelihood, "impact": last.impact} if last else {}
        super().__init__(data, initial=known)
        matrix = stated()
        for name, levels in (("likelihood", matrix.likelihood), ("impact", matrix.impact)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _choices(levels)


def _choices(levels: tuple[Level, ...]) -> list[tuple[int, str]]:
    return [(one.level, one.words) for one in levels]


class RiskForm(ScoreForm):
    """A new risk."""

    title = forms.CharField(
        label="What may happen?",
        help_text="In one sentence. " + NAME_NOBODY,
        max_length=300,
        error_messages={"required": "Say what may happen"},
    )
    cause = text_field("What would cause it?", "", **OPTIONAL)
    consequence = text_field("What would follow from it?", "", **OPTIONAL)
    controls = text_field("What is done about it?", "", **OPTIONAL)
    owner = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency answers for it?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )
    appetite = _appetite_field()
    is_public = forms.BooleanField(label="The public may read it", required=False)
    field_order = (
        "title",
        "cause",
        "consequence",
        "controls",
        "owner",
        "likelihood",
        "impact",
        "reason",
        "appetite",
        "review_on",
        "is_public",
    )


class DescribeForm(forms.Form):
    """What causes it, what follows from it, what is done about it."""

    cause = text_field("What would cause it?", "", **OPTIONAL)
    consequence = text_field("What would follow from it?", "", **OPTIONAL)
    controls = text_field("What is done about it?", "", **OPTIONAL)

    def __init__(self, data: Any, risk: Risk, viewer: Any) -> None:
        known = {name: getattr(risk, name) for name in ("cause", "consequence", "controls")}
        super().__init__(data, initial=known)


class AppetiteForm(forms.Form):
    """Up to which score it is accepted, and why."""

    appetite = _appetite_field()
    reason = text_field("Why?", "Say why")

    def __init__(self, data: Any, risk: Risk, viewer: Any) -> None:
        super().__init__(data, initial={"appetite": risk.appetite})


class WhyForm(forms.Form):
    """Why."""

    reason = text_field("Why?", "Say why")

    def __init__(self, data: Any, record: Any, viewer: Any) -> None:
        super().__init__(data)
