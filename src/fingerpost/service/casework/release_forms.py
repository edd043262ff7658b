"""Forms of releases: what is asked for, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.casework.actions import transfers
from fingerpost.service.casework.actions.releases import STOPS, side_of
from fingerpost.service.casework.models import (
    Person,
    PrisonRelease,
    ReleaseItem,
    Service,
    Sex,
    Transfer,
)
from fingerpost.service.casework.reasons import Need
from fingerpost.service.casework.release_needs import release_needs
from fingerpost.service.casework.release_reading import area_names
from fingerpost.service.casework.release_reasons import (
    CancelReason,
    DayReason,
    NotDone,
    ReleaseKind,
    Resolution,
    TreatmentNeed,
)
from fingerpost.service.casework.release_states import ReleaseState, moves_from

if TYPE_CHECKING:
    PersonChoice = forms.ModelChoiceField[Person]
else:
    PersonChoice = forms.ModelChoiceField  # takes no type when it runs


def choice(label: str, choices: Any, missing: str, **options: Any) -> forms.ChoiceField:
    """Return a field of which one is chosen."""
    return forms.ChoiceField(
        label=label,
        choices=[("", "Choose"), *choices],
        error_messages={"required": missing, "invalid_choice": missing},
        **options,
    )


class StepForm(forms.Form):
    """A form of one step with a record; who fills it in is known."""

    def __init__(self, data: Any, record: Model, viewer: Membership) -> None:
        super().__init__(data)
        self.record, self.viewer = record, viewer


class NothingForm(StepForm):
    """A step that asks for nothing more."""


class NewForm(forms.Form):
    """A release that is entered by hand, and whose it is."""

    local_number = forms.CharField(
        label="Prison number",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the prison number"},
    )
    given_name = forms.CharField(
        label="Given name", max_length=80, error_messages={"required": "Enter the given name"}
    )
    family_name = forms.CharField(
        label="Family name", max_length=80, error_messages={"required": "Enter the family name"}
    )
    born_on = day_field("Date of birth", required=False)
    sex = forms.ChoiceField(
        label="Sex", choices=Sex.choices, initial=Sex.UNSAID, required=False
    )
    due_on = day_field("The day of the release")
    kind = choice("Kind of release", ReleaseKind.choices, "Choose the kind of release")
    need = forms.ChoiceField(
        label="Is a need for drug treatment known?",
        choices=TreatmentNeed.choices,
        initial=TreatmentNeed.UNKNOWN,
        error_messages={"required": "Say whether a need is known"},
    )
    area = forms.ChoiceField(
        label="To which district do they return?", required=False, choices=()
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [("", "Not known, or outside the county"), *area_names().items()]


class ListForm(forms.Form):
    """The prison's list as a file."""

    file = forms.FileField(
        label="The list",
        help_text="A CSV file with the headers of the source “Releases from prison”, up to 5 MB.",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )


class ReleasedForm(StepForm):
    """On which day they left."""

    on = day_field("The day on which they left")

    def __init__(self, data: Any, record: PrisonRelease, viewer: Membership) -> None:
        super().__init__(data, record, viewer)
        self.fields["on"].initial = record.due_on


class DayForm(StepForm):
    """Another day, and why."""

    due_on = day_field("The new day")
    reason = choice("Why?", DayReason.choices, "Choose why the day changed")


class StopForm(StepForm):
    """What stopped the clock, and when."""

    state = choice("What happened?", (), "Choose what happened")
    on = day_field("The day on which it happened")

    def __init__(self, data: Any, record: PrisonRelease, viewer: Membership) -> None:
        super().__init__(data, record, viewer)
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)
        state.choices = [("", "Choose"), *stops(record, viewer)]


def stops(release: PrisonRelease, viewer: Membership) -> list[tuple[str, str]]:
    """Return what somebody may say that stopped the clock, or ended the plan by death."""
    side = side_of(release, viewer)
    moves = moves_from(ReleaseState(release.state), side)
    return [(one.after.value, one.after.label) for one in moves if one.after in STOPS]


class CancelForm(StepForm):
    """Why there is no release."""

    reason = choice("Why is there no release?", CancelReason.choices, "Choose the reason")


class AgencyForm(StepForm):
    """Which agency."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Which agency?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )

    def __init__(self, data: Any, record: PrisonRelease, viewer: Membership) -> None:
        super().__init__(data, record, viewer)
        named = record.agencies.filter(ended_at__isnull=True).values("agency")
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agency.queryset = self.among(
            Agency.objects.filter(is_active=True).exclude(pk=record.prison_id), named
        )

    def among(self, agencies: Any, named: Any) -> Any:
        """Return those that can be named."""
        return agencies.exclude(pk__in=named)


class NamedForm(AgencyForm):
    """Which of the agencies that are named."""

    def among(self, agencies: Any, named: Any) -> Any:
        """Return those that are named."""
        return agencies.filter(pk__in=named)


class ServiceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A service, with its agency."""

    def label_from_instance(self, obj: Model) -> str:
        """Return both names."""
        assert isinstance(obj, Service)
        return f"{obj.name}, {obj.agency.name}"


class TransferForm(StepForm):
    """To which service treatment goes."""

    service = ServiceChoice(
        Service.objects.none(),
        label="To which service does treatment go?",
        help_text="They are told who it is and when, and what becomes of it comes back to you.",
        empty_label="Choose",
        error_messages={"required": "Choose the service"},
    )

    def __init__(self, data: Any, record: PrisonRelease, viewer: Membership) -> None:
        super().__init__(data, record, viewer)
        service = self.fields["service"]
        assert isinstance(service, forms.ModelChoiceField)
        service.queryset = Service.objects.filter(
            is_open=True, needs__contains=[Need.DRUGS.value]
        ).select_related("agency")


class AddItemForm(StepForm):
    """What else it needs."""

    kind = choice("What else is needed?", (), "Choose what is needed")

    def __init__(self, data: Any, record: PrisonRelease, viewer: Membership) -> None:
        super().__init__(data, record, viewer)
        has = set(record.items.values_list("kind", flat=True))
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [
            ("", "Choose"),
            *((code, need.title) for code, need in release_needs().items() if code not in has),
        ]


class NotDoneForm(StepForm):
    """Why it was not done."""

    reason = choice("Why was it not done?", NotDone.choices, "Choose why it was not done")


class GiveForm(StepForm):
    """Who does it."""

    owner = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True),
        label="Which agency does it?",
        help_text="They are named on the release, if an agreement lets you tell them.",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )

    def __init__(self, data: Any, record: ReleaseItem, viewer: Membership) -> None:
        super().__init__(data, record, viewer)
        need = release_needs().get(record.kind)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        found = Agency.objects.filter(is_active=True).exclude(pk=record.owner_id)
        if need is not None:
            owner.queryset = found.filter(kind__in=need.owners)


class HealthForm(forms.Form):
    """What a care agency knows that makes a release risky."""

    needs_opioid_treatment = forms.TypedChoiceField(
        label="Do they need treatment for opioids?",
        help_text="Only your agency reads this. It moves the release up in your list.",
        choices=[("", "Choose"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        error_messages={"required": "Say whether they need it"},
    )


class OwnPersonField(PersonChoice):
    """One of the agency's own people, by name and birthday."""

    def label_from_instance(self, obj: Person) -> str:
        """Return the name and the birthday."""
        born = f", born {obj.born_on.day} {obj.born_on:%B %Y}" if obj.born_on else ""
        return f"{obj.name}{born}"


class SamePersonForm(forms.Form):
    """Which of one's own people it is, if any."""

    person = OwnPersonField(
        Person.objects.none(),
        label="Is it one of these?",
        empty_label="No: it is nobody whom we know",
        required=False,
    )

    def __init__(self, data: Any, transfer: Transfer) -> None:
        super().__init__(data)
        alike = transfers.candidates(transfer.release, transfer.agency_id)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = Person.objects.filter(pk__in=[one.pk for one in alike])


class ResolveForm(forms.Form):
    """That nothing more is needed."""

    how = forms.ChoiceField(
        label="What became of it?",
        choices=[("", "Choose"), (Resolution.NO_LONGER, Resolution.NO_LONGER.label)],
        help_text="To refer to a service, go to the release and choose “Transfer treatment”.",
        error_messages={"required": "Choose what became of it"},
    )
