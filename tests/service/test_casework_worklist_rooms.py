"""What plans and releases ask of an agency stands on the same worklists, and on nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.service.casework_making import worker
from tests.service.release_making import Gate, noon
from tests.service.support_plan_making import DUE, make_circle, withdraw

from fingerpost.service.casework import worklists
from fingerpost.service.casework.worklist_items import Filters, Item, Tab, Wanted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def shown(viewer, tab: Tab, at, room: str, **filters: object) -> list[Item]:
    found = worklists.page(Wanted(viewer, tab, at, Filters(**filters)))
    return [one for one in found.items if one.room == room]


def test_an_action_of_a_plan_is_on_the_list_of_who_is_to_do_it() -> None:
    circle = make_circle("housing")
    circle.action("apply", "housing")
    housing = circle.workers["housing"]
    at = noon(DUE)
    (item,) = shown(housing, Tab.TEAM, at, "plan")
    assert item.name == circle.plan.name
    assert not item.may_be_given
    assert shown(circle.holder, Tab.TEAM, at, "plan") == [], "it is theirs"
    assert shown(housing, Tab.OVERDUE, at, "plan") == []
    assert len(shown(housing, Tab.OVERDUE, at + DAY, "plan")) == 1
    assert shown(housing, Tab.TEAM, at, "plan", need="drugs") == []
    withdraw(circle.consent)
    assert shown(housing, Tab.TEAM, at, "plan") == [], "nothing more is told"


def test_what_a_release_needs_is_on_the_list_of_who_sees_to_it() -> None:
    gate = Gate()
    one = gate.transferred()
    at = noon(one.due_on)
    owed = {item.owner_id: item for item in one.items.filter(state="open")}
    for viewer in (gate.prison, gate.community):
        numbers = [item.number for item in shown(viewer, Tab.TEAM, at, "release")]
        assert numbers == [
            item.pk
            for item in one.items.filter(state="open", owner=viewer.agency).order_by(
                "due_at", "pk"
            )
        ]
    assert owed
    assert shown(worker("charity"), Tab.TEAM, at, "release") == []
