"""Forms of referrals: what a draft asks for, and what each step asks for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import AgencyKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import services_offered, ways
from fingerpost.service.casework.actions import details
from fingerpost.service.casework.models import Referral, ReferralStep, Service, Slot
from fingerpost.service.casework.reasons import (
    Channel,
    DeclineReason,
    EndReason,
    LateReason,
    MoreNeeded,
    Need,
    Origin,
    Outcome,
    Urgency,
)
from fingerpost.service.casework.states import ReferralState as S

if TYPE_CHECKING:
    ServiceChoices = forms.ModelMultipleChoiceField[Service]
else:
    ServiceChoices = forms.ModelMultipleChoiceField  # takes no type when it runs

LONGEST = 2000
FREE_SHOWN = 12  # free times among which one chooses
BEGINS: dict[AgencyKind, Origin] = {
    AgencyKind.POLICE: Origin.CUSTODY,
    AgencyKind.PRISON: Origin.PRISON,
    AgencyKind.PROBATION: Origin.COURT,
    AgencyKind.NHS: Origin.HOSPITAL,
    AgencyKind.CHARITY: Origin.OUTREACH,
    AgencyKind.LIVED_EXPERIENCE: Origin.OUTREACH,
}


def choice(
    label: str,
    choices: Any,
    missing: str,
    hint: str = "",
    **options: Any,
) -> forms.ChoiceField:
    """Return a field of which one answer is chosen, all of them shown."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        help_text=hint,
        error_messages={"required": missing},
        **options,
    )


def words_field(label: str, missing: str, hint: str = "", **options: Any) -> forms.CharField:
    """Return a field for some lines of text."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": missing,
            "max_length": f"Write it in {LONGEST} letters or fewer",
        },
        **options,
    )


class DraftForm(forms.Form):
    """Why somebody is referred, and with what; one page, filled in as far as it can be known."""

    why = words_field(
        "Why do you refer them?",
        "Say why you refer them",
        "What they want help with, and what the service has to know to begin. They will read this.",
    )
    needs = forms.MultipleChoiceField(
        label="What do they want help with?",
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one"},
    )
    urgency = choice("How soon?", Urgency.choices, "Choose how soon")
    origin = forms.ChoiceField(
        label="Where does it begin?",
        choices=[one for one in Origin.choices if one[0] != Origin.SELF],
    )
    companion = forms.CharField(
        label="Who comes along the first time?",
        help_text="The first name alone of a peer, volunteer or worker who goes with them.",
        max_length=40,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        viewer: Membership,
        service: Service,
        draft: Referral | None = None,
    ) -> None:
        if draft is not None:
            initial = {
                "why": draft.sheet.why,
                "needs": draft.needs,
                "urgency": draft.urgency,
                "origin": draft.origin,
                "companion": draft.companion,
            }
        else:
            begins = BEGINS.get(AgencyKind(viewer.agency.kind), Origin.COMMUNITY)
            initial = {
                "needs": service.needs[:1],
                "urgency": Urgency.ROUTINE,
                "origin": begins,
            }
        super().__init__(data, initial=initial)

    def clean_companion(self) -> str:
        """Take one name alone."""
        name = str(self.cleaned_data["companion"]).strip()
        if " " in name:
            raise forms.ValidationError("Write the first name alone")
        return name


class StepForm(forms.Form):
    """A form of one step with a referral; it asks why where the step comes late."""

    late_reason = choice(
        "This step is late. Why?",
        LateReason.choices,
        "Choose why it is late",
    )

    def __init__(
        self, data: Any = None, *, referral: Referral, viewer: Membership, is_late: bool
    ) -> None:
        super().__init__(data)
        if not is_late:
            del self.fields["late_reason"]
        else:  # asked last
            self.order_fields([name for name in self.fields if name != "late_reason"])
        self.fill(referral, viewer)

    def fill(self, referral: Referral, viewer: Membership) -> None:
        """Offer what can be chosen for this referral."""

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing, so that a button is enough."""
        return not self.fields


class NothingForm(StepForm):
    """A step that asks for nothing more."""


class ServicesField(ServiceChoices):
    """Services, by name and agency."""

    def label_from_instance(self, obj: Service) -> str:
        """Return the service with its agency."""
        return services_offered.name_of(obj)


class DeclineForm(StepForm):
    """Why not, and who could help instead."""

    reason = choice("Why can you not take them?", DeclineReason.choices, "Choose why")
    alternatives = ServicesField(
        Service.objects.none(),
        label="Who could help instead?",
        help_text="The sender is shown these first.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def fill(self, referral: Referral, viewer: Membership) -> None:
        """Offer all other services, those that help with the same first."""
        field = self.fields["alternatives"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        others = Service.objects.filter(is_open=True).exclude(pk=referral.service_id)
        field.queryset = others.select_related("agency").order_by("name", "pk")


class MoreForm(StepForm):
    """What is missing."""

    question = choice("What else do you need?", MoreNeeded.choices, "Choose what you need")


class AnswerForm(StepForm):
    """What the receiver asked for."""

    words = words_field(
        "Your answer", "Write the answer", "The receiving service reads it with what you sent."
    )


class ContactForm(StepForm):
    """How somebody tried to reach the person."""

    channel = choice("How did you try?", Channel.choices, "Choose how you tried")


class AppointmentForm(StepForm):
    """A free time of the service, or any other time and place; why, if one was given before."""

    slot = choice("A free time", [], "Choose a time", required=False)
    day = day_field("Another day", required=False)
    begins = forms.TimeField(
        label="At",
        help_text="Such as 14:00",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-10"}),
        error_messages={"invalid": "Enter a time: 14:00"},
    )
    place = forms.CharField(label="Where", max_length=120, required=False)
    reason = choice(
        "Why is it changed?",
        [
            (one.value, str(one.label))
            for one in (
                LateReason.PERSON_ASKED,
                LateReason.STAFF,
                LateReason.NO_PLACE,
                LateReason.WAITED,
            )
        ],
        "Choose why it is changed",
    )

    def fill(self, referral: Referral, viewer: Membership) -> None:
        """Offer the next free times."""
        free = list(services_offered.free_slots(referral.service, timezone.now())[:FREE_SHOWN])
        self.free = {str(one.pk): one for one in free}
        if free:
            slot = self.fields["slot"]
            assert isinstance(slot, forms.ChoiceField)
            slot.choices = [*((key, slot_words(one)) for key, one in self.free.items())]
            slot.choices += [("", "Another time, below")]
        else:
            del self.fields["slot"]
        if referral.state != S.APPOINTED:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Return the arguments of the action: a free time, or when and where."""
        said = super().clean() or {}
        day, begins = said.pop("day", None), said.pop("begins", None)
        slot = said.pop("slot", "")
        if slot:
            said["slot"] = self.free.get(slot)
            said.pop("place", None)
            return said
        if not self.errors:
            for name, given, do in (
                ("day", day, "Enter the day"),
                ("begins", begins, "Enter the time"),
                ("place", said.get("place"), "Say where it is"),
            ):
                if not given:
                    self.add_error(name, do)
        if day and begins:
            said["starts_at"] = timezone.make_aware(datetime.combine(day, begins))
        return said


class OutcomeForm(StepForm):
    """What became of it."""

    outcome = choice(
        "What became of it?",
        Outcome.choices,
        "Choose what became of it",
        "The sender is told this, and nothing more.",
    )


GIVEN_UP = (
    EndReason.NO_CONTACT,
    EndReason.PERSON,
    EndReason.ELSEWHERE,
    EndReason.MOVED,
    EndReason.PRISON,
    EndReason.DIED,
)
WITHDRAWN = (
    EndReason.PERSON,
    EndReason.CONSENT,
    EndReason.ELSEWHERE,
    EndReason.MISTAKE,
    EndReason.DUPLICATE,
    EndReason.MOVED,
    EndReason.PRISON,
    EndReason.DIED,
)


class LapseForm(StepForm):
    """Why contact is given up."""

    reason = choice("Why?", [(one.value, one.label) for one in GIVEN_UP], "Choose why")


class WithdrawForm(StepForm):
    """Why it is withdrawn."""

    reason = choice("Why?", [(one.value, one.label) for one in WITHDRAWN], "Choose why")


class RedirectForm(StepForm):
    """Which service instead: first those that the receiver named."""

    service = choice(
        "Which service instead?",
        [],
        "Choose a service",
        "Those that the service named come first. What you wrote goes with it.",
    )

    def fill(self, referral: Referral, viewer: Membership) -> None:
        """Offer the services that can be referred to; those named with the “no” first."""
        named = alternatives_of(referral)
        way = ways.ways(viewer.agency, on=timezone.localdate())
        others = [
            one
            for one in Service.objects.filter(is_open=True).select_related("agency")
            if one.agency_id in way and one.pk != referral.service_id
        ]
        others.sort(key=lambda one: (one.pk not in named, one.name, one.pk))
        self.services = {str(one.pk): one for one in others}
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (
                key,
                services_offered.name_of(one)
                + (" (named by the service)" if one.pk in named else "")
                + (": ask the person first" if way[one.agency_id] is ways.Way.ASK else ""),
            )
            for key, one in self.services.items()
        ]

    def clean_service(self) -> Service:
        """Return the service."""
        return self.services[self.cleaned_data["service"]]


class GiveForm(StepForm):
    """Who of one's own agency works on it from now on."""

    person = choice("Who?", [], "Choose who")

    def fill(self, referral: Referral, viewer: Membership) -> None:
        """Offer who works here."""
        on = timezone.localdate()
        held = Membership.objects.filter(
            agency=viewer.agency, ended_at__isnull=True, starts_on__lte=on, ends_on__gte=on
        ).select_related("user", "agency")
        people = {
            str(one.user_id): one.user for one in held.defer("user__password") if works(one)
        }
        self.people: dict[str, User] = people
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        names = sorted((one.name, key) for key, one in people.items())
        field.choices = [(key, name) for name, key in names]

    def clean_person(self) -> User:
        """Return the person."""
        return self.people[self.cleaned_data["person"]]


def works(membership: Membership) -> bool:
    """Tell whether somebody works on cases."""
    return membership.allows(P.CASE_WORK)


class DetailForm(StepForm):
    """Own words, for one's own agency or for both."""

    words = words_field("What is to be known?", "Write what is to be known")
    is_shared = forms.BooleanField(label="The other agency reads it too", required=False)

    def fill(self, referral: Referral, viewer: Membership) -> None:
        """Ask about the other agency only where it may be told."""
        try:
            details.check_may_share(referral, by=viewer, at=timezone.now())
        except ValidationError as error:
            self.fields[
                "words"
            ].help_text = f"Your own agency reads it. {' '.join(error.messages)}"
            del self.fields["is_shared"]
        else:
            other = details.other_side(referral, viewer)
            self.fields["is_shared"].label = f"{other.name} reads it too"


def alternatives_of(referral: Referral) -> list[int]:
    """Return the numbers of the services that a receiver named when it last declined."""
    last = ReferralStep.objects.filter(referral=referral, after=S.DECLINED).last()
    return list(last.alternatives) if last else []


def slot_words(slot: Slot) -> str:
    """Return a free time in words."""
    at = timezone.localtime(slot.starts_at)
    return f"{at:%A} {at.day} {at:%B}, {at:%H:%M}, {slot.place}"
