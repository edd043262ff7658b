"""Metrics: for this machine itself, or with the token; and without a word about anybody."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.service.people import BACKEND, make_member

pytestmark = pytest.mark.django_db
TOKEN = "t" * 40


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        pytest.param("", {}, 200, id="this machine itself"),
        pytest.param("", {"REMOTE_ADDR": "::1"}, 200, id="by IPv6"),
        pytest.param("", {"REMOTE_ADDR": "192.0.2.7"}, 404, id="another machine"),
        pytest.param("", {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404, id="through the proxy"),
        pytest.param("", {"HTTP_X_FORWARDED_PROTO": "https"}, 404, id="through our proxy"),
        pytest.param("", {"HTTP_FORWARDED": "for=192.0.2.7"}, 404, id="by the standard header"),
        pytest.param("", {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer "}, 404,
                     id="an empty token where none is set"),
        pytest.param(TOKEN, {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"},
                     200, id="with the token"),
        pytest.param(TOKEN, {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer other"},
                     404, id="with another"),
        pytest.param(TOKEN, {"REMOTE_ADDR": "192.0.2.7"}, 404, id="without the token"),
    ],
)  # fmt: skip
def test_who_may_read_them(client: Client, settings, token, sent, status) -> None:
    settings.METRICS_TOKEN = token
    answer = client.get("/health/metrics", **sent)
    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Type"].startswith("text/plain")
        assert "no-store" in answer["Cache-Control"]


def test_they_count_by_view_and_tell_nothing_of_a_person(client: Client, settings) -> None:
    settings.SECOND_FACTOR = False
    person = make_member("manager", email="zelda.quill@police.test", name="Zelda Quill")
    client.force_login(person.user, backend=BACKEND)
    client.get("/access/people?name=Zelda")
    client.get("/access/invitation/a-secret-of-zelda")
    client.get("/zelda-quill")
    text = client.get("/health/metrics").content.decode()
    assert 'view="access:people"' in text
    assert "# TYPE django_http_responses_total_by_status_total counter" in text
    for word in ("elda", "uill", "a-secret", "police.test"):
        assert word not in text
