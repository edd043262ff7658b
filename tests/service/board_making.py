"""Make meetings, lines and promises of the board for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.service.people import AT, TODAY, make_agency, make_member

if TYPE_CHECKING:
    from fingerpost.service.access.models import Membership
    from fingerpost.service.board.models import AgendaItem, Meeting, Minutes


def make_lead() -> Membership:
    """Return the partnership's lead."""
    return make_member(
        "secretary", "Fenmark Public Health", kind="public_health", name="Lea Ash"
    )


def make_meeting(
    by: Membership, *, status: str = "planned", days: int = 0, **more: Any
) -> Meeting:
    """Return a meeting so many days from the tests' day, in any state."""
    from fingerpost.service.board.models import Meeting

    starts = AT + timedelta(days=days)
    ends = starts + timedelta(hours=2)
    opened = {"opened_at": starts} if status in ("running", "held") else {}
    closed = {"closed_at": ends} if status == "held" else {}
    return Meeting.objects.create(
        title=more.pop("title", "High Harms Board"),
        starts_at=starts,
        ends_at=ends,
        place="County Hall",
        papers_due_on=TODAY + timedelta(days=days - 7),
        quorum=2,
        status=status,
        planned_at=AT,
        planned_by=by.user,
        **opened,
        **closed,
        **more,
    )


def make_item(meeting: Meeting, title: str = "Homes at release", **more: Any) -> AgendaItem:
    """Return an item at the end of an agenda."""
    from fingerpost.service.board.models import AgendaItem

    said = {"kind": "decide", "question": "What is to be done?", "minutes": 15, **more}
    place = meeting.items.count() + 1
    return AgendaItem.objects.create(meeting=meeting, place=place, title=title, **said)


def make_minutes(meeting: Meeting, by: Membership, status: str = "published") -> Minutes:
    """Return minutes with one public line and one that is not."""
    from fingerpost.service.board.models import Minutes

    public = [{"title": "Homes at release", "lines": [{"kind": "Note", "words": "All heard."}]}]
    whole = [*public, {"title": "Staff", "lines": [{"kind": "Note", "words": "A secret."}]}]
    who: dict[str, Any] = {}
    if status in ("approved", "published"):
        who |= {"approved_at": AT, "approved_by": by.user}
    if status == "published":
        who |= {"published_at": AT, "published_by": by.user}
    return Minutes.objects.create(
        meeting=meeting,
        number=meeting.minutes.count() + 1,
        status=status,
        content=whole,
        public_content=public,
        sha256="0" * 64,
        drafted_at=AT,
        drafted_by=by.user,
        **who,
    )


def make_action(by: Membership, words: str = "Open ten places", **more: Any) -> Any:
    """Return an action item of the housing agency, in any state."""
    from fingerpost.service.board.models import ActionItem

    said = {"first_due_on": TODAY, "due_on": TODAY, "made_at": AT, "made_by": by.user, **more}
    owner = said.pop("owner", None) or make_agency("Aldenwold Housing", "housing")
    return ActionItem.objects.create(words=words, owner=owner, **said)


def make_decision(meeting: Meeting, by: Membership, title: str, **more: Any) -> Any:
    """Return a decision of a meeting, in any state."""
    from fingerpost.service.board.models import Decision

    said = {"status": "agreed", "decided_on": TODAY, "recorded_at": AT, **more}
    return Decision.objects.create(meeting=meeting, title=title, recorded_by=by.user, **said)
