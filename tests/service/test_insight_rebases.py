"""New levels of charts: suggested by the release, decided by a person, written by the evidence."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.service.evidence_workspaces import publish
from tests.service.people import BACKEND, make_member

pytestmark = pytest.mark.django_db
MEASURE, FORCE_AREA, MONTH = "recorded_drug_offences", "E23000023", "2025-01"
CHART = f"/evidence/charts/{MEASURE}/{FORCE_AREA}/{MONTH}"
WHY = "Community resolutions are recorded as crimes since January."


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def stepped(tmp_path, settings):
    """Return a release whose chart speaks for a new level."""
    from tests.unit.publication.test_rebases import made

    from fingerpost.evidence.lake import Workspace

    workspace = Workspace.create(tmp_path / "stepped")
    release = made()
    publish(workspace, release)
    settings.WORKSPACE = workspace.root
    return release


@pytest.fixture
def real(example, released, tmp_path, settings):
    """Return a copy of the landed example with its release, in which decisions are really written."""
    from fingerpost.evidence.lake import Workspace

    root = tmp_path / "real"
    shutil.copytree(example.root, root, symlinks=True)
    workspace = Workspace.open(root)
    publish(workspace, released)
    settings.WORKSPACE = root
    return workspace


@pytest.fixture
def suggested(real, monkeypatch):
    """Let the real release suggest one chart: the points of the example speak for none."""
    from fingerpost.service.insight import rebases

    one = SimpleNamespace(
        measure=MEASURE,
        area=FORCE_AREA,
        period=MONTH,
        title="Recorded drug offences",
        area_name="Cambridgeshire police force area",
        words="From January 2025 on the level seems higher.",
        also=(),
    )
    monkeypatch.setattr(rebases, "_suggested", lambda _: (one,))
    return real


def sign_in(client: Client, role: str = "analyst"):
    member = make_member(role)
    client.force_login(member.user, backend=BACKEND)
    return member


def test_a_suggested_step_awaits_a_name_and_a_reason(client, stepped):
    from fingerpost.evidence.publication import suggestions

    sign_in(client)
    (one,) = suggestions(stepped)
    page = client.get("/evidence/charts").content.decode()
    address = f"/evidence/charts/{one.measure}/{one.area}/{one.period}"
    assert address in page
    assert one.words in page
    asked = client.get(address).content.decode()
    assert "A new level from July 2025?" in asked
    assert "<svg" in asked
    assert "style=" not in asked
    assert "You decide as Alex Day, Fenmark Constabulary" in asked
    assert "A chart seems to have a new level" in client.get("/").content.decode()


def test_a_person_decides_and_takes_it_back(client, suggested):
    from fingerpost.evidence.lake import read_rebases
    from fingerpost.service.access.models import Event

    sign_in(client)
    assert client.post(CHART, {"reason": WHY}).status_code == 302
    (kept,) = read_rebases(suggested)
    assert (kept.measure, kept.area, kept.period) == (MEASURE, FORCE_AREA, MONTH)
    assert (kept.by, kept.reason) == ("Alex Day, Fenmark Constabulary", WHY)
    page = client.get("/evidence/charts").content.decode()
    assert "the next release shows it" in page
    assert "Take it back" in page
    assert "Awaiting" in page.partition("None. No chart")[0]
    assert client.post(CHART, {"reason": "It was a back-log."}).status_code == 302
    assert [one.takes_back for one in read_rebases(suggested)] == [False, True]
    events = Event.objects.filter(kind="rebase_decided").order_by("id")
    assert [one.reason for one in events] == [WHY, "It was a back-log."]
    assert {one.target for one in events} == {f"{MEASURE} {FORCE_AREA} {MONTH}"}


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        pytest.param("", "Say why", id="no reason"),
        pytest.param("Ask Dr Jones.", "a person&#x27;s name", id="a name"),
        pytest.param("Call 01223 496 0000", "a telephone", id="a number of a person"),
    ],
)
def test_a_wrong_reason_is_refused_and_nothing_is_written(client, suggested, reason, why):
    from fingerpost.evidence.lake import read_rebases
    from fingerpost.service.access.models import Event

    sign_in(client)
    response = client.post(CHART, {"reason": reason})
    assert response.status_code == 400
    assert why in response.content.decode()
    assert read_rebases(suggested) == ()
    assert not Event.objects.filter(kind="rebase_decided").exists()


def test_a_chart_that_cannot_bear_it_is_refused_in_words(client, suggested, monkeypatch):
    from fingerpost.service.insight import rebases

    (one,) = rebases._suggested("")
    one.period = "2023-02"  # fewer than 12 months stand before it
    sign_in(client)
    response = client.post(CHART.replace(MONTH, "2023-02"), {"reason": WHY})
    assert response.status_code == 400
    assert "cannot be rebased" in response.content.decode() or (
        "too few for limits" in response.content.decode()
    )


def test_words_of_a_stored_reason_are_words(client, suggested):
    from datetime import UTC, datetime

    from fingerpost.evidence.core.rebases import RebaseDecision
    from fingerpost.evidence.lake import add_rebase

    bad = '<script>alert("x")</script>'
    at = datetime(2026, 10, 1, tzinfo=UTC)
    add_rebase(suggested, RebaseDecision(MEASURE, FORCE_AREA, MONTH, bad, bad, at))
    sign_in(client)
    for address in ("/evidence/charts", CHART):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("role", ["reader", "board", "sender", "linker", "governance"])
def test_only_who_may_decide_sees_and_decides(client, suggested, role):
    from fingerpost.evidence.lake import read_rebases

    sign_in(client, role)
    assert client.get("/evidence/charts").status_code == 403
    assert client.post(CHART, {"reason": WHY}).status_code == 403
    assert read_rebases(suggested) == ()


def test_a_chart_of_which_nothing_is_suggested_is_no_page(client, real):
    sign_in(client)
    assert client.get(CHART).status_code == 404
    assert client.get("/evidence/charts/x/y/2025-99").status_code == 404
