"""Open data for everybody: tables, both APIs, the feed, the board's account, and pages of words."""

from __future__ import annotations

import html
import json
import re
import shlex
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from lxml import etree
from tests.conftest import AS_OF
from tests.service.board_making import make_action, make_decision, make_lead, make_meeting
from tests.service.board_making import make_minutes as minutes_of
from tests.service.conftest import WORKSPACE
from tests.service.people import TODAY, make_member
from tests.service.test_agreements import drafted
from tests.service.test_directory import entry, keep
from tests.service.test_intake_api import closing, one_connection
from tests.service.test_public import put

from fingerpost.evidence.disclosure import PUBLIC, Approval, protect
from fingerpost.service.public import changes, limits, open_referral

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
TABLES = "/county/api/v1/tables"


@pytest.fixture(autouse=True)
def fresh(monkeypatch, settings):
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(changes, "LOOKS_AGAIN_AFTER", 0.0)
    changes._entries.cache_clear()
    limits.QUESTIONS.forget()
    yield
    for folder in ("published", "public"):
        shutil.rmtree(WORKSPACE / folder, ignore_errors=True)


@pytest.fixture(scope="module")
def for_public(estimated):
    return protect(
        estimated.results,
        partnership=estimated.inputs.places.partnership,
        provenance=estimated.provenance,
        waiting=estimated.waiting,
        reader=PUBLIC,
        approval=Approval("Bo Marlow", "Agreed", AS_OF),
    )


@pytest.fixture
def shown(for_public):
    put(for_public)
    return for_public


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


# -- tables --------------------------------------------------------------------------------------


def test_every_table_stands_with_its_edition_definition_and_licence(
    client: Client, shown
) -> None:
    said = client.get(TABLES).json()
    assert said["edition"]["id"] == shown.id
    assert {one["name"] for one in said["tables"]} == {
        one.name for one in shown.tables if not one.frame.is_empty()
    }
    page = text_of(client.get("/county/data"))
    for one in said["tables"]:
        assert one["what_is_counted"] in page
        assert one["licence"] in page
        assert one["statements"]
        assert one["disclosure"]
        for kind in ("csv", "csvw"):
            assert client.get("/" + one[kind].split("/", 3)[3]).status_code == 200
    assert any(one["licence_url"] for one in said["tables"])


def test_rows_are_those_of_the_csv_and_what_is_hidden_is_null(client: Client, shown) -> None:
    import csv
    import io

    checked = hidden = 0
    for one in client.get(TABLES).json()["tables"]:
        rows = client.get(f"{TABLES}/{one['name']}").json()["rows"]
        path = "/" + one["csv"].split("/", 3)[3]
        lines = list(csv.DictReader(io.StringIO(client.get(path).content.decode())))
        assert len(rows) == len(lines) == one["rows"]
        for row, line in zip(rows, lines, strict=True):
            assert (row["area"], row["period"]) == (line["area"], line["period"])
            if row["numerator"] is None:
                hidden += line["numerator"].startswith("[")
                assert row["symbol"] or not line["numerator"]
            else:
                checked += 1
                assert float(line["numerator"]) == row["numerator"]
    assert checked > 1000
    assert hidden > 0


def test_columns_are_described_as_csv_on_the_web(client: Client, shown) -> None:
    one = next(one for one in client.get(TABLES).json()["tables"] if one["licence_url"])
    path = "/" + one["csvw"].split("/", 3)[3]
    answer = client.get(path)
    said = answer.json()
    assert answer["Content-Type"] == "application/csvm+json"
    assert said["@context"][0] == "http://www.w3.org/ns/csvw"
    header = client.get(path.removesuffix("-metadata.json")).content.decode().partition("\n")[0]
    names = [column["name"] for column in said["tableSchema"]["columns"]]
    assert names == header.split(",")
    assert said["url"] == path.removesuffix("-metadata.json").rpartition("/")[2]
    wrong = path.replace(one["measure"], "no_such", 1)
    assert client.get(wrong).status_code == 404


def test_with_nothing_published_data_and_api_say_so(client: Client) -> None:
    assert "No figures are published" in text_of(client.get("/county/data"))
    for path in ("edition", "tables", "tables/x"):
        answer = client.get(f"/county/api/v1/{path}")
        assert (answer.status_code, answer.json()) == (
            404,
            {"detail": "There is no such thing."},
        )
    assert client.get("/county/api/v1/board").json() == {
        "decisions": [], "actions": [], "commitments": []
    }  # fmt: skip


# -- the APIs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "least"),
    [("/county/api/v1/openapi.json", 4), ("/county/help/api/openapi.json", 9)],
)
def test_an_api_does_what_it_describes(shown, monkeypatch, address, least) -> None:
    import schemathesis
    from django.core.wsgi import get_wsgi_application

    monkeypatch.setattr(limits.QUESTIONS, "times", 10**6)
    keep(entry())
    seen = set()
    with one_connection():
        schema = schemathesis.openapi.from_wsgi(address, closing(get_wsgi_application()))
        operations = [found.ok() for found in schema.get_all_operations()]
        for operation in operations:

            @examples(
                max_examples=8,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy())
            def check(case) -> None:
                answer = case.call_and_validate()
                seen.add((case.operation.label, answer.status_code))

            check()
    assert len(operations) == least
    assert all(one.label.startswith("GET ") for one in operations)
    assert sum(status == 200 for _, status in seen) >= least / 2
    assert not any(status >= 500 for _, status in seen)


def test_answers_set_no_cookie_may_be_kept_and_are_open_to_other_sites(
    client: Client, shown
) -> None:
    keep(entry())
    for path in (TABLES, "/county/help/api/services", "/county/help/api/"):
        answer = client.get(path, headers={"cookie": "session=x"})
        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies
        assert not answer.has_header("Vary")
        same = client.get(path, headers={"if-none-match": answer["ETag"]})
        assert same.status_code == 304
    asked = client.get("/county/help/api/services?search=tea")
    assert asked["Cache-Control"] == "private, no-store"
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(TABLES).status_code == 405


def test_an_address_that_asks_too_often_waits_and_is_forgotten(
    client: Client, monkeypatch
) -> None:
    monkeypatch.setattr(limits.QUESTIONS, "times", 3)
    api, search = "/county/help/api/services", "/county/help?need=drugs"
    assert [client.get(api).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get(api)
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "wait" in answer.json()["detail"]
    page = client.get(search)
    assert page.status_code == 429
    assert "116 123" in page.content.decode(), "help stands on this page too"
    assert client.get(api, REMOTE_ADDR="192.0.2.7").status_code == 200, "another may"
    assert client.get("/county/help").status_code == 200, "a page that is kept is for all"
    assert not any(
        b"127.0.0.1" in one or b"192.0.2.7" in one for one in limits.QUESTIONS.counts
    )
    before = limits.QUESTIONS.key
    monkeypatch.setattr(limits.QUESTIONS, "begun", limits.QUESTIONS.begun - 61)
    assert client.get(api).status_code == 200
    assert limits.QUESTIONS.key != before, "not even the key is left"


@pytest.mark.parametrize(
    ("is_https", "remote", "forwarded", "who"),
    [
        pytest.param(False, "192.0.2.7", "", "192.0.2.7", id="nobody between"),
        pytest.param(False, "192.0.2.7", "198.51.100.1", "192.0.2.7", id="what an asker says"),
        pytest.param(True, "10.0.0.1", "198.51.100.1", "198.51.100.1", id="a proxy"),
        pytest.param(
            True, "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1", id="a forged one"
        ),
        pytest.param(True, "10.0.0.1", "", "10.0.0.1", id="a proxy that says nothing"),
        pytest.param(False, "2001:db8::1:2:3", "", "2001:db8::/64", id="a household"),
        pytest.param(True, "", "x" * 99, "x" * 64, id="nonsense"),
    ],
)
def test_from_where_a_request_came(settings, rf, is_https, remote, forwarded, who) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_https else None
    request = rf.get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})
    assert limits.address_of(request) == who


def test_the_directory_answers_as_open_referral_asks(client: Client) -> None:
    member = keep(entry())
    for number in range(12):
        one = entry(
            id=open_referral.writing.number_of("n", number), name=f"Line {number:02}", spots=()
        )
        keep(one, member)
    home = "/county/help/api"
    first = client.get(f"{home}/services?per_page=5").json()
    last = client.get(f"{home}/services?per_page=5&page=3").json()
    assert open_referral.faults(first, "page") == []
    assert (first["total_items"], first["total_pages"], first["size"]) == (13, 3, 5)
    assert (first["first_page"], first["last_page"]) == (True, False)
    assert (last["first_page"], last["last_page"], last["size"]) == (False, True, 3)
    assert client.get(f"{home}/services?page=9").json()["empty"] is True
    for one in first["contents"]:
        assert open_referral.faults(one, "service_in_list") == []
        whole = client.get(f"{home}/services/{one['id']}").json()
        assert open_referral.faults(whole) == []
        assert whole["name"] == one["name"]
    (at,) = client.get(f"{home}/service_at_locations").json()["contents"]
    assert open_referral.faults(at, "service_at_location") == []
    assert client.get(f"{home}/service_at_locations/{at['id']}").json() == at
    for kind, plural in (("taxonomy", "taxonomies"), ("taxonomy_term", "taxonomy_terms")):
        for one in client.get(f"{home}/{plural}").json()["contents"]:
            assert open_referral.faults(one, kind) == []
            assert client.get(f"{home}/{plural}/{one['id']}").json() == one


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("search=TEA", 1),
        ("search=nothing", 0),
        ("postcode=FM1 2AB", 1),
        ("postcode=ZZ9", 0),
        ("day=MO", 1),
        ("day=SU", 0),
        ("start_time=09:00", 1),
        ("start_time=09:01", 0),
        ("end_time=17:00", 1),
        ("minimum_age=18", 1),
        ("minimum_age=19", 0),
        ("maximum_age=99", 0),
        (f"taxonomy_term_id={entry().needs and open_referral.taxonomy_term(open_referral.writing.SELF)['id']}", 1),
        (f"taxonomy_term_id={open_referral.taxonomy_term(open_referral.writing.PROFESSIONAL)['id']}", 0),
        (f"taxonomy_id={open_referral.writing.TAXONOMIES[0].id}", 1),
    ],
)  # fmt: skip
def test_services_are_asked_for_by_what_the_standard_names(
    client: Client, asked, found
) -> None:
    keep(entry())
    assert client.get(f"/county/help/api/services?{asked}").json()["total_items"] == found


@pytest.mark.parametrize(
    "asked", ["page=0", "per_page=101", "day=Monday", "minimum_age=x", "start_time=25:00"]
)
def test_a_question_that_is_none_is_refused_by_its_name(client: Client, asked) -> None:
    answer = client.get(f"/county/help/api/services?{asked}")
    assert answer.status_code == 422
    assert asked.partition("=")[0] in answer.json()["detail"]


def test_every_example_of_the_docs_runs(client: Client, shown) -> None:
    keep(entry())
    text = (ROOT / "docs" / "reference" / "open-data-api.md").read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith("curl ")]
    assert len(commands) == 8
    page = text_of(client.get("/county/data"))
    commands += re.findall(r"<code>(curl [^<]+)</code>", page)
    assert len(commands) == 12
    for command in commands:
        url = shlex.split(command)[1]
        answer = client.get("/" + url.split("/", 3)[3])
        assert answer.status_code == 200, command
        if "atom" not in url:
            assert answer.json(), command


# -- the feed, the board, words ------------------------------------------------------------------


@pytest.fixture
def a_meeting():
    """Return a held meeting with published minutes, a decision, and actions public and not."""
    lead = make_lead()
    meeting = make_meeting(lead, status="held", days=-30)
    minutes_of(meeting, lead)
    make_decision(
        meeting, lead, "Open ten places for people who leave prison", reasons="None is open."
    )
    make_decision(meeting, lead, "A decision for the board alone", is_public=False)
    make_action(
        lead,
        meeting=meeting,
        due_on=TODAY - timedelta(days=9),
        first_due_on=TODAY - timedelta(days=9),
    )
    make_action(lead, "An action for the board alone", meeting=meeting, is_public=False)
    return meeting


CORRECTION = (
    "[[correction]]\non = 2026-11-20\nwhat = \"Deaths of 2024\"\nwas = \"41\"\nnow = \"43\"\n"
    "why = \"Two were registered late & <late>.\"\n"
)  # fmt: skip


def test_the_feed_is_valid_atom_and_names_each_change_once(
    client: Client, shown, a_meeting
) -> None:
    (WORKSPACE / "public").mkdir()
    (WORKSPACE / "public" / "texts.toml").write_text(CORRECTION)
    answer = client.get("/county/changes.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    schema = etree.RelaxNG(etree.parse(ROOT / "tests" / "golden" / "atom" / "atom.rng"))
    schema.assertValid(feed)
    space = {"a": "http://www.w3.org/2005/Atom"}
    titles = feed.xpath("a:entry/a:title/text()", namespaces=space)
    assert {title.split(":")[0].split(",")[0] for title in titles} == {
        "New figures", "Corrected", "Minutes published"
    }  # fmt: skip
    numbers = feed.xpath("//a:id/text()", namespaces=space)
    assert len(set(numbers)) == len(numbers) == 4
    updated = feed.xpath("a:entry/a:updated/text()", namespaces=space)
    assert updated == sorted(updated, reverse=True)
    for link in feed.xpath("a:entry/a:link/@href", namespaces=space):
        assert client.get("/" + link.split("/", 3)[3]).status_code == 200
    del feed.find("a:link", space).attrib["href"]
    assert not schema.validate(feed), "the schema finds what is wrong"


def test_a_feed_with_nothing_in_it_is_valid_too(client: Client) -> None:
    schema = etree.RelaxNG(etree.parse(ROOT / "tests" / "golden" / "atom" / "atom.rng"))
    schema.assertValid(etree.fromstring(client.get("/county/changes.atom").content))


def test_the_board_gives_its_public_account_and_no_more(client: Client, a_meeting) -> None:
    page = text_of(client.get("/county/board"))
    assert "Open ten places for people who leave prison" in page
    assert "9 days late" in page or "days late" in page
    assert "late today" in page
    minutes = client.get(f"/county/board/minutes/{a_meeting.pk}")
    assert "All heard." in text_of(minutes)
    said = client.get("/county/api/v1/board").json()
    assert [one["title"] for one in said["decisions"]] == [
        "Open ten places for people who leave prison"
    ]
    everything = (
        page + text_of(minutes) + json.dumps(said) + text_of(client.get("/county/changes.atom"))
    )
    for secret in ("for the board alone", "A secret.", "Lea Ash"):
        assert secret not in everything
    assert client.get("/county/board/minutes/987654321").status_code == 404


def test_what_the_board_changes_shows_at_once(client: Client, a_meeting) -> None:
    from fingerpost.service.board.models import Decision

    before = client.get("/county/board")
    Decision.objects.filter(is_public=True).update(
        status="carried_out", became="Ten are open.", became_at="2026-04-02T10:00Z"
    )
    after = client.get("/county/board", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "Ten are open." in text_of(after)


def test_the_notice_of_privacy_is_what_the_agreements_in_force_say(client: Client) -> None:
    from fingerpost.service.access.models import AgreementVersion, Flow, VersionStatus

    lead = make_member("governance", name="Ada Ling")
    other = make_member("governance", "Fenmark Council", kind="council", name="Bea Moss")
    version = drafted(
        lead, other, title="Custody for statistics", why="To count.", safeguards="A safe."
    )
    flow = Flow.objects.filter(version=version).first()
    assert flow is not None
    assert "No agreement is in force" in text_of(client.get("/county/privacy"))
    from django.utils import timezone

    today = timezone.localdate()
    days = {"starts_on": today, "review_on": today, "ends_on": today}
    AgreementVersion.objects.filter(pk=version.pk).update(status=VersionStatus.SIGNED, **days)
    page = text_of(client.get("/county/privacy"))
    for words in (
        "Custody for statistics",
        "To count.",
        f"{flow.giver} to {flow.receiver}",
        flow.get_legal_basis_display(),
    ):
        assert words in page, words
    for secret in ("A safe.", "Ada Ling", "Bea Moss"):
        assert secret not in page
    AgreementVersion.objects.filter(pk=version.pk).update(status=VersionStatus.ENDED)
    assert "No agreement is in force" in text_of(client.get("/county/privacy"))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("words/accessibility", "we do not claim that they comply"),
        ("words/cookies", "set no cookie"),
        ("words/contact", "call 999"),
        ("words/alerts", "not a sign that drugs are safe"),
        ("licences", "Open Government Licence"),
        ("corrections", "Nothing has been corrected yet."),
        ("privacy", "Your rights"),
    ],
)
def test_pages_of_words_say_what_they_must(client: Client, path, words) -> None:
    assert words in text_of(client.get(f"/county/{path}"))


def test_an_installation_has_its_own_words_at_once(client: Client) -> None:
    before = client.get("/county/words/contact")
    (WORKSPACE / "public").mkdir()
    own = WORKSPACE / "public" / "texts.toml"
    own.write_text(
        '[contact]\ntitle = "Reach us"\n[[contact.section]]\nwords = "At 1 Fen Lane."\n'
        + CORRECTION
    )
    after = client.get("/county/words/contact")
    assert "At 1 Fen Lane." in text_of(after)
    assert after["ETag"] != before["ETag"]
    assert "set no cookie" in text_of(client.get("/county/words/cookies")), "the others stay"
    page = text_of(client.get("/county/corrections"))
    assert "20 November 2026: Deaths of 2024" in page
    assert "Two were registered late & <late>." in page
    own.write_text("[contact\n")
    assert "Nobody watches this page" in text_of(client.get("/county/words/contact"))


def test_while_the_database_is_away_what_was_known_stands(client: Client, monkeypatch) -> None:
    from django.db import DatabaseError

    keep(entry())
    before = client.get("/county/help")

    def away(**_):
        raise DatabaseError("away")

    monkeypatch.setattr(changes, "account", away)
    assert client.get("/county/help").content == before.content
