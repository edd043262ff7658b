"""The evidence as pages: from a real release, through the second lock."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from tests.service.conftest import WORKSPACE
from tests.service.people import BACKEND, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published(released) -> Iterator[None]:
    """Put a release of the example into the service's workspace."""
    from fingerpost.evidence.disclosure import write_release

    folder = WORKSPACE / "published"
    write_release(released, folder / released.id)
    (folder / "latest.json").write_text(json.dumps({"release": released.id}))
    yield
    shutil.rmtree(folder)


@pytest.fixture
def reader(client: Client, settings) -> Client:
    settings.SECOND_FACTOR = False
    client.force_login(make_member("reader").user, backend=BACKEND)
    return client


def test_with_nothing_published_the_page_says_so(reader: Client) -> None:
    assert "Nothing is published yet" in reader.get("/evidence/").content.decode()


def test_the_overview_has_all_six_outcomes_and_every_measure_opens(reader, published, released):
    page = reader.get("/evidence/").content.decode()
    for title in ("Reduce drug use", "Reduce drug supply", "Improve recovery outcomes"):
        assert title in page
    links = set(re.findall(r"/evidence/measures/([a-z0-9_]+)", page))
    assert links == {table.measure.name for table in released.tables}
    for name in sorted(links)[:6]:
        answer = reader.get(f"/evidence/measures/{name}")
        text = answer.content.decode()
        assert answer.status_code == 200, name
        assert "Why it matters" in text
        assert "style=" not in text, "the policy of content forbids it"


def test_a_page_of_the_pack_is_shown_and_an_unknown_one_is_not(reader, published) -> None:
    assert reader.get("/evidence/pages/sources-and-methods").status_code == 200
    assert reader.get("/evidence/pages/no-such").status_code == 404
    assert reader.get("/evidence/measures/no_such").status_code == 404


def test_an_administrator_sees_no_evidence_and_is_not_led_there(client, settings) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(make_member("administrator").user, backend=BACKEND)
    assert client.get("/evidence/").status_code == 403
    assert "/evidence/" not in client.get("/").content.decode()
