"""What the board's room shows, to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import (
    ActionItem,
    ActionReport,
    AgendaItem,
    Attendance,
    Decision,
    FrozenPack,
    Handling,
    Meeting,
    Minute,
    Minutes,
    Paper,
    Seat,
)
from fingerpost.service.board.models.action_items import SETTLED
from fingerpost.service.board.states import TAKES_PAPERS, MeetingStatus, MinutesStatus


def meetings(*, viewer: Membership) -> QuerySet[Meeting]:
    """Return every meeting of the board, the latest first."""
    policies.check(viewer, P.BOARD_VIEW)
    return Meeting.objects.all()


def next_meeting(*, viewer: Membership, at: datetime) -> Meeting | None:
    """Return the meeting that is running or comes next, or None."""
    to_come = meetings(viewer=viewer).filter(ends_at__gte=at)
    return to_come.exclude(status=MeetingStatus.CANCELLED).order_by("starts_at").first()


def timed_agenda(meeting: Meeting) -> list[tuple[datetime, AgendaItem]]:
    """Return the items of a meeting, each with the time at which it should begin."""
    begins, found = meeting.starts_at, []
    for item in meeting.items.filter(is_struck=False).select_related("presented_by"):
        found.append((begins, item))
        begins += timedelta(minutes=item.minutes)
    return found


def seats(*, viewer: Membership) -> QuerySet[Seat]:
    """Return every seat that is not over, the chair's first."""
    policies.check(viewer, P.BOARD_VIEW)
    return _seats().filter(until__isnull=True)


def seats_to_speak_for(*, viewer: Membership) -> QuerySet[Seat]:
    """Return the seats for which somebody may speak: their own and their chief's; the lead for all."""
    if viewer.allows(P.BOARD_PREPARE):
        return seats(viewer=viewer)
    return seats(viewer=viewer).filter(Q(person=viewer.user_id) | Q(deputy=viewer.user_id))


def filled(meeting: Meeting) -> list[tuple[Seat, Attendance | None]]:
    """Return the seats of the day of a meeting, each with what is known of who fills it."""
    came = meeting.attendances.select_related("person").defer("person__password")
    said = {one.seat_id: one for one in came}
    return [(seat, said.get(seat.pk)) for seat in seats_of(meeting)]


def seats_of(meeting: Meeting) -> list[Seat]:
    """Return the seats that are held on the day of a meeting, the chair's first."""
    on = timezone.localdate(meeting.starts_at)
    return [seat for seat in _seats() if seat.is_open(on)]


@dataclass(frozen=True)
class Quorum:
    """How many seats that count are filled, of how many that must be; deputies count."""

    filled: int
    needed: int

    @property
    def is_met(self) -> bool:
        """Whether the board may decide."""
        return self.filled >= self.needed


def quorum(meeting: Meeting) -> Quorum:
    """Return whether enough seats are filled at a meeting."""
    here = [seat for seat, said in filled(meeting) if said and said.is_here]
    return Quorum(sum(seat.counts_for_quorum for seat in here), meeting.quorum)


def may_run(viewer: Membership) -> bool:
    """Tell whether somebody runs meetings: the chair, or who prepares them."""
    return viewer.allows(P.BOARD_CHAIR) or viewer.allows(P.BOARD_PREPARE)


def check_runs(viewer: Membership) -> None:
    """Refuse whoever does not run meetings."""
    if not may_run(viewer):
        policies.check(viewer, P.BOARD_CHAIR)


def packs(*, viewer: Membership) -> QuerySet[FrozenPack]:
    """Return the packs that were frozen for somebody, the newest first."""
    policies.check(viewer, P.BOARD_VIEW)
    return FrozenPack.objects.filter(reader=viewer.user_id)


def left_items(*, viewer: Membership) -> QuerySet[AgendaItem]:
    """Return the items for which somebody leaves: by their own seat, or the one they stand in for."""
    mine = Q(interests__seat__person=viewer.user_id) | Q(interests__seat__deputy=viewer.user_id)
    return AgendaItem.objects.filter(mine, interests__handling=Handling.LEAVES)


def papers(*, viewer: Membership) -> QuerySet[Paper]:
    """Return the papers that somebody may read: the board's, or their own agency's.

    Nobody gets one to an item for which they leave.
    """
    found = (
        Paper.objects.filter(item__is_struck=False)
        .exclude(item__in=left_items(viewer=viewer))
        .select_related("owner", "item__meeting")
        .prefetch_related("versions")
    )
    if viewer.allows(P.BOARD_VIEW):
        return found
    policies.check(viewer, P.ACTION_REPORT)
    return found.filter(owner=viewer.agency_id)


def may_send(paper: Paper, viewer: Membership) -> bool:
    """Tell whether somebody sends a paper: its owner does, or the lead for them."""
    is_owner = paper.owner_id == viewer.agency_id and viewer.allows(P.ACTION_REPORT)
    is_open = paper.item.meeting.status in TAKES_PAPERS
    return is_open and (is_owner or viewer.allows(P.BOARD_PREPARE))


def is_closed_to(pack: FrozenPack, *, viewer: Membership) -> bool:
    """Tell whether a pack has papers of an item for which its reader leaves since."""
    left = left_items(viewer=viewer).filter(meeting=pack.meeting_id)
    return not set(left.values_list("pk", flat=True)) <= set(pack.leaves)


def decisions(*, viewer: Membership) -> QuerySet[Decision]:
    """Return every decision of the board, the newest first."""
    policies.check(viewer, P.BOARD_VIEW)
    return Decision.objects.select_related("meeting", "owner")


def decision(number: int, *, viewer: Membership) -> Decision | None:
    """Return one decision of the board, or None."""
    found = decisions(viewer=viewer).select_related("item", "replaced_by", "recorded_by")
    return found.defer("recorded_by__password").filter(pk=number).first()


def lines_by_item(meeting: Meeting) -> list[tuple[AgendaItem, list[Minute]]]:
    """Return the items of a meeting, each with its lines of minutes, struck ones too."""
    lines = (
        Minute.objects.filter(meeting=meeting)
        .select_related(
            "by", "decision", "risk__owner", "struck_by__by",
            "action_item__owner", "action_item__person",
        )
        .defer("by__password", "struck_by__by__password", "action_item__person__password")
    )  # fmt: skip
    of: dict[int, list[Minute]] = {}
    for line in lines:
        of.setdefault(line.item_id, []).append(line)
    items = meeting.items.filter(is_struck=False)
    return [(item, of.get(item.pk, [])) for item in items]


def minutes_that_count(meeting: Meeting) -> Minutes | None:
    """Return the newest minutes of a meeting, or None; earlier drafts are replaced."""
    return (
        meeting.minutes.exclude(status=MinutesStatus.REPLACED)
        .select_related("drafted_by", "approved_by", "published_by")
        .defer("drafted_by__password", "approved_by__password", "published_by__password")
        .first()
    )


def _seats() -> QuerySet[Seat]:
    return Seat.objects.select_related("agency", "person", "deputy").defer(
        "person__password", "deputy__password"
    )


def action_items(*, viewer: Membership) -> QuerySet[ActionItem]:
    """Return the action items that somebody may see: all for the board, else their own agency's."""
    found = ActionItem.objects.select_related(
        "owner", "person", "meeting", "decision", "commitment"
    ).defer("person__password")
    if viewer.allows(P.BOARD_VIEW):
        return found
    policies.check(viewer, P.ACTION_REPORT)
    return found.filter(owner=viewer.agency_id)


def action_item(number: int, *, viewer: Membership) -> ActionItem | None:
    """Return one action item that somebody may see, or None."""
    return action_items(viewer=viewer).filter(pk=number).first()


def is_for(item: ActionItem, viewer: Membership) -> bool:
    """Tell whether somebody is to do it: it is theirs, or their agency's and nobody is named yet."""
    if item.owner_id != viewer.agency_id:
        return False
    if item.person_id is None:
        return viewer.allows(P.BOARD_VIEW)
    return item.person_id == viewer.user_id


def to_do(*, viewer: Membership) -> list[ActionItem]:
    """Return the action items that somebody is to do and nobody has settled, the soonest first."""
    mine = action_items(viewer=viewer).filter(owner=viewer.agency_id)
    return [one for one in mine.exclude(status__in=SETTLED) if is_for(one, viewer)]


def late_first(items: QuerySet[ActionItem], on: date) -> list[ActionItem]:
    """Return action items in the order in which they need somebody: late, due, settled."""
    return sorted(
        items,
        key=lambda one: (not one.is_late(on), one.status in SETTLED, one.due_on, one.pk),
    )


def reports(item: ActionItem) -> QuerySet[ActionReport]:
    """Return everything that was said of an action item, the newest first."""
    return (
        item.reports.select_related("person", "agency")
        .defer("person__password")
        .order_by("-id")
    )
