"""What a member needs, tried from outside Django: each kind of agency, with a connection of its own."""

from __future__ import annotations

import pytest
from tests.service.test_second_lock import KINDS, Around, around

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "A room without stairs"
__all__ = [
    "around"
]  # the fixture: two agencies of a kind, and a connection that acts for the first


@pytest.mark.parametrize("around", KINDS, indirect=True)
def test_needs_are_read_by_whom_they_are_of_and_who_sees_to_them_alone(around: Around) -> None:
    from tests.service.people import make_member

    from fingerpost.service.access.models import Membership
    from fingerpost.service.board.models import InvolvementMember

    me = Membership.objects.get(agency=around.agency).user
    them = Membership.objects.get(agency=around.other)
    seen_to_by_us = make_member("board", "Third", kind="charity", email="a@third.test")
    of_others = make_member("board", "Third", kind="charity", email="b@third.test")
    for person, agency in (
        (me, around.other),
        (seen_to_by_us.user, around.agency),
        (them.user, around.other),
        (of_others.user, of_others.agency_id),
    ):
        InvolvementMember.objects.create(person=person, agency_id=agency, other_needs=SECRET)
    rows = around.rows("SELECT person_id FROM board_involvementmember ORDER BY 1")
    assert {one for (one,) in rows} == {me.pk, seen_to_by_us.user_id}
    theirs = f"person_id = {them.user_id}"
    joined = f"JOIN access_user u ON u.id = person_id WHERE u.email = '{them.user.email}'"
    for way in (
        f"SELECT count(*) FROM board_involvementmember WHERE {theirs}",
        f"SELECT count(*) FROM board_involvementmember {joined}",
        f"UPDATE board_involvementmember SET other_needs = '' WHERE {theirs} RETURNING 1",
    ):
        assert around.rows(way) in ([], [(0,)])
    assert around.refused(
        "INSERT INTO board_involvementmember (person_id, agency_id, wants_easy_read,"
        " wants_pre_meeting, wants_expenses_paid, other_needs, met_how)"
        f" VALUES ({of_others.user_id}, {around.other}, false, false, false, '', '')"
    )
    assert around.refused("DELETE FROM board_involvementmember")
