"""Signals in the service: shown as they were let out, answered by people, and never more than that."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.service.evidence_workspaces import eventful_workspace, watched_example
from tests.service.people import BACKEND, make_agency, make_member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
PLAIN = "The force ran an operation there."


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture(scope="module")
def real(example, tmp_path_factory):
    return watched_example(example, tmp_path_factory.mktemp("real") / "workspace")


@pytest.fixture
def county(real, settings):
    """Return the real release; the ledger is put back afterwards."""
    workspace, release = real
    settings.WORKSPACE = workspace.root
    path = workspace.root / "ledger" / "signals.jsonl"
    before = path.read_bytes()
    yield release
    path.write_bytes(before)


@pytest.fixture
def eventful(tmp_path, settings):
    workspace, release = eventful_workspace(tmp_path / "workspace")
    settings.WORKSPACE = workspace.root
    return workspace, release


def sign_in(client: Client, role: str = "analyst", **more):
    member = make_member(role, **more)
    client.force_login(member.user, backend=BACKEND)
    return member


def answer(client: Client, reference: str, **said):
    given_ = {"state": "real", "note": PLAIN, "seen": 0, **said}
    return client.post(f"/evidence/signals/{reference}/answer", given_)


def ledger_of(root):
    from fingerpost.evidence.early_warning.ledger import Ledger
    from fingerpost.evidence.lake import Workspace

    return Ledger.read(Workspace.open(root))


def text_of(response) -> str:
    page = response.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_what_is_new_lists_every_signal_with_its_state_the_weightiest_first(client, county):
    sign_in(client, "reader")
    page = text_of(client.get("/evidence/signals"))
    found = re.findall(r"/evidence/signals/([0-9a-f-]+)\"", page)
    assert sorted(found) == sorted(one.reference for one in county.signals)
    assert found[0] == county.signals[0].reference
    assert "Data that stopped coming" in page
    assert "cannot be said until people decide" in page


def test_a_signal_has_its_chart_its_map_and_no_form_for_who_only_reads(client, county):
    sign_in(client, "reader")
    page = text_of(client.get(f"/evidence/signals/{county.signals[0].reference}"))
    assert page.count("<svg") == 2
    assert "style=" not in page
    assert "Nobody has decided yet" in page
    assert "Answer it" not in page


@pytest.mark.parametrize(
    ("role", "status"), [("reader", 403), ("sender", 403), ("linker", 403), ("volunteer", 403)]
)
def test_only_who_may_triage_answers(client, county, role, status, settings):
    sign_in(client, role, vetting_expires_on="2099-01-01")
    reference = county.signals[0].reference
    assert answer(client, reference).status_code == status
    assert not ledger_of(settings.WORKSPACE).entries[0].decisions
    seen = client.get("/evidence/signals").status_code
    assert seen == (200 if role == "reader" else 403)


def test_an_answer_stands_in_the_ledger_on_the_page_and_in_the_audit(client, county, settings):
    from fingerpost.service.access.models import Event, EventValues

    member = sign_in(client)
    reference = county.signals[0].reference
    assert answer(client, reference, state="recording_change").status_code == 302
    decided = [one for one in ledger_of(settings.WORKSPACE).entries if one.decisions]
    assert [one.signal.rule for one in decided] == ["drug_offences_scan"]
    (step,) = decided[0].decisions
    assert (step.state, step.name, step.reason) == (
        "recording_change",
        "Alex Day, Fenmark Constabulary",
        PLAIN,
    )
    event = Event.objects.get(kind="signal_decided")
    assert (event.actor, event.target, event.reason) == (member.user_id, reference, PLAIN)
    assert EventValues.objects.get(event=event.pk).after == {"state": "recording_change"}
    page = text_of(client.get(f"/evidence/signals/{reference}"))
    assert "A change in recording" in page
    assert PLAIN in page
    listed = text_of(client.get("/evidence/signals"))
    assert "Precision: 0 in 100" in listed
    assert "Fewer than ten were decided" in listed


def test_the_next_release_tells_the_decision(client, county, real):
    from tests.conftest import AS_OF

    from fingerpost.evidence.pipeline import make_release

    sign_in(client)
    answer(client, county.signals[0].reference, state="known_event")
    after = make_release(real[0], as_of=AS_OF, dry_run=True)
    assert after.signals[0].state == "known_event"
    assert after.signals[0].reason == PLAIN


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param({"note": " "}, "Say why", id="no reason"),
        pytest.param({"state": ""}, "Choose what it is", id="no state"),
        pytest.param({"state": "new"}, "Select a valid choice", id="never back to new"),
        pytest.param({"note": "Ask Mr Smith."}, "a person&#x27;s name", id="a name"),
        pytest.param({"note": "At CB1 2AB."}, "a postcode", id="a postcode"),
        pytest.param({"seen": 3}, "Somebody else has decided", id="another was faster"),
        pytest.param({"person": "999999"}, "Select a valid choice", id="nobody such"),
        pytest.param({"note": "x" * 501}, "500 letters", id="too long"),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_is_written(client, county, settings, said, why):
    from fingerpost.service.access.models import Event

    sign_in(client)
    response = answer(client, county.signals[0].reference, **said)
    assert response.status_code == 400
    assert why in text_of(response)
    assert not any(one.decisions for one in ledger_of(settings.WORKSPACE).entries)
    assert not Event.objects.filter(kind="signal_decided").exists()


def test_while_a_release_is_made_nothing_is_decided_and_the_form_says_so(
    client, county, real, settings
):
    from fingerpost.evidence.lake.lock import locked
    from fingerpost.service.insight.models import SignalAssignment

    settings.WAIT_SECONDS = 0.0
    sign_in(client)
    with locked(real[0].lake, at=AT, wait_seconds=0, tell=lambda _: None):
        response = answer(client, county.signals[0].reference)
    assert "Try again in a few minutes" in text_of(response)
    assert not SignalAssignment.objects.exists()


def test_if_the_ledger_cannot_be_written_the_audit_says_nothing(client, county, monkeypatch):
    from fingerpost.evidence.core.errors import WarningError
    from fingerpost.evidence.early_warning.ledger import Ledger
    from fingerpost.service.access.models import Event
    from fingerpost.service.insight.models import SignalAssignment

    member = sign_in(client)

    def fails(*_, **__):
        raise WarningError("the disk is full")

    monkeypatch.setattr(Ledger, "decide", fails)
    response = answer(client, county.signals[0].reference, agency=member.agency_id)
    assert response.status_code == 400
    assert "the disk is full" in text_of(response)
    assert not Event.objects.filter(kind="signal_decided").exists()
    assert not SignalAssignment.objects.exists()


def test_a_signal_is_given_to_a_person_who_sees_it_on_their_first_page(client, county):
    sign_in(client)
    member = make_member("reader", name="Bo Lane", email="bo@force.test")
    reference = county.signals[0].reference
    response = answer(client, reference, state="being_assessed", person=member.pk)
    assert response.status_code == 302
    assert "Bo Lane" in text_of(client.get(f"/evidence/signals/{reference}"))
    theirs = Client()
    theirs.force_login(member.user, backend=BACKEND)
    first = text_of(theirs.get("/"))
    assert "Look into this signal, given to you" in first
    assert f"/evidence/signals/{reference}" in first


def test_another_agency_gets_the_signal_and_chooses_its_own_person(client, county):
    sign_in(client)
    other = make_agency("Open Door", "charity")
    stranger = make_member("reader", other, email="cy@door.test")
    reference = county.signals[0].reference
    refused = answer(client, reference, state="being_assessed", person=stranger.pk)
    assert "Select a valid choice" in text_of(refused)
    given_ = answer(client, reference, state="being_assessed", agency=other.pk)
    assert given_.status_code == 302
    assert county.signals[0].title not in text_of(client.get("/"))
    theirs = Client()
    sign_in(theirs, "analyst", agency=other, email="di@door.test")
    assert county.signals[0].title in text_of(theirs.get("/"))


def test_who_looks_into_a_signal_is_only_ever_added_to(client, county):
    from django.db import ProgrammingError, transaction

    from fingerpost.service.access.second_lock import acting_in_database
    from fingerpost.service.insight.models import SignalAssignment

    member = sign_in(client)
    answer(client, county.signals[0].reference, agency=member.agency_id)
    for change in (
        lambda: SignalAssignment.objects.update(agency=member.agency_id),
        lambda: SignalAssignment.objects.all().delete(),
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            acting_in_database(member),
        ):
            change()


def test_words_that_look_like_a_page_are_words(client, eventful):
    """Stored by another way, such as the command line, and shown escaped."""
    from fingerpost.evidence.early_warning.signals import SignalState

    workspace, release = eventful
    ledger = ledger_of(workspace.root)
    chosen = ledger.entries[0]
    ledger.decide(
        chosen.id,
        state=SignalState.REAL,
        name='<img src=x onerror="alert()">',
        reason="<script>alert()</script> it is real",
        at=AT,
    )
    sign_in(client)
    pages = [text_of(client.get("/evidence/signals"))]
    pages += [text_of(client.get(f"/evidence/signals/{o.reference}")) for o in release.signals]
    assert any("&lt;script&gt;alert()&lt;/script&gt; it is real" in page for page in pages)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img" not in page


def test_a_reason_with_a_number_is_held_back_where_small_counts_are_hidden(client, eventful):
    from fingerpost.evidence.early_warning.signals import SignalState

    workspace, release = eventful
    ledger = ledger_of(workspace.root)
    for entry in ledger.entries:
        ledger.decide(
            entry.id,
            state=SignalState.REAL,
            name="A. Person",
            reason="Three of them lived in one house.",
            at=AT,
        )
    sign_in(client)
    ambulance = next(one for one in release.signals if "ambulance_overdoses" in one.sources)
    page = text_of(client.get(f"/evidence/signals/{ambulance.reference}"))
    assert "Three of them" not in page
    assert "The reason is held back: it holds what looks like a number" in page
    refused = answer(client, ambulance.reference, note="Two more in the next street.", seen=1)
    assert "write it without a number" in text_of(refused)


NUMBERS = st.floats(0, 90_000, allow_nan=False).map(lambda value: round(value, 3))


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(observed=NUMBERS, expected=NUMBERS, area=st.sampled_from(["E01017009", "E01099999"]))
def test_no_page_holds_a_number_or_a_place_of_the_ledger(eventful, observed, expected, area):
    """Whatever the ledger counted, and wherever: the pages are the same to the letter."""
    workspace, release = eventful
    path = workspace.root / "ledger" / "signals.jsonl"
    client = Client()
    member = make_member("reader", email="noninterference@x.test") if not _known() else _known()
    client.force_login(member.user, backend=BACKEND)
    addresses = [
        "/evidence/signals",
        *(f"/evidence/signals/{one.reference}" for one in release.signals),
    ]
    before = [text_of(client.get(one)) for one in addresses]
    kept = path.read_bytes()
    lines = [json.loads(line) for line in kept.decode().splitlines()]
    for line in lines:
        if line["event"] == "raised":
            line["signal"] |= {"observed": observed, "expected": expected, "areas": [area]}
            line["signal"]["course"] = []
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    try:
        assert [text_of(client.get(one)) for one in addresses] == before
    finally:
        path.write_bytes(kept)


def _known():
    from fingerpost.service.access.models import Membership

    return Membership.objects.filter(user__email="noninterference@x.test").first()


def test_no_page_holds_the_ledgers_own_name_of_a_signal_or_a_key_of_a_record(client, eventful):
    from tests.unit.publication.signal_release import PRIVATE

    workspace, release = eventful
    sign_in(client)
    ids = [entry.id for entry in ledger_of(workspace.root).entries]
    for one in release.signals:
        page = text_of(client.get(f"/evidence/signals/{one.reference}"))
        for private in (*ids, *PRIVATE):
            assert private not in page


def test_a_release_that_does_not_say_which_signal_it_is_shows_it_and_takes_no_answer(
    client, eventful
):
    workspace, release = eventful
    (workspace.root / "ledger" / "references" / f"{release.id}.json").unlink()
    sign_in(client)
    reference = release.signals[0].reference
    page = text_of(client.get(f"/evidence/signals/{reference}"))
    assert "It cannot be answered here" in page
    assert "Answer it" not in page
    assert answer(client, reference).status_code == 400
    assert not any(one.decisions for one in ledger_of(workspace.root).entries[:1])


def test_an_unknown_signal_is_no_page(client, county):
    sign_in(client)
    assert client.get("/evidence/signals/0123abcd").status_code == 404
    assert answer(client, "0123abcd").status_code == 404
