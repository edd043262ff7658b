"""The audit: one door, nothing changes in it, and what is changed behind its back shows."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from tests.service.conftest import SERVER

AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


def record(**more):
    from fingerpost.service.access import audit
    from fingerpost.service.access.models import EventKind

    return audit.record(
        EventKind.INVITED, at=AT, actor=1, target_type="invitation", target=7, **more
    )


@pytest.mark.django_db
def test_an_event_knows_which_fields_changed_and_keeps_their_values_apart() -> None:
    from fingerpost.service.access.models import EventValues

    event = record(before={"role": "reader"}, after={"role": "analyst"})
    assert event.fields == ["role"]
    values = EventValues.objects.get(event=event.pk)
    assert (values.before, values.after) == ({"role": "reader"}, {"role": "analyst"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "verb", ["UPDATE access_event SET reason = 'x'", "DELETE FROM access_event"]
)
def test_the_service_cannot_change_an_event(verb: str) -> None:
    record()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        pytest.param(
            "UPDATE access_event SET target = '8' WHERE id = {0}", "changed", id="changed"
        ),
        pytest.param(
            "DELETE FROM access_event WHERE id = {0}", "not those sealed", id="removed"
        ),
        pytest.param(
            "UPDATE access_event SET id = id + 1000000 WHERE id = {0}", "changed", id="moved"
        ),
        pytest.param(
            "UPDATE access_event SET reason = 'x' WHERE id = {0};"
            "UPDATE access_event SET digest = access_event_digest(access_event.*) WHERE id = {0}",
            "not those sealed",
            id="changed with a new digest",
        ),
    ],
)
def test_tampering_by_the_owner_of_the_tables_shows(tampering: str, found: str) -> None:
    from fingerpost.service.access import audit

    with transaction.atomic():
        events = [record() for _ in range(5)]
    assert audit.seal(at=AT) is not None
    assert audit.verify() == []
    with psycopg.connect(SERVER.owner_url) as owner:
        owner.execute("ALTER TABLE access_event DISABLE TRIGGER ALL")
        owner.execute(tampering.format(events[2].pk))
        owner.execute("ALTER TABLE access_event ENABLE TRIGGER ALL")
    assert any(found in broken.what for broken in audit.verify())


@pytest.mark.django_db(transaction=True)
def test_a_seal_leaves_out_what_a_running_transaction_may_still_add(tmp_path) -> None:
    from fingerpost.service.access import audit

    with psycopg.connect(SERVER.owner_url) as slow:
        slow.execute(
            "SELECT pg_current_xact_id()"
        )  # it has begun, and may write an earlier number
        with transaction.atomic():
            record()
        assert audit.seal(at=AT) is None
    sealed = audit.seal(at=AT)
    assert sealed is not None
    assert sealed.events == 1
    anchors = tmp_path / "anchors.jsonl"
    assert audit.anchor(anchors, at=AT)
    assert not audit.anchor(anchors, at=AT)
    assert audit.verify(anchors) == []
    anchors.write_text(anchors.read_text().replace(sealed.digest[:8], "0" * 8))
    assert [broken.what for broken in audit.verify(anchors)] == [
        "a seal is not the one anchored that day"
    ]
