"""Forms of support plans: what is asked for, in which words. Own words are asked of agencies of care alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership, User
from fingerpost.service.access.vocabulary import LegalBasis
from fingerpost.service.casework.models import (
    Consent,
    Job,
    Person,
    PlanGoal,
    PlanMeeting,
    SupportPlan,
    Sustained,
)
from fingerpost.service.casework.outcome_scales import Scale
from fingerpost.service.casework.plan_parts import (
    KINDS,
    SHARED_PARTS,
    JobEnd,
    NotDone,
    Part,
    PlanEnd,
    ShareEnd,
)
from fingerpost.service.casework.plans import AnyAction, Sheet

if TYPE_CHECKING:
    UserField = forms.ModelChoiceField[User]
    ConsentField = forms.ModelChoiceField[Consent]
    MeetingField = forms.ModelChoiceField[PlanMeeting]
    ManyPlansField = forms.ModelMultipleChoiceField[SupportPlan]
else:  # take no type when they run
    UserField = ConsentField = MeetingField = forms.ModelChoiceField
    ManyPlansField = forms.ModelMultipleChoiceField

WHO_READS = "The members of the plan read it; police, prison and probation do not."
HEALTH_READS = "Only agencies that see treatment and health in this plan read it."


def words_field(label: str, missing: str = "", hint: str = WHO_READS) -> forms.CharField:
    """Return a field for own words; without `missing` it may stay empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=1000,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing, "max_length": "Write it in 1000 letters or fewer"},
    )


def code_field(
    label: str, codes: Any, missing: str, *, radio: bool = True
) -> forms.ChoiceField:
    """Return a field for one code of a list."""
    choices = list(codes.choices) if hasattr(codes, "choices") else list(codes)
    return forms.ChoiceField(
        label=label,
        choices=choices if radio else [("", "Choose"), *choices],
        widget=forms.RadioSelect if radio else forms.Select,
        error_messages={"required": missing},
    )


def choice(field: forms.Field) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """Return a field that chooses among rows, known to be one."""
    assert isinstance(field, forms.ModelChoiceField)
    return field


class PersonField(UserField):
    """Somebody of one's own agency, by name."""

    def label_from_instance(self, obj: User) -> str:
        """Return the name."""
        return obj.name


class HeldAtField(MeetingField):
    """A meeting over plans, by its day and place."""

    def label_from_instance(self, obj: PlanMeeting) -> str:
        """Return the day and the place."""
        return f"{timezone.localtime(obj.starts_at):%d/%m/%Y}, {obj.place}"


class PlansField(ManyPlansField):
    """Plans, by name."""

    def label_from_instance(self, obj: SupportPlan) -> str:
        """Return the name and who holds it."""
        return f"{obj.name}, held by {obj.agency}"


class WorkerForm(forms.Form):
    """Who of one's own agency it is."""

    person = PersonField(
        User.objects.none(),
        label="Who is it?",
        empty_label="Choose",
        error_messages={"required": "Choose who it is"},
    )

    def __init__(self, data: Any = None, record: Any = None, viewer: Any = None) -> None:
        super().__init__(data)
        on = timezone.localdate()
        held = Membership.objects.filter(
            agency=viewer.agency, ended_at__isnull=True, starts_on__lte=on, ends_on__gte=on
        ).exclude(role="volunteer")
        people = User.objects.filter(pk__in=held.values("user")).defer("password")
        choice(self.fields["person"]).queryset = people.order_by("name")


class OwnConsentField(ConsentField):
    """A consent of a person, by its days."""

    def label_from_instance(self, obj: Consent) -> str:
        """Return when it was given, until when it counts, and whom it names."""
        named = ", ".join(one.agency.name for one in obj.agencies.all()) or "nobody else"
        given, until = obj.given_on, obj.until
        return f"Given {given:%d/%m/%Y}, until {until:%d/%m/%Y}, for {named}"


def _consents(person: Person) -> Any:
    on = timezone.localdate()
    return person.consents.filter(
        withdrawn_at__isnull=True, given_on__lte=on, until__gte=on
    ).prefetch_related("agencies__agency")


class OpenForm(forms.Form):
    """On what a plan rests, and when it is first gone through."""

    basis = code_field(
        "On which basis do you keep it?",
        [one for one in LegalBasis.choices if one[0] != LegalBasis.LAW_ENFORCEMENT],
        "Choose the basis",
    )
    consent = OwnConsentField(
        Consent.objects.none(),
        label="The consent by which others may be told",
        help_text="A basis in law is no consent. Where an agreement asks for the person’s choice, no agency "
        "is let in without it.",
        required=False,
        empty_label="None",
    )
    review_on = day_field("The day of the first review")

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, initial={"basis": LegalBasis.PUBLIC_TASK})
        choice(self.fields["consent"]).queryset = _consents(person)

    def clean(self) -> dict[str, Any]:
        """Refuse consent as the basis where none is chosen."""
        cleaned = super().clean() or {}
        if cleaned.get("basis") == LegalBasis.CONSENT and not cleaned.get("consent"):
            self.add_error("consent", "Choose the consent that it rests on")
        return cleaned


class GoalForm(forms.Form):
    """What the person wants."""

    part = code_field("What is it about?", Part, "Choose what it is about")
    words = words_field(
        "What do they want, in their own words?", "Write the goal in the person’s own words"
    )
    by_when = day_field("The day by which they want it", required=False)

    def __init__(
        self, data: Any = None, sheet: Sheet | None = None, viewer: Any = None
    ) -> None:
        super().__init__(data)
        assert sheet is not None
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(part.value, part.label) for part in sheet.sight.parts]


class ChangeGoalForm(forms.Form):
    """What the person says now."""

    words = words_field(
        "What do they want, in their own words?", "Write the goal in the person’s own words"
    )
    by_when = day_field("The day by which they want it", required=False)

    def __init__(
        self, data: Any = None, goal: PlanGoal | None = None, viewer: Any = None
    ) -> None:
        assert goal is not None
        super().__init__(data, initial={"words": goal.words, "by_when": goal.by_when})


class NothingForm(forms.Form):
    """A step that asks for nothing more."""

    def __init__(self, data: Any = None, record: Any = None, viewer: Any = None) -> None:
        super().__init__(data)


class ActionForm(forms.Form):
    """Who does what by when."""

    kind = forms.ChoiceField(
        label="What is to be done?", error_messages={"required": "Choose what is to be done"}
    )
    words = words_field("More of it, in your words")
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Which agency does it?",
        empty_label="Choose",
        error_messages={"required": "Choose which agency does it"},
    )
    is_mine = forms.BooleanField(label="I do it myself", required=False)
    due_on = day_field("The day by which it is done")
    meeting = HeldAtField(
        PlanMeeting.objects.none(),
        label="Given at a meeting",
        required=False,
        empty_label="No",
    )

    def __init__(
        self,
        data: Any = None,
        sheet: Sheet | None = None,
        viewer: Membership | None = None,
        meeting: str = "",
    ) -> None:
        assert sheet is not None
        assert viewer is not None
        super().__init__(data, initial={"agency": viewer.agency_id, "meeting": meeting})
        parts = sheet.sight.parts
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Choose"),
            *(
                (part.label, [(kind.value, kind.label) for kind in KINDS[part]])
                for part in parts
            ),
        ]
        numbers = [sheet.plan.agency_id, *(one.agency_id for one in sheet.members)]
        choice(self.fields["agency"]).queryset = Agency.objects.filter(pk__in=numbers)
        listed = PlanMeeting.objects.filter(listed__plan=sheet.plan)
        if listed.exists():
            choice(self.fields["meeting"]).queryset = listed
        else:
            del self.fields["meeting"]
        if not sheet.sight.words:
            del self.fields["words"]


class DoneForm(forms.Form):
    """What can be said of it."""

    words = words_field("Anything to add, in your words")

    def __init__(
        self,
        data: Any = None,
        action: AnyAction | None = None,
        viewer: Membership | None = None,
    ) -> None:
        super().__init__(data)
        assert viewer is not None
        if viewer.is_law_enforcement:
            del self.fields["words"]


class NotDoneForm(DoneForm):
    """Why it was not done."""

    reason = code_field("Why was it not done?", NotDone, "Choose why")
    field_order = ("reason", "words")


class MoveForm(NothingForm):
    """Another day."""

    due_on = day_field("The new day")


class ReviewForm(forms.Form):
    """What was gone through, with whom, and when it is again."""

    on = day_field("The day on which you went through it")
    took_part = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which agencies took part?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    person_took_part = forms.BooleanField(label="The person took part", required=False)
    words = words_field("What changed?")
    health_words = words_field("What changed in treatment and health?", hint=HEALTH_READS)
    next_on = day_field("The day of the next review")

    def __init__(
        self, data: Any = None, sheet: Sheet | None = None, viewer: Any = None
    ) -> None:
        assert sheet is not None
        super().__init__(data, initial={"on": timezone.localdate()})
        numbers = [sheet.plan.agency_id, *(one.agency_id for one in sheet.members)]
        choice(self.fields["took_part"]).queryset = Agency.objects.filter(pk__in=numbers)
        if not sheet.sight.words:
            del self.fields["words"]
        if not sheet.sight.health:
            del self.fields["health_words"]


NOT_KNOWN = "unknown"


class ReadingForm(forms.Form):
    """The values of a scale on a day; what is left out was not asked."""

    on = day_field("The day on which it was asked")

    def __init__(self, data: Any = None, *, scale: Scale, sheet: Sheet) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.scale = scale
        for item in scale.items:
            if item.is_health and not sheet.sight.health:
                continue
            values = [(str(one), str(one)) for one in range(item.low, item.high + 1)]
            self.fields[item.name] = forms.ChoiceField(
                label=item.title,
                choices=[("", "Not asked"), (NOT_KNOWN, "Not known"), *values],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Return the day and the values, with None for what is not known."""
        cleaned = super().clean() or {}
        on = cleaned.pop("on", None)
        values = {
            name: None if said == NOT_KNOWN else int(said)
            for name, said in cleaned.items()
            if said
        }
        return {"on": on, "values": values}


class InviteForm(forms.Form):
    """Which agency is let in, and how far."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Which agency?",
        empty_label="Choose",
        error_messages={"required": "Choose an agency"},
    )
    with_health = forms.BooleanField(
        label="It sees treatment and health too",
        help_text="Never police, prison or probation.",
        required=False,
    )
    consent = OwnConsentField(
        Consent.objects.none(),
        label="The consent by which it is told",
        required=False,
        empty_label="That of the plan",
    )

    def __init__(
        self, data: Any = None, sheet: Sheet | None = None, viewer: Any = None
    ) -> None:
        assert sheet is not None
        super().__init__(data)
        inside = [sheet.plan.agency_id, *(one.agency_id for one in sheet.members)]
        agencies = Agency.objects.filter(is_active=True).exclude(pk__in=inside)
        choice(self.fields["agency"]).queryset = agencies
        choice(self.fields["consent"]).queryset = _consents(sheet.plan.person)


class EndShareForm(forms.Form):
    """Why an agency sees it no longer."""

    reason = code_field(
        "Why does it see the plan no longer?",
        [
            one
            for one in ShareEnd.choices
            if one[0] not in (ShareEnd.LEFT.value, ShareEnd.CLOSED.value)
        ],
        "Choose why",
    )


class CloseForm(NothingForm):
    """Why the plan is closed."""

    reason = code_field("Why is the plan closed?", PlanEnd, "Choose why")


class MeetingForm(forms.Form):
    """When and where, which agencies, which plans."""

    on = day_field("The day")
    begins = forms.TimeField(
        label="It begins at",
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={
            "required": "Enter when it begins",
            "invalid": "Enter a time such as 14:00",
        },
    )
    place = forms.CharField(
        label="Where?", max_length=120, error_messages={"required": "Say where it is"}
    )
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which agencies are asked?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one agency"},
    )
    plans = PlansField(
        SupportPlan.objects.none(),
        label="Which plans are gone through?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one plan"},
    )

    def __init__(self, data: Any = None, *, viewer: Membership, plans: Any) -> None:
        super().__init__(data)
        agencies = Agency.objects.filter(is_active=True).exclude(pk=viewer.agency_id)
        choice(self.fields["agencies"]).queryset = agencies
        choice(self.fields["plans"]).queryset = plans


class CameForm(forms.Form):
    """Who came."""

    came = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which agencies came?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, meeting: PlanMeeting) -> None:
        super().__init__(data)
        numbers = [meeting.agency_id, *meeting.invited]
        choice(self.fields["came"]).queryset = Agency.objects.filter(pk__in=numbers)


class OnForm(NothingForm):
    """The day of it."""

    on = day_field("The day")


class JobForm(OnForm):
    """A job that began."""

    hours = forms.IntegerField(
        label="Hours a week",
        required=False,
        min_value=1,
        max_value=80,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-10"}),
    )
    is_open_market = forms.BooleanField(
        label="It is a job in the open market, at the usual pay, and they worked a day or more",
        error_messages={"required": "A job start is a job in the open market of a day or more"},
    )


class CheckForm(NothingForm):
    """What a check found."""

    found = code_field("Are they in work?", Sustained, "Choose what you found")

    def __init__(self, data: Any = None, job: Job | None = None, viewer: Any = None) -> None:
        super().__init__(data)


class EndJobForm(OnForm):
    """When and why it ended."""

    reason = code_field("Why did it end?", JobEnd, "Choose why")


def parts_in_words() -> str:
    """Return the parts that every member sees, in words."""
    return ", ".join(part.label.lower() for part in SHARED_PARTS)
