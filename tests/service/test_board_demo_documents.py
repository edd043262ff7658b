"""The demo's risks, deep dives, documents and involvement: made once, through the actions, all states shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.service.board_people import signed_in
from tests.service.board_release import publish_for_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    from fingerpost.service.access.actions.demo import make_demo_people

    settings.SECOND_FACTOR, settings.IS_DEMO = False, True
    publish_for_board(settings, tmp_path)
    at = timezone.now()
    make_demo_people(password="three random words", at=at)
    return at


def held(name: str, role: str):
    from fingerpost.service.access.models import Membership

    return Membership.objects.get(user__name=name, role=role)


def test_it_is_made_once_and_every_page_has_life(demo) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.board.demo import documents
    from fingerpost.service.board.models import (
        DeepDive,
        DocumentVersion,
        InvolvementEntry,
        InvolvementMember,
        RequiredDocument,
        Risk,
        RiskScore,
    )

    documents.make(at=demo)
    kinds = (Risk, RiskScore, DeepDive, RequiredDocument, DocumentVersion, InvolvementEntry)
    before = [one.objects.count() for one in kinds]
    documents.make(at=demo + timedelta(days=1))
    assert [one.objects.count() for one in kinds] == before
    assert before == [9, 17, 2, 5, 2, 4]
    assert InvolvementMember.objects.get().person.name == "Dean Whitlock"
    assert not Event.objects.filter(at__gt=demo).exists(), "nothing is of a day to come"
    pages = {
        path: signed_in(held("Marian Tate", "secretary")).get(f"/board/{path}").content.decode()
        for path in ("risks", "deep-dives", "documents", "involvement", "involvement/members")
    }
    assert "2 of 8 are above their appetite" in pages["risks"]
    assert "Has happened" in pages["risks"]
    assert pages["deep-dives"].count("Concluded") == 1
    assert "1 of 5 is late" in pages["documents"]
    assert "1, approved" in pages["documents"]
    assert "3 of 4 are answered" in pages["involvement"]
    assert "Dean Whitlock" in pages["involvement/members"]
    risk = Risk.objects.get(title__startswith="Leases")
    scores = [one.score for one in risk.scores.all()]
    assert scores == [8, 12, 16]
    assert {timezone.localdate(one.at) for one in risk.scores.all()} == {
        timezone.localdate(demo) - timedelta(days=ago) for ago in (240, 150, 40)
    }
