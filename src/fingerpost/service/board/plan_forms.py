"""Forms of the plan: what is asked for, in which words."""

from __future__ import annotations

from typing import Any

from django import forms

from fingerpost.evidence.measures.declaration import OUTCOME_TITLES
from fingerpost.evidence.publication import wording
from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency
from fingerpost.service.board.forms import NAME_NOBODY, text_field
from fingerpost.service.board.models import Decision, Framework, PlanVersion, Priority
from fingerpost.service.board.plan_measures import KnownMeasure
from fingerpost.service.board.states import CommitmentStatus


def agency_field(label: str) -> forms.ModelChoiceField[Agency]:
    """Return a field for an agency."""
    return forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label=label,
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )


class DayForm(forms.Form):
    """On which day the plan is looked at."""

    on = day_field("What did we promise on")


class CompareForm(forms.Form):
    """Which two versions are compared."""

    earlier = forms.ModelChoiceField(
        PlanVersion.objects.none(), label="From version", empty_label=None
    )
    later = forms.ModelChoiceField(
        PlanVersion.objects.none(), label="To version", empty_label=None
    )

    def __init__(self, data: Any = None, *, versions: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name in ("earlier", "later"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = versions


class StatusForm(forms.Form):
    """How a commitment stands, and what shows it."""

    status = forms.ChoiceField(
        label="How does it stand?",
        choices=[
            (one.value, one.label)
            for one in CommitmentStatus
            if one is not CommitmentStatus.NOT_STARTED
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it stands"},
    )
    evidence = text_field(
        "What shows it?",
        "Say what shows it; if it is not kept, say why",
        "A measure, a document, a date, a place: something that another agency can look at. "
        "If it is not kept, say why. " + NAME_NOBODY,
    )


class DraftForm(forms.Form):
    """What the next version is called, and for which years it is."""

    title = forms.CharField(
        label="What is it called?",
        max_length=200,
        error_messages={"required": "Say what it is called"},
    )
    starts_on = day_field("The first day")
    ends_on = day_field("The last day")

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        said = super().clean() or {}
        if (
            said.get("starts_on")
            and said.get("ends_on")
            and said["ends_on"] <= said["starts_on"]
        ):
            self.add_error("ends_on", "Enter a day after the first")
        return said


class CarryForm(forms.Form):
    """By when it is promised now, and by whom."""

    due_on = day_field("The day by which it is kept")
    owner = agency_field("Which agency promises it?")


class DropForm(forms.Form):
    """Why it is promised no longer."""

    reason = text_field("Why is it promised no longer?", "Say why it is promised no longer")


class PriorityForm(forms.Form):
    """What the plan works towards."""

    title = forms.CharField(
        label="What is the priority?",
        max_length=200,
        error_messages={"required": "Say what the priority is"},
    )
    framework = forms.ChoiceField(
        label="Whose priority is it?",
        choices=Framework.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose priority it is"},
    )
    outcome = forms.ChoiceField(
        label="Which outcome of the national framework does it work towards?",
        choices=[
            ("", "None of them"),
            *((one.value, title) for one, title in OUTCOME_TITLES.items()),
        ],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the outcome of a priority of the national strategy."""
        said = super().clean() or {}
        if said.get("framework") == Framework.STRATEGY and not said.get("outcome"):
            self.add_error("outcome", "Choose the outcome: a priority of the strategy has one")
        return said


class CommitmentForm(forms.Form):
    """What is promised, by whom, by when, with what."""

    priority = forms.ModelChoiceField(
        Priority.objects.none(),
        label="Under which priority?",
        empty_label="Choose",
        error_messages={"required": "Choose the priority"},
    )
    title = forms.CharField(
        label="What is promised?",
        help_text="One thing, in one sentence, so that anybody can say whether it was kept.",
        max_length=300,
        error_messages={"required": "Say what is promised"},
    )
    owner = agency_field("Which agency promises it?")
    starts_on = day_field("The day on which it begins")
    due_on = day_field("The day by which it is kept")
    resources = text_field(
        "With what? (optional)", "", "Money, people, places. " + NAME_NOBODY, required=False
    )
    is_public = forms.BooleanField(label="The public may read it", required=False, initial=True)

    def __init__(
        self, data: Any = None, *, priorities: Any = None, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        if priorities is None:  # it stays under its priority
            del self.fields["priority"]
            return
        field = self.fields["priority"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = priorities

    def clean(self) -> dict[str, Any]:
        """Refuse a day before it begins."""
        said = super().clean() or {}
        if said.get("starts_on") and said.get("due_on") and said["due_on"] < said["starts_on"]:
            self.add_error("due_on", "Enter a day after it begins")
        return said


class MeasuresForm(forms.Form):
    """Which measures would show it: activity and outcome apart."""

    outcome = forms.MultipleChoiceField(
        label="What would change for people?",
        help_text="Measures of outcome.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    activity = forms.MultipleChoiceField(
        label="What would partners do?",
        help_text="Measures of activity and process. More activity is not less harm.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        known: dict[str, KnownMeasure],
        chosen: dict[str, list[str]],
        first: str,
    ) -> None:
        super().__init__(data, initial=chosen)
        kinds = {
            "outcome": [one for one in known.values() if one.is_outcome],
            "activity": [one for one in known.values() if one.is_activity],
        }
        for name, measures in kinds.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            ordered = sorted(
                measures, key=lambda one: (one.outcome != first, one.line.measure.title)
            )
            gone = [each for each in chosen[name] if each not in known]
            field.choices = [
                *((one.name, f"{one.line.measure.title} ({one.outcome})") for one in ordered),
                *((each, f"{each} (not in the newest release)") for each in gone),
            ]


class DecisionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A decision, by its day and its words."""

    def label_from_instance(self, obj: Decision) -> str:
        """Return its day and what was decided."""
        return f"{wording.day(obj.decided_on)}: {obj.title}"


class AdoptForm(forms.Form):
    """On which decision of the board the new version rests."""

    decision = DecisionField(
        Decision.objects.none(),
        label="On which decision of the board does it rest?",
        empty_label="Choose",
        error_messages={"required": "Choose the decision that it rests on"},
    )

    def __init__(self, data: Any = None, *, decisions: Any, is_first: bool) -> None:
        super().__init__(data)
        field = self.fields["decision"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.required = decisions, not is_first
        if is_first:
            field.help_text = (
                "The first version may be older than the decisions that are kept here."
            )
            field.empty_label = "None"
