"""Referrals on the worklists: what is owed of them, which are at risk, and which have news."""

from __future__ import annotations

from collections import Counter

from django.db.models import Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from fingerpost.service.casework import at_risk, states
from fingerpost.service.casework.models import Referral
from fingerpost.service.casework.seen import Sight
from fingerpost.service.casework.states import ReferralState
from fingerpost.service.casework.worklist_items import (
    MOST_COUNTED,
    Item,
    Key,
    Look,
    Tab,
    Wanted,
)

ROOM = "referral"


def referrals(wanted: Wanted) -> Look:
    """Return the referrals that are wanted, and how many there are for each worklist."""
    found = _ordered(_narrowed(of_tab(wanted.tab, wanted), wanted), wanted)
    # The numbers first, by index alone; then only as many rows and sheets as are shown.
    numbers = list(found.values_list("pk", flat=True)[: wanted.limit])
    rows = _rows(numbers, wanted)
    until = _key(rows[-1], wanted) if len(numbers) == wanted.limit and rows else None
    held_back = _held_back(rows, wanted)
    told = [one for one in rows if one.pk not in held_back]
    return Look([_item(one, wanted) for one in told], counts(wanted), until)


def _rows(numbers: list[int], wanted: Wanted) -> list[Referral]:
    if not numbers:
        return []
    rows = (
        at_risk.marked(Referral.objects.filter(pk__in=numbers), wanted.at)
        .select_related("sender", "receiver", "owner_person", "sheet", "consent")
        .prefetch_related("consent__agencies")
        .defer("owner_person__password")
        .in_bulk()
    )
    return [rows[number] for number in numbers if number in rows]


def _held_back(rows: list[Referral], wanted: Wanted) -> frozenset[int]:
    """Return those of which the viewer's agency is told nothing more, where the list itself would tell."""
    if wanted.tab not in (Tab.NEWS, Tab.RISK):
        return frozenset()
    sent = [one for one in rows if one.owner_id != wanted.viewer.agency_id]
    sight = Sight(wanted.viewer, timezone.localdate(wanted.at))
    return frozenset(one.referral.pk for one in sight.all_of(sent) if one.why_no_more)


def of_tab(tab: Tab, wanted: Wanted) -> QuerySet[Referral]:
    """Return the referrals of a worklist of the viewer's agency, whoever has them."""
    agency = wanted.viewer.agency_id
    found = Referral.objects.order_by()
    match tab:
        case Tab.NEWS:
            return found.filter(sender=agency, is_news_to_sender=True)
        case Tab.RISK:
            return found.filter(at_risk.at_risk_for(agency, wanted.at))
        case Tab.OVERDUE:
            return found.filter(owner=agency, due_at__lt=wanted.at)
        case _:
            return found.filter(owner=agency)


def counts(wanted: Wanted) -> Counter[Tab]:
    """Count each worklist before it is narrowed, no further than is said; one question for all."""
    viewer, plain = wanted.viewer, Wanted(wanted.viewer, Tab.MINE, wanted.at)
    lists = {tab: of_tab(tab, plain) for tab in Tab}
    lists[Tab.MINE] = lists[Tab.MINE].filter(
        owner_person=viewer.user_id, due_at__lt=wanted.end_of_day
    )
    lists[Tab.NEWS] = lists[Tab.NEWS].filter(sender_person=viewer.user_id)
    first, *others = (
        found.values_list(Value(tab.value))[: MOST_COUNTED + 1] for tab, found in lists.items()
    )
    return Counter(Tab(said) for (said,) in first.union(*others, all=True))


def _narrowed(found: QuerySet[Referral], wanted: Wanted) -> QuerySet[Referral]:
    filters, person = wanted.filters, wanted.person
    whose = "sender_person" if wanted.tab is Tab.NEWS else "owner_person"
    if person == "nobody":
        found = found.filter(**{f"{whose}__isnull": True})
    elif person != "anybody":
        found = found.filter(**{whose: int(person)})
    if wanted.due_before is not None:
        found = found.filter(due_at__lt=wanted.due_before)
    if filters.need:
        found = found.filter(needs__contains=[filters.need])
    said = {name: getattr(filters, name) for name in ("service", "state", "urgency", "origin")}
    return found.filter(**{name: value for name, value in said.items() if value})


def _ordered(found: QuerySet[Referral], wanted: Wanted) -> QuerySet[Referral]:
    """Put them in the order of `Key`, behind the one wanted."""
    at = "since" if wanted.tab is Tab.NEWS else "due_at"
    if wanted.after is not None:
        found = found.filter(**{f"{at}__gte": wanted.after.at})
        if wanted.after.room > ROOM:
            found = found.filter(**{f"{at}__gt": wanted.after.at})
        elif wanted.after.room == ROOM:
            found = found.filter(
                Q(**{f"{at}__gt": wanted.after.at}) | Q(pk__gt=wanted.after.number)
            )
    return found.order_by(at, "id")


def _key(one: Referral, wanted: Wanted) -> Key:
    at = one.since if wanted.tab is Tab.NEWS or one.due_at is None else one.due_at
    return Key(at, ROOM, one.pk)


def _item(one: Referral, wanted: Wanted) -> Item:
    agency, is_news = wanted.viewer.agency_id, wanted.tab is Tab.NEWS
    state = ReferralState(one.state)
    standing = states.STANDINGS.get(state)
    if is_news:
        owed = f"read how it stands: {state.label.lower()}"
    else:
        owed = standing.owed if standing else ""
    is_ours = one.owner_id == agency
    has_it = one.sender_person_id if is_news else one.owner_person_id
    return Item(
        room=ROOM,
        number=one.pk,
        name=one.sheet.name,
        owed=owed,
        url=reverse("casework:referral", args=[one.pk]),
        at=_key(one, wanted).at,
        other=_other(one, agency),
        is_ours=is_ours,
        person=has_it,
        person_name="" if is_news or one.owner_person is None else one.owner_person.name,
        is_news=is_news,
        service=one.service_id,
        state=one.state,
        urgency=one.urgency,
        needs=tuple(one.needs),
        origin=one.origin,
        risks=at_risk.said_of(one, to=agency),
        may_be_given=is_ours and not is_news,
    )


def _other(one: Referral, agency: int) -> str:
    if one.sender_id == agency:
        return one.receiver.name
    return one.sender.name if one.origin != "self" else "the person themselves"


PROVIDERS = (referrals,)
