"""Forms of minutes and decisions: a line as it is spoken, striking one, what became of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms

from fingerpost.evidence.measures import all_measures
from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.forms import LONGEST, NAME_NOBODY, PersonField, ReasonForm
from fingerpost.service.board.models import AgendaItem, Decision, Meeting, MinuteKind, Seat
from fingerpost.service.board.states import DecisionStatus

if TYPE_CHECKING:
    ChoiceOfDecision = forms.ModelChoiceField[Decision]
else:
    ChoiceOfDecision = forms.ModelChoiceField  # takes no type when it runs

SHORT = 300  # letters of what is decided, promised or feared
ONE_TO_FIVE = [("", "Choose"), *((number, str(number)) for number in range(1, 6))]


class DecisionField(ChoiceOfDecision):
    """A decision, by what was decided."""

    def label_from_instance(self, obj: Decision) -> str:
        """Return what was decided."""
        return obj.title


def _key() -> str:
    return uuid4().hex


def _long(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Write it in {LONGEST} letters or fewer"},
    )


def _agency(label: str) -> forms.ModelChoiceField[Agency]:
    return forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label=label,
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )


def _of_five(label: str, missing: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=ONE_TO_FIVE, coerce=int, error_messages={"required": missing}
    )


def _public(is_public: bool) -> forms.BooleanField:
    return forms.BooleanField(label="The public may read it", required=False, initial=is_public)


class LineForm(forms.Form):
    """A line of minutes. What is asked for besides its words depends on its kind."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="Item",
        empty_label=None,
        error_messages={"required": "Choose the item"},
    )
    words = forms.CharField(
        label="What is said or settled?",
        help_text=NAME_NOBODY,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write what is said or settled",
            "max_length": f"Write it in {LONGEST} letters or fewer",
        },
    )
    kind = forms.ChoiceField(
        label="What is it?", choices=MinuteKind.choices, initial=MinuteKind.NOTE
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=_key)

    note_is_public = _public(False)
    decision_reasons = _long("Why?")
    decision_options = _long("What else was considered?")
    decision_dissent = _long("Who did not agree, and why?")
    decision_measure = forms.ChoiceField(label="Which measure would show it?", required=False)
    decision_is_public = _public(True)
    action_owner = _agency("Which agency does it?")
    action_due_on = day_field("The day by which it is done")
    action_person = PersonField(
        User.objects.none(),
        label="Who of its people, if that is said?",
        required=False,
        empty_label="Its agency says who",
    )
    action_decision = DecisionField(
        Decision.objects.none(),
        label="Which decision does it follow from?",
        required=False,
        empty_label="None",
    )
    action_is_public = _public(True)
    risk_owner = _agency("Which agency keeps it?")
    risk_likelihood = _of_five("How likely is it, 1 to 5?", "Choose how likely it is")
    risk_impact = _of_five("How bad would it be, 1 to 5?", "Choose how bad it would be")
    risk_review_on = day_field("The day on which it is looked at again")

    def __init__(
        self, data: Any = None, *, meeting: Meeting, at_item: AgendaItem | None = None
    ) -> None:
        super().__init__(data, initial={"item": at_item})
        self._offer("item", meeting.items.filter(is_struck=False))
        taken_back = (DecisionStatus.WITHDRAWN, DecisionStatus.REPLACED)
        seats = Seat.objects.filter(until__isnull=True, person__isnull=False)
        people = User.objects.filter(pk__in=seats.values("person")).order_by("name")
        self._offer("action_person", people.defer("password"))
        self._offer("action_decision", meeting.decisions.exclude(status__in=taken_back))
        measure = self.fields["decision_measure"]
        assert isinstance(measure, forms.ChoiceField)
        titles = sorted((one.title, one.name) for one in all_measures().values())
        measure.choices = [
            ("", "The item’s, or none"),
            *((name, title) for title, name in titles),
        ]

    def _offer(self, name: str, found: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = found

    def _is_of_another_kind(self, name: str) -> bool:
        of, _, rest = name.partition("_")
        return bool(rest) and of in MinuteKind.values and of != self.data.get("kind")

    def full_clean(self) -> None:
        """Ask nothing of the fields that belong to another kind of line."""
        others = [
            field
            for name, field in self.fields.items()
            if field.required and self._is_of_another_kind(name)
        ]
        for field in others:
            field.required = False
        super().full_clean()
        for field in others:
            field.required = True

    def clean(self) -> dict[str, Any]:
        """Forget what is wrong with fields of another kind; what is settled is short."""
        said = super().clean() or {}
        for name in [one for one in self.errors if self._is_of_another_kind(one)]:
            del self.errors[name]
        person, owner = said.get("action_person"), said.get("action_owner")
        is_action = said.get("kind") == MinuteKind.ACTION and person and owner
        if is_action and not Seat.objects.filter(person=person, agency=owner).exists():
            self.add_error("action_person", "Choose somebody of the agency that does it")
        if said.get("kind") != MinuteKind.NOTE and len(said.get("words", "")) > SHORT:
            self.add_error("words", f"Write it in {SHORT} letters or fewer")
        return said

    @property
    def details(self) -> dict[str, Any]:
        """What was said besides, by the names that the actions give it."""
        start = f"{self.cleaned_data['kind']}_"
        return {
            name.removeprefix(start): value
            for name, value in self.cleaned_data.items()
            if name.startswith(start)
        }

    @property
    def panels(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The kinds of line: value, label, and the fields that belong to each."""
        return [
            (value, label, [self[name] for name in self.fields if name.startswith(f"{value}_")])
            for value, label in MinuteKind.choices
        ]


class StrikeForm(ReasonForm):
    """Why a line is struck."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=_key)


class ReplaceForm(ReasonForm):
    """Which later decision stands in the place of one."""

    replaced_by = DecisionField(
        Decision.objects.none(),
        label="Which decision stands in its place?",
        empty_label="Choose",
        error_messages={"required": "Choose the decision"},
    )
    field_order = ("replaced_by", "reason")

    def offer(self, decision: Decision) -> None:
        """Offer the decisions that may stand in its place."""
        field = self.fields["replaced_by"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Decision.objects.filter(
            decided_on__gte=decision.decided_on,
            status__in=(DecisionStatus.AGREED, DecisionStatus.CARRIED_OUT),
        ).exclude(pk=decision.pk)
