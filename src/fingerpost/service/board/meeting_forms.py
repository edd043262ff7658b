"""Forms of what happens around a meeting: papers, interests, seats, and an item's figure and place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from fingerpost.service.access.forms import day_field
from fingerpost.service.access.models import Agency, Membership, User
from fingerpost.service.board.forms import NAME_NOBODY, ItemForm
from fingerpost.service.board.models import AgendaItem, Handling, Meeting, Paper, Presence, Seat
from fingerpost.service.insight import selectors as insight

if TYPE_CHECKING:
    _SeatField = forms.ModelChoiceField[Seat]
else:
    _SeatField = forms.ModelChoiceField  # takes no type when it runs

LONGEST_PAPER = 20_000  # letters: about eight pages


class PaperForm(forms.Form):
    """What paper an agency is asked for."""

    title = forms.CharField(
        label="What is the paper about?",
        max_length=200,
        error_messages={"required": "Say what the paper is about"},
    )
    owner = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True).order_by("name"),
        label="Which agency writes it?",
        empty_label="Choose",
        error_messages={"required": "Choose the agency"},
    )
    due_on = day_field("The day by which it is sent")
    is_public = forms.BooleanField(label="The public may read it", required=False)

    def __init__(
        self, data: Any = None, *, item: AgendaItem, paper: Paper | None = None
    ) -> None:
        super().__init__(data)
        first = {
            "title": item.title,
            "owner": item.presented_by_id,
            "due_on": item.meeting.papers_due_on,
        }
        if paper is not None:
            first = {"title": paper.title, "owner": paper.owner_id, "due_on": paper.due_on}
            first["is_public"] = paper.is_public
        for name, value in first.items():
            self.fields[name].initial = value


class VersionForm(forms.Form):
    """A version of a paper."""

    asked = forms.CharField(
        label="What is the board asked to agree?",
        help_text="One sentence",
        max_length=300,
        error_messages={"required": "Say what the board is asked to agree"},
    )
    text = forms.CharField(
        label="The paper",
        help_text="A line that begins with ## is a heading, one that begins with - a point; leave a line "
        f"empty between paragraphs. {NAME_NOBODY}",
        max_length=LONGEST_PAPER,
        widget=forms.Textarea(attrs={"rows": 20}),
        error_messages={
            "required": "Write the paper",
            "max_length": f"Write it in {LONGEST_PAPER:,} letters or fewer",
        },
    )


class SeatField(_SeatField):
    """A seat, by its office and agency."""

    def label_from_instance(self, obj: Seat) -> str:
        """Return the office and the agency."""
        return f"{obj.title}, {obj.agency.name}"


class InterestForm(forms.Form):
    """A conflict of interest, and what follows from it."""

    seat = SeatField(
        Seat.objects.none(),
        label="Whose interest is it?",
        empty_label="Choose",
        error_messages={"required": "Choose whose interest it is"},
    )
    words = forms.CharField(
        label="What is the interest?",
        help_text="All members read it",
        max_length=300,
        error_messages={"required": "Say what the interest is"},
    )
    handling = forms.ChoiceField(
        label="What follows from it?",
        choices=Handling.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what follows from it"},
    )

    def __init__(self, data: Any = None, *, seats: QuerySet[Seat]) -> None:
        super().__init__(data)
        seat = self.fields["seat"]
        assert isinstance(seat, forms.ModelChoiceField)
        seat.queryset = seats
        if len(seats) == 1:
            seat.initial = seats[0]


class ItemWithFigureForm(ItemForm):
    """An item, with the figure that belongs to it and where it stands."""

    measure = forms.ChoiceField(
        label="Which figure belongs to it?",
        help_text="The pack has it as the newest release does.",
        required=False,
    )
    after = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="After which item does it come?",
        empty_label="It is the first",
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        meeting: Meeting,
        viewer: Membership,
        item: AgendaItem | None = None,
    ) -> None:
        super().__init__(data)
        measure, after = self.fields["measure"], self.fields["after"]
        assert isinstance(measure, forms.ChoiceField)
        assert isinstance(after, forms.ModelChoiceField)
        measure.choices = [("", "None"), *_measures(viewer)]
        others = meeting.items.filter(is_struck=False)
        if item is None:
            after.initial = others.last()
        else:
            others = others.exclude(pk=item.pk)
            after.initial = others.filter(place__lt=item.place).last()
            for name in ("title", "kind", "question", "minutes", "is_public", "measure"):
                self.fields[name].initial = getattr(item, name)
            self.fields["presented_by"].initial = item.presented_by_id
        after.queryset = others


def _measures(viewer: Membership) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the measures that the newest release has, under the outcomes to which they belong."""
    return [
        (
            section.title,
            [
                (line.measure.name, line.measure.title)
                for line in (*section.changed, *section.done)
            ],
        )
        for _, sections in insight.overview(viewer=viewer)
        for section in sections
        if section.changed or section.done
    ]


class HolderForm(forms.Form):
    """Who holds a seat, and who stands in, by the address with which they sign in."""

    person = forms.EmailField(
        label="E-mail address of who holds it",
        help_text="The address with which they sign in here. Leave it empty if nobody does.",
        required=False,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org"},
    )
    deputy = forms.EmailField(
        label="E-mail address of who stands in for them",
        required=False,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org"},
    )

    def __init__(self, data: Any = None, *, seat: Seat) -> None:
        super().__init__(data)
        for name in ("person", "deputy"):
            held = getattr(seat, name)
            self.fields[name].initial = held.email if held else ""

    def clean(self) -> dict[str, Any]:
        """Make people of addresses."""
        said = super().clean() or {}
        for name in ("person", "deputy"):
            address = said.get(name)
            known = User.objects.defer("password").filter(email__iexact=address or "")
            said[name] = known.first()
            if address and said[name] is None:
                self.add_error(name, "Nobody signs in here with this address")
        return said


class EndSeatForm(forms.Form):
    """With which day a seat ends."""

    until = day_field("The last day of the seat")


class ApologiesForm(forms.Form):
    """Whether who holds a seat comes to a meeting."""

    presence = forms.ChoiceField(
        label="What shall the board know?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one"},
    )

    def __init__(self, data: Any = None, *, seat: Seat) -> None:
        super().__init__(data)
        presence = self.fields["presence"]
        assert isinstance(presence, forms.ChoiceField)
        choices = [(Presence.APOLOGIES, "I cannot come, and nobody stands in for me")]
        if seat.deputy is not None:
            stands_in = f"I cannot come; {seat.deputy.name} stands in for me"
            choices.insert(0, (Presence.DEPUTY, stands_in))
        presence.choices = [*choices, (Presence.PRESENT, "I come after all")]
