"""Forms of diversions, tests and orders: codes and days, no free text but the force's own numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.casework import diversion_outcomes, justice_reading
from fingerpost.service.casework.actions import diversions
from fingerpost.service.casework.diversion_rules import Encounter, Rulebook, stated
from fingerpost.service.casework.diversion_states import (
    EndedReason,
    NotOffered,
    RefusedReason,
)
from fingerpost.service.casework.models import (
    Attendance,
    Diversion,
    DrugTestResult,
    OrderEnd,
    OrderState,
    Referral,
    ReviewResult,
    Slot,
    Substance,
    Terms,
    WhyTested,
)
from fingerpost.service.casework.reasons import LateReason, Outcome
from fingerpost.service.casework.required_assessments import FailedReason

if TYPE_CHECKING:
    SlotField = forms.ModelChoiceField[Slot]
else:
    SlotField = forms.ModelChoiceField  # takes no type when it runs

UNKNOWN = "unknown"
YES_NO = (("yes", "Yes"), ("no", "No"), (UNKNOWN, "Not known yet"))
SAID = {"yes": True, "no": False, UNKNOWN: None}
FACT = "fact_"
Choices = Iterable[tuple[Any, Any]]


def choice_field(
    label: str, choices: Choices, missing: str, *, is_long: bool = False, **options: Any
) -> forms.ChoiceField:
    """Return a field for one of a few answers, or of many."""
    shown = [("", "Choose"), *choices] if is_long else list(choices)
    return forms.ChoiceField(
        label=label,
        choices=shown,
        widget=forms.Select if is_long else forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
        **options,
    )


class FindPersonForm(forms.Form):
    """Whom it is about, by name."""

    family_name = forms.CharField(
        label="Family name", max_length=80, error_messages={"required": "Enter a family name"}
    )
    given_name = forms.CharField(label="First name", max_length=80, required=False)


class FactsForm(forms.Form):
    """The offence, and what the stated rules ask; what is not known yet may be said so."""

    def __init__(self, data: Any = None, diversion: Any = None, viewer: Any = None) -> None:
        super().__init__(data)
        book = stated()
        self.fields["offence"] = choice_field(
            "Which offence?",
            [(UNKNOWN, "Not known yet"), *_offences(book)],
            "Choose the offence, or not known yet",
            is_long=True,
        )
        known = diversion.checks.last() if isinstance(diversion, Diversion) else None
        for fact in book.facts.values():
            self.fields[FACT + fact.name] = choice_field(
                fact.question, YES_NO, "Choose yes, no, or not known yet"
            )
        if known is not None:
            back = {value: name for name, value in SAID.items()}
            self.initial = {
                "offence": known.offence or UNKNOWN,
                **{FACT + name: back[value] for name, value in known.facts.items()},
            }

    def clean(self) -> dict[str, Any]:
        """Return the answers by the names of their questions."""
        cleaned = super().clean() or {}
        said = {
            name.removeprefix(FACT): SAID[value]
            for name, value in cleaned.items()
            if name.startswith(FACT)
        }
        rest = {name: value for name, value in cleaned.items() if not name.startswith(FACT)}
        if rest.get("offence") == UNKNOWN:
            rest["offence"] = ""
        return {**rest, "said": said}


class CheckForm(FactsForm):
    """A new check: which scheme, how police met them, when."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        book = stated()
        first: dict[str, forms.Field] = {
            "scheme": choice_field(
                "Which scheme?",
                [(one.name, f"{one.title}. {one.what}") for one in book.schemes.values()],
                "Choose the scheme",
            ),
            "encounter": choice_field(
                "How did police meet them?", Encounter.choices, "Choose how police met them"
            ),
            "on": day_field("The day of the encounter"),
            "crime_number": forms.CharField(
                label="Crime or custody number",
                help_text="The force’s own, if there is one.",
                max_length=30,
                required=False,
            ),
        }
        first["on"].initial = timezone.localdate
        self.fields = {**first, **self.fields}


class StepForm(forms.Form):
    """A form of one step with a record."""

    def __init__(self, data: Any = None, record: Any = None, viewer: Any = None) -> None:
        super().__init__(data)


class NothingForm(StepForm):
    """A step that asks for nothing more."""


class OfferForm(StepForm):
    """On which terms it is offered."""

    terms = choice_field(
        "Is it their own choice, or a condition?",
        Terms.choices,
        "Choose voluntary, or a condition",
        help_text="Say to them which it is. Not doing it must not make anything worse than it was.",
    )


class NotOfferedForm(StepForm):
    """Why it is not offered."""

    reason = choice_field("Why is it not offered?", NotOffered.choices, "Choose why")


class RefusedForm(StepForm):
    """Why they refuse."""

    reason = choice_field(
        "Why do they refuse?", RefusedReason.choices, "Choose why, as they said it"
    )


class EndedForm(StepForm):
    """Why it ends."""

    reason = choice_field("Why does it end?", EndedReason.choices, "Choose why")


class FreeTimeField(SlotField):
    """A free time of a course: when, what, where, and how many seats are left."""

    def label_from_instance(self, obj: Slot) -> str:
        """Return when and where it is."""
        begins = timezone.localtime(obj.starts_at)
        left = obj.seats - obj.taken
        return (
            f"{begins:%A} {begins.day} {begins:%B, %H:%M}: {obj.service}, {obj.service.agency}, "
            f"{obj.place}. {left} seat{'' if left == 1 else 's'} left"
        )


class BookForm(StepForm):
    """Which free time."""

    slot = FreeTimeField(
        Slot.objects.none(),
        label="Which time suits them?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose a time with them",
            "invalid_choice": "That time was just taken. Choose another.",
        },
    )

    def __init__(self, data: Any = None, record: Any = None, viewer: Any = None) -> None:
        super().__init__(data)
        free = justice_reading.free_times(viewer=viewer, at=timezone.now())
        soonest = list(free.values_list("pk", flat=True)[: justice_reading.AT_MOST])
        field = self.fields["slot"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = free.filter(pk__in=soonest)


class OutcomeForm(StepForm):
    """By which number the crime is closed, of those whose rule is met, and on which day."""

    on = day_field("The day on which it was recorded", initial=timezone.localdate)

    def __init__(self, data: Any, record: Any, viewer: Any) -> None:
        super().__init__(data)
        ruled = diversion_outcomes.all_ruled(
            stated(), diversions.conditions(record), is_breached=record.state == "breached"
        )
        met = [one.outcome for one in ruled if one.is_met]
        last = record.outcomes.filter(word="proposed").last()
        first = choice_field(
            "Which outcome?",
            [(one.number, f"{one.label}. {one.words}") for one in met],
            "Choose the outcome",
            initial=last.number if last and record.state == "proposed" else None,
        )
        self.fields = {"number": first, **self.fields}


# -- the register of a course -----------------------------------------------------------------------


class LateForm(forms.Form):
    """A step of a provider; where it is late, why."""

    def __init__(self, data: Any, record: Referral, viewer: Any) -> None:
        super().__init__(data)
        if record.is_late(timezone.now()):
            self.fields["late_reason"] = choice_field(
                "This step is late. Why?", LateReason.choices, "Choose why it is late"
            )


class NotDoneForm(LateForm):
    """Why what was agreed is not done."""

    outcome = choice_field(
        "Why is it not done?",
        [(one.value, one.label) for one in (Outcome.LEFT_EARLY, Outcome.NOT_SUITABLE)],
        "Choose why",
    )


class OtherTimeForm(LateForm):
    """Another time of the same course."""

    slot = FreeTimeField(
        Slot.objects.none(),
        label="Which time suits them?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose a time with them",
            "invalid_choice": "That time was just taken. Choose another.",
        },
    )

    def __init__(self, data: Any, record: Referral, viewer: Any) -> None:
        super().__init__(data, record, viewer)
        field = self.fields["slot"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = justice_reading.times_of(record, viewer=viewer, at=timezone.now())


# -- tests and orders -------------------------------------------------------------------------------


class DrugTestForm(forms.Form):
    """A test on arrest."""

    ground = choice_field("Why were they tested?", WhyTested.choices, "Choose why")
    result = choice_field("What was the result?", DrugTestResult.choices, "Choose the result")
    substances = forms.MultipleChoiceField(
        label="What did it find?",
        help_text="If it was positive.",
        choices=Substance.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    day = day_field("The day of the test", initial=timezone.localdate)
    time = forms.TimeField(
        label="The time of the test",
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-10"}),
        help_text="Such as 14:30",
        error_messages={"required": "Enter the time", "invalid": "Enter a time such as 14:30"},
    )

    def clean(self) -> dict[str, Any]:
        """Return the moment of the test."""
        cleaned = super().clean() or {}
        day, time = cleaned.pop("day", None), cleaned.pop("time", None)
        if day and time:
            cleaned["tested_at"] = timezone.make_aware(datetime.combine(day, time))
        return cleaned


class AssessmentEndForm(StepForm):
    """Why it is no longer required."""

    reason = choice_field(
        "Why is it no longer required?",
        [
            (one.value, one.label)
            for one in (FailedReason.REVERSED, FailedReason.RELEASED, FailedReason.MISTAKE)
        ],
        "Choose why",
    )


class OrderForm(BookForm):
    """What a court ordered, and the first appointment."""

    court = forms.CharField(
        label="Which court?", max_length=120, error_messages={"required": "Enter the court"}
    )
    made_on = day_field("The day on which it was made")
    months = forms.IntegerField(
        label="For how many months?",
        min_value=1,
        max_value=36,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter how many months"},
    )
    review_weeks = forms.IntegerField(
        label="How many weeks from one review to the next?",
        min_value=2,
        max_value=13,
        initial=4,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter how many weeks"},
    )
    consented = forms.BooleanField(
        label="The order says that the person agreed to it",
        error_messages={
            "required": "A court makes it only if the person agrees: see what the order says"
        },
    )
    field_order = ("court", "made_on", "months", "review_weeks", "consented", "slot")


class OrderEndForm(StepForm):
    """How an order ended."""

    state = choice_field(
        "How did it end?",
        [(one.value, one.label) for one in OrderState if one is not OrderState.IN_FORCE],
        "Choose how it ended",
    )
    reason = choice_field(
        "Why, if it was not completed?", OrderEnd.choices, "", is_long=True, required=False
    )
    on = day_field("The day on which it ended")


class AttendanceForm(StepForm):
    """How much somebody came."""

    attendance = choice_field(
        "How much did they come since the last review?",
        Attendance.choices,
        "Choose how much they came",
        help_text="Probation reads this answer, and nothing else of what you know.",
    )


class ReviewForm(StepForm):
    """What came of a review."""

    result = choice_field("What came of it?", ReviewResult.choices, "Choose what came of it")
    held_on = day_field("The day of the review")


class MonthForm(forms.Form):
    """Outcomes of one month, from the force's crime system."""

    month = forms.DateField(
        label="Which month?",
        help_text="Such as 3/2025",
        input_formats=["%m/%Y", "%Y-%m"],
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={
            "required": "Enter a month such as 3/2025",
            "invalid": "Enter a month such as 3/2025",
        },
    )
    closed = forms.IntegerField(
        label="How many offences that the schemes serve were closed in it?",
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter a number"},
    )
    no_action = forms.IntegerField(
        label="How many of these with no further action?",
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter a number"},
    )


def _offences(book: Rulebook) -> list[tuple[str, str]]:
    return [(one.code, f"{one.title} ({one.code})") for one in book.offences.values()]
