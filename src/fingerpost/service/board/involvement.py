"""What people said and what was done, and what members need: as somebody may read it, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from fingerpost.service.access import policies
from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.record_steps import RecordStep
from fingerpost.service.board.actions import involvement as actions
from fingerpost.service.board.forms import text_field
from fingerpost.service.board.models import (
    ActionItem,
    Decision,
    InvolvementEntry,
    InvolvementMember,
    Meeting,
)
from fingerpost.service.board.models.involvement import EntryStatus
from fingerpost.service.board.owners import is_lead, is_of_owner
from fingerpost.service.board.states import MeetingStatus

NO_NAME = "Never a name, an address or a number: say which group it was."


def entries(*, viewer: Membership) -> QuerySet[InvolvementEntry]:
    """Return what people said, the newest first."""
    policies.check(viewer, P.BOARD_VIEW)
    return InvolvementEntry.objects.select_related("owner", "decision", "action_item")


def members(*, viewer: Membership) -> QuerySet[InvolvementMember]:
    """Return the members whose needs the viewer's agency sees to."""
    policies.check(viewer, P.PLAN_MANAGE)
    return (
        InvolvementMember.objects.filter(agency=viewer.agency_id)
        .select_related("person")
        .defer("person__password")
        .order_by("person__name")
    )


def own_needs(*, viewer: Membership) -> InvolvementMember | None:
    """Return what somebody said that they need themselves, or None."""
    policies.check(viewer, P.BOARD_VIEW)
    return InvolvementMember.objects.filter(person=viewer.user_id).first()


@dataclass(frozen=True)
class Preparing:
    """The meeting for which needs are met now, and since when that counts.

    Parameters
    ----------
    meeting : Meeting, optional
        The next one.
    since : date, optional
        The day of the one before it: what was met by then was met for that.
    """

    meeting: Meeting | None
    since: date | None

    def is_met(self, member: InvolvementMember) -> bool:
        """Whether a member's needs were met for it."""
        if member.met_on is None:
            return False
        return self.since is None or member.met_on > self.since


def preparing(on: date) -> Preparing:
    """Return for which meeting needs are met on a day."""
    called = Meeting.objects.exclude(status=MeetingStatus.CANCELLED)
    before = called.filter(starts_at__date__lt=on).order_by("-starts_at").first()
    return Preparing(
        called.filter(starts_at__date__gte=on).order_by("starts_at").first(),
        timezone.localdate(before.starts_at) if before else None,
    )


class EntryForm(forms.Form):
    """What a group said, and who answers."""

    on = day_field("The day on which it was said")
    who = forms.CharField(
        label="Which group said it?",
        help_text="Such as: families at a drop-in. " + NO_NAME,
        max_length=200,
        error_messages={"required": "Say which group said it"},
    )
    you_said = text_field("What did they say?", "Say what they said", NO_NAME)
    owner = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency answers?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )
    is_public = forms.BooleanField(label="The public may read it", required=False, initial=True)


class AnswerForm(forms.Form):
    """What was done, or why it is not."""

    status = forms.ChoiceField(
        label="How does it stand?",
        choices=[one for one in EntryStatus.choices if one[0] != EntryStatus.HEARD],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it stands"},
    )
    we_did = text_field(
        "What was done, or why is it not done?", "Say what was done, or why not", NO_NAME
    )
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label="Which decision came of it?",
        required=False,
        empty_label="None",
    )
    action_item = forms.ModelChoiceField(
        ActionItem.objects.none(),
        label="Which action came of it?",
        required=False,
        empty_label="None",
    )

    def __init__(self, data: Any, entry: InvolvementEntry, viewer: Membership) -> None:
        known = {name: getattr(entry, name) for name in ("we_did", "decision", "action_item")}
        if entry.status != EntryStatus.HEARD:
            known["status"] = entry.status
        super().__init__(data, initial=known)
        for name, found, words in (
            ("decision", Decision.objects.order_by("-id"), "title"),
            ("action_item", ActionItem.objects.order_by("-id"), "words"),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = found
            field.label_from_instance = lambda one, words=words: getattr(one, words)  # type: ignore[method-assign, misc]


class PublicForm(forms.Form):
    """Whether the public may read it."""

    is_public = forms.BooleanField(label="The public may read it", required=False)

    def __init__(self, data: Any, entry: InvolvementEntry, viewer: Membership) -> None:
        super().__init__(data, initial={"is_public": entry.is_public})


class NeedsForm(forms.Form):
    """What somebody needs to take part."""

    wants_easy_read = forms.BooleanField(label="An easy-read agenda", required=False)
    wants_pre_meeting = forms.BooleanField(
        label="A meeting before the meeting, to go through it", required=False
    )
    wants_expenses_paid = forms.BooleanField(
        label="Travel and other costs paid on the day", required=False
    )
    other_needs = text_field(
        "What else would help?",
        "",
        "Only you and the agency that sees to it read this.",
        required=False,
    )
    agency = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency sees to it?",
        help_text="The one that prepares the board’s meetings. It alone can read this with you.",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )

    def __init__(self, data: Any, known: InvolvementMember | None) -> None:
        names = ("wants_easy_read", "wants_pre_meeting", "wants_expenses_paid", "other_needs")
        said = {name: getattr(known, name) for name in (*names, "agency")} if known else {}
        super().__init__(data, initial=said)


class MemberForm(NeedsForm):
    """What a member needs, written down for them."""

    email = forms.EmailField(
        label="With which e-mail address do they sign in?",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address such as name@example.org",
        },
    )
    field_order = ("email",)

    def __init__(self, data: Any) -> None:
        super().__init__(data, None)
        del self.fields["agency"]

    def clean_email(self) -> str:
        """Find who it is."""
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True)
        person = found.defer("password").first()
        if person is None:
            raise ValidationError("Nobody signs in with this address. Invite them first.")
        self.cleaned_data["person"] = person
        return str(person.email)


class SeenToForm(forms.Form):
    """How a member's needs were met."""

    how = text_field(
        "How were they met for the next meeting?",
        "Say how they were met",
        "Such as: the easy-read agenda was sent, and a taxi is booked.",
    )

    def __init__(self, data: Any, member: InvolvementMember, viewer: Membership) -> None:
        super().__init__(data)


ENTRY_STEPS: tuple[RecordStep[InvolvementEntry], ...] = (
    RecordStep(
        "answer",
        "Say what was done",
        "It is written down.",
        AnswerForm,
        lambda entry, said, by, at: actions.answer(entry=entry, **said, by=by, at=at),
        lambda entry, viewer: is_lead(viewer) or is_of_owner(entry.owner_id, viewer),
    ),
    RecordStep(
        "public",
        "Say who may read it",
        "It is written down.",
        PublicForm,
        lambda entry, said, by, at: actions.set_public(entry=entry, **said, by=by, at=at),
        lambda entry, viewer: is_lead(viewer),
    ),
)
MEMBER_STEPS: tuple[RecordStep[InvolvementMember], ...] = (
    RecordStep(
        "seen-to",
        "Say how their needs were met",
        "It is written down.",
        SeenToForm,
        lambda member, said, by, at: actions.see_to(member=member, **said, by=by, at=at),
        lambda member, viewer: is_lead(viewer) and member.agency_id == viewer.agency_id,
    ),
)
