"""Known attacks on web services, each tried, and each shown to work once its protection is off.

A test that passes whatever the service does proves nothing. So most come in two halves: with the
protection the attack fails, and with the one thing switched off that the docstring names, the same
attack succeeds.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as made
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests.service.conftest import WORKSPACE
from tests.service.people import AT, BACKEND, make_member

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"
PASSWORD = "a long enough password"
SHARED = made.CACHES


@pytest.fixture(autouse=True)
def fresh(settings) -> None:
    """No second factor, which would stand before each attack; counters of earlier tests forgotten."""
    settings.SECOND_FACTOR = False
    cache.clear()


def without(settings, middleware: str) -> None:
    """Switch one protection off."""
    assert middleware in settings.MIDDLEWARE
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != middleware]


def signed_in(membership, **options) -> Client:
    client = Client(**options)
    client.force_login(membership.user, backend=BACKEND)
    return client


def sign_in(client: Client, email: str, password: str, after: str = "", **headers):
    form = {"login": email, "password": password, **({"next": after} if after else {})}
    return client.post("/account/login/", form, **headers)


# -- forged requests -----------------------------------------------------------------------------


def addresses(method: str):
    from fingerpost.service.access.addresses import all_addresses

    return [
        (one, re.sub(r"\{\w+\}", "1", one.path))
        for one in all_addresses()
        if method in one.methods and one.is_offered
    ]


@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_a_form_of_another_site_changes_nothing(settings, is_on) -> None:
    """CSRF. Off: without CsrfViewMiddleware, each of the same posts gets past it."""
    if not is_on:
        without(settings, "django.middleware.csrf.CsrfViewMiddleware")
    refused, tried = 0, 0
    for role in ("governance", "manager", "administrator"):
        client = signed_in(make_member(role), enforce_csrf_checks=True)
        for address, path in addresses("POST"):
            if address.name in ("public:tell_us", "public:ask"):
                continue  # know nobody, and so have a protection of their own: test_tell_us.py
            if address.allows(client_role(role)):
                page = client.post(path, headers={"origin": "https://evil.test"})
                tried += 1
                refused += page.status_code == 403
    assert tried > 40
    assert refused == (tried if is_on else 0)


def client_role(name: str):
    from fingerpost.service.access.roles import ROLES

    return ROLES[name]


# -- scripts in what people typed ----------------------------------------------------------------


def stored() -> str:
    """Return the pages that show what people typed, typed by somebody who means harm."""
    from tests.service.test_agreements import drafted

    from fingerpost.service.access.models import Membership

    lead = make_member("governance", name=SCRIPT)
    lead.agency.name = f"{SCRIPT} agency"
    lead.agency.save()
    other = make_member("governance", "Fenmark Council", kind="council")
    version = drafted(lead, other, title=SCRIPT, why=SCRIPT, safeguards=SCRIPT)
    manager = make_member("manager", lead.agency, email="m@x.test", name=SCRIPT)
    text = ""
    for who, paths in (
        (lead, ["/", "/access/agreements", f"/access/agreements/{version.pk}"]),
        (lead, [f"/access/agreements/{version.pk}/print", "/access/audit"]),
        (lead, [f"/access/agreements/{version.pk}/flows", "/access/agreements/between"]),
        (manager, ["/access/people", "/access/people/invite", f"/access/people/{lead.pk}/end"]),
    ):
        client = signed_in(Membership.objects.get(pk=who.pk))
        for path in paths:
            page = client.get(path)
            assert page.status_code == 200, path
            text += page.content.decode()
    return text


@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_a_script_in_a_name_is_shown_and_not_run(settings, is_on) -> None:
    """Stored XSS. Off: with the templates' escaping off, the script stands in the page."""
    if not is_on:
        [engine] = settings.TEMPLATES
        settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "autoescape": False}}]
    text = stored()
    assert (SCRIPT in text) is not is_on
    assert text.count(ESCAPED) >= 10 or not is_on


@pytest.mark.parametrize(
    "path",
    [
        f"/access/audit?what={SCRIPT}&which={SCRIPT}",
        f"/access/agreements/between?first={SCRIPT}&second=1",
        f"/access/agreements/draft?template={SCRIPT}",
        f"/account/login/?next=/{SCRIPT}",
        f"/no/such/{SCRIPT}",
        "/account/login/?next=javascript:alert(1)",
    ],
)
def test_a_script_in_an_address_is_not_run(path: str) -> None:
    """Reflected XSS. Off: as above, the escaping of templates; both use the same engine."""
    for client in (Client(), signed_in(make_member("governance"))):
        text = client.get(path, follow=True).content.decode()
        assert SCRIPT not in text
        assert 'href="javascript:' not in text


def test_a_script_in_a_form_that_is_refused_is_not_run() -> None:
    """Reflected XSS by a form. Off: as above."""
    manager = signed_in(make_member("manager"))
    page = manager.post("/access/people/invite", {"name": SCRIPT, "email": SCRIPT})
    assert page.status_code == 400
    text = page.content.decode()
    assert SCRIPT not in text
    assert ESCAPED in text


def test_the_browser_is_told_to_run_no_script_of_a_page() -> None:
    """The net below escaping. Off: without CSPMiddleware there is no such header."""
    for _, path in addresses("GET"):
        policy = Client().get(path).headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy, path
        assert "unsafe" not in policy, path
        assert "default-src 'none'" in policy, path


# -- queries in what people typed ----------------------------------------------------------------

INJECTIONS = [
    "' OR '1'='1",
    "x' OR 1=1 --",
    "'; DROP TABLE access_event; --",
    "\\' OR 1=1 #",
    "%27",
]


@pytest.mark.parametrize("typed", INJECTIONS)
def test_a_query_in_a_field_is_a_value(typed: str) -> None:
    """SQL injection. Off: the next test, with a query put together from text."""
    client = signed_in(make_member("governance"))
    text = client.get("/access/audit", {"what": "invitation", "which": typed}).content.decode()
    assert "looked into the audit" not in text.split("<main")[1]
    for path in ("/access/audit?page=", "/evidence/measures/", "/access/people/1/end?x="):
        assert client.get(f"{path}{typed}").status_code in (200, 403, 404)
    assert sign_in(Client(), typed, typed).status_code == 200
    from fingerpost.service.access.models import Event

    assert Event.objects.exists()


@pytest.mark.parametrize("typed", INJECTIONS[:1])
def test_were_a_query_put_together_from_text_the_second_lock_still_held(
    typed, monkeypatch
) -> None:
    """Off: the selector is one that pastes text. All events of the agency show, none of others."""
    from fingerpost.service.access import audit, selectors
    from fingerpost.service.access.models import Event, EventKind

    other = make_member("governance", "Open Door", kind="charity")
    lead = make_member("governance")
    for one in (lead, other):
        audit.record(EventKind.INVITED, at=AT, by=one, reason=f"by {one.agency.name}")

    def pasted(*, viewer, target_type="", target="", actor=None):
        return Event.objects.extra(where=[f"target = '{target}'"]).order_by("-id")

    monkeypatch.setattr(selectors, "events", pasted)
    text = signed_in(lead).get("/access/audit", {"which": typed}).content.decode()
    assert "Reason: by Fenmark Constabulary" in text, "the injection worked"
    assert "Reason: by Open Door" not in text, "and the database held"


# -- redirects -----------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.test/",
    "//evil.test/",
    "/\\evil.test",
    "https:evil.test",
    "http:///evil.test",
    "\thttps://evil.test",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("after", ELSEWHERE)
def test_sign_in_leads_to_no_other_site(after: str) -> None:
    """Open redirect. Off: the next test."""
    member = make_member("reader")
    page = sign_in(Client(), member.user.email, PASSWORD, after)
    assert page.status_code == 302
    assert page["Location"] == "/"


def test_sign_in_leads_back_to_a_page_of_ours_and_elsewhere_if_not_checked(
    monkeypatch,
) -> None:
    """Off: the adapter calls every address safe."""
    member = make_member("reader")
    page = sign_in(Client(), member.user.email, PASSWORD, "/evidence/")
    assert page["Location"] == "/evidence/"
    from fingerpost.service.access.adapter import InvitedOnly

    monkeypatch.setattr(InvitedOnly, "is_safe_url", lambda self, url: True)
    page = sign_in(Client(), member.user.email, PASSWORD, ELSEWHERE[0])
    assert page["Location"] == ELSEWHERE[0]


# -- numbers of others ---------------------------------------------------------------------------


def test_a_number_of_another_agency_is_no_key(monkeypatch) -> None:
    """IDOR. Off: a selector that forgets its filter. The second lock hides the row even then."""
    from fingerpost.service.access import selectors
    from fingerpost.service.access.models import Membership

    theirs = make_member("reader", "Open Door", kind="charity")
    mine = make_member("reader")
    manager = signed_in(make_member("manager"))
    own, other = (f"/access/people/{one.pk}/end" for one in (mine, theirs))
    assert [manager.get(path).status_code for path in (own, other)] == [200, 404]
    assert manager.post(other, {"reason": "x"}).status_code == 404

    def forgets(*, viewer):
        return Membership.objects.select_related("user", "agency").defer("user__password")

    monkeypatch.setattr(selectors, "members", forgets)
    assert [manager.get(path).status_code for path in (own, other)] == [200, 404]
    theirs.refresh_from_db()
    assert theirs.ended_at is None


# -- sessions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_a_session_planted_before_sign_in_is_worth_nothing_after(monkeypatch, is_on) -> None:
    """Session fixation. Off: `cycle_key` does nothing, and the planted session is signed in."""
    from django.contrib.sessions.backends.base import SessionBase
    from django.contrib.sessions.backends.db import SessionStore

    if not is_on:
        monkeypatch.setattr(SessionBase, "cycle_key", lambda self: None)
    planted = SessionStore()
    planted["x"] = "y"
    planted.save()
    victim, attacker = Client(), Client()
    for client in (victim, attacker):
        client.cookies["sessionid"] = planted.session_key
    member = make_member("reader")
    assert sign_in(victim, member.user.email, PASSWORD).status_code == 302
    assert "What needs you today" in victim.get("/").content.decode()
    stolen = "What needs you today" in attacker.get("/").content.decode()
    assert stolen is not is_on


def test_signing_out_ends_the_session_on_the_server() -> None:
    """A cookie that was copied is worth nothing after. Off: a sign-out that only forgets a cookie."""
    member = make_member("reader")
    client = Client()
    sign_in(client, member.user.email, PASSWORD)
    copied = Client()
    copied.cookies["sessionid"] = client.cookies["sessionid"].value
    assert "What needs you today" in copied.get("/").content.decode()
    client.post("/account/logout/")
    assert "What needs you today" not in copied.get("/").content.decode()


# -- who is here ---------------------------------------------------------------------------------


def plain(page, email: str) -> tuple[int, str]:
    text = page.content.decode().replace(email, "E-MAIL")
    return page.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        pytest.param("/account/login/", {"password": "wrong wrong wrong"}, id="sign-in"),
        pytest.param("/account/password/reset/", {}, id="password reset"),
        pytest.param(
            "/account/signup/", {"password1": PASSWORD, "password2": PASSWORD}, id="sign-up"
        ),
    ],
)
def test_nobody_learns_who_has_an_account(path, form) -> None:
    """User enumeration. Off: with PREVENT_ENUMERATION off the answers of the reset differ (next test)."""
    known, unknown = make_member("reader").user.email, "nobody@fenmark-constabulary.test"
    answers = [
        plain(Client().post(path, {**form, "login": one, "email": one}, follow=True), one)
        for one in (known, unknown)
    ]
    assert answers[0] == answers[1]
    assert [one.to for one in mail.outbox] == ([[known]] if "reset" in path else []), (
        "strangers get no mail from us"
    )


def test_a_reset_that_does_not_take_care_tells_who_has_an_account(settings) -> None:
    """The attack of the test above works once ACCOUNT_PREVENT_ENUMERATION is off."""
    settings.ACCOUNT_PREVENT_ENUMERATION = False
    known, unknown = make_member("reader").user.email, "nobody@fenmark-constabulary.test"
    answers = [
        plain(Client().post("/account/password/reset/", {"email": one}, follow=True), one)
        for one in (known, unknown)
    ]
    assert answers[0] != answers[1]


def test_a_wrong_password_takes_the_same_work_for_a_stranger(monkeypatch, settings) -> None:
    """Enumeration by time: the slow hash is computed once either way. Off: skip it for strangers."""
    from django.contrib.auth.hashers import ScryptPasswordHasher

    from fingerpost.service.config import settings as said

    settings.PASSWORD_HASHERS = said.PASSWORD_HASHERS  # the service's own, not that of tests
    made: list[str] = []
    encode = ScryptPasswordHasher.encode
    monkeypatch.setattr(
        ScryptPasswordHasher,
        "encode",
        lambda self, *given, **more: made.append("x") or encode(self, *given, **more),
    )
    known = make_member("reader").user.email
    made.clear()
    counts = []
    for one in (known, "nobody@x.test"):
        sign_in(Client(), one, "wrong wrong wrong")
        counts.append(len(made))
        made.clear()
    assert counts[0] == counts[1] >= 1


@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_sign_up_is_closed(monkeypatch, is_on) -> None:
    """Off: the adapter opens it. Without an invitation nobody comes in."""
    from fingerpost.service.access.adapter import InvitedOnly
    from fingerpost.service.access.models import User

    if not is_on:
        monkeypatch.setattr(InvitedOnly, "is_open_for_signup", lambda self, request: True)
    form = {"email": "new@x.test", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/account/signup/", form)
    assert User.objects.filter(email="new@x.test").exists() is not is_on


# -- guessing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_five_wrong_passwords_lock_the_door_for_a_while(settings, is_on) -> None:
    """Lockout. Off: with axes and allauth's limit off, the sixth guess, which is right, gets in."""
    if not is_on:
        settings.AXES_ENABLED = False
        settings.ACCOUNT_RATE_LIMITS = False
    member = make_member("reader")
    for number in range(5):
        assert sign_in(Client(), member.user.email, f"wrong wrong {number}").status_code != 302
    page = sign_in(Client(), member.user.email, PASSWORD)
    assert (page.status_code == 302) is not is_on
    if is_on:
        assert page.status_code in (200, 403, 429)
        other = make_member("reader", email="other@police.test")
        apart = sign_in(Client(), other.user.email, PASSWORD, REMOTE_ADDR="10.1.1.1")
        assert apart.status_code == 302, "nobody else is locked out"


@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_nobody_floods_a_mailbox_with_resets(settings, is_on) -> None:
    """Rate limit. Off: without ACCOUNT_RATE_LIMITS every request sends a mail."""
    if not is_on:
        settings.ACCOUNT_RATE_LIMITS = False
    known = make_member("reader").user.email
    for _ in range(30):
        Client().post("/account/password/reset/", {"email": known})
    assert (len(mail.outbox) == 30) is not is_on
    assert len(mail.outbox) <= 5 or not is_on


RESET = """
import django; django.setup()
from django.test import Client
answer = Client().post("/account/password/reset/", {"email": "%s"}, headers={"host": "testserver"})
print(answer.status_code)
"""


@pytest.mark.django_db(transaction=True, databases=["default", "counts"])
@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_all_web_processes_count_together(settings, is_on) -> None:
    """Shared count. Off: with a count in each process's memory another process sends more mails."""
    if is_on:
        settings.CACHES = SHARED
    cache.clear()
    known = make_member("reader").user.email
    for _ in range(10):
        Client().post("/account/password/reset/", {"email": known})
    assert len(mail.outbox) == 5
    outbox = WORKSPACE / "service" / "outbox"
    shutil.rmtree(outbox, ignore_errors=True)
    other = subprocess.run(
        [sys.executable, "-c", RESET % known], capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == ("429" if is_on else "302")
    assert (outbox.is_dir() and any(outbox.iterdir())) is not is_on
    cache.clear()


@pytest.mark.django_db(transaction=True, databases=["default", "counts"])
def test_what_is_counted_stays_when_the_page_falls(settings) -> None:
    settings.CACHES = SHARED
    with transaction.atomic():
        cache.set("tries", 3)
        transaction.set_rollback(True)
    assert cache.get("tries") == 3
    cache.clear()


@pytest.mark.parametrize(
    "statement", ["TABLE fingerpost_counts", "DELETE FROM fingerpost_counts"]
)
def test_no_page_reads_or_forgets_the_counts(statement) -> None:
    from fingerpost.service.access.second_lock import acting_in_database

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        acting_in_database(make_member("governance")),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# -- what the browser is told --------------------------------------------------------------------


@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_no_other_site_may_frame_a_page(settings, is_on) -> None:
    """Clickjacking. Off: without XFrameOptionsMiddleware and CSPMiddleware nothing forbids it."""
    if not is_on:
        without(settings, "django.middleware.clickjacking.XFrameOptionsMiddleware")
        without(settings, "csp.middleware.CSPMiddleware")
    client = signed_in(make_member("governance"))
    for _, path in addresses("GET"):
        page = client.get(path)
        forbids = (
            page.headers.get("X-Frame-Options") == "DENY",
            "frame-ancestors 'none'" in page.headers.get("Content-Security-Policy", ""),
        )
        # Pages of allauth set the first header for themselves.
        assert forbids == (True, True) if is_on else not forbids[1], path


@pytest.mark.parametrize("is_on", [True, False], ids=["protected", "switched off"])
def test_no_page_is_kept_by_a_browser_or_a_proxy(settings, is_on) -> None:
    """Cache of private pages. Off: without NotCached the pages of an agency may be kept."""
    if not is_on:
        without(settings, "fingerpost.service.access.middleware.NotCached")
    kept = [
        path
        for who in (signed_in(make_member("governance")), Client())
        for _, path in addresses("GET")
        if not path.startswith("/county/")  # everybody's, and the same for all
        and "no-store" not in who.get(path).headers.get("Cache-Control", "")
    ]
    assert (kept == []) is is_on
    assert is_on or "/access/audit" in kept


@pytest.mark.parametrize("host", ["evil.test", "testserver.evil.test", "testserver@evil.test"])
def test_a_name_that_is_not_ours_is_refused(host: str) -> None:
    """Host header. Off: the next test."""
    known = make_member("reader").user.email
    for path in ("/", "/account/login/"):
        assert Client().get(path, HTTP_HOST=host).status_code == 400
    page = Client().post("/account/password/reset/", {"email": known}, HTTP_HOST=host)
    assert page.status_code == 400
    assert mail.outbox == []


def test_were_every_name_ours_a_reset_would_lead_to_another_site(settings) -> None:
    """Off: ALLOWED_HOSTS with a star. The mail then carries the attacker's address."""
    settings.ALLOWED_HOSTS = ["*"]
    known = make_member("reader").user.email
    Client().post("/account/password/reset/", {"email": known}, HTTP_HOST="evil.test")
    assert "evil.test" in mail.outbox[0].body


def test_cookies_are_for_the_browser_and_for_us_alone() -> None:
    """Off: HttpOnly and SameSite are settings; without them the flags are missing here."""
    member = make_member("reader")
    client = Client()
    client.get("/account/login/")
    sign_in(client, member.user.email, PASSWORD)
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax"), name
    assert client.cookies["sessionid"]["max-age"] == "", "it ends with the browser"


def test_in_production_cookies_and_pages_go_over_https_alone() -> None:
    """Off: FINGERPOST_HTTPS=no, in the second half."""
    program = (
        "import json; from fingerpost.service.config import settings as s; print(json.dumps("
        "[getattr(s, n, None) for n in ('SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE',"
        "'SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME', 'SECURE_SSL_REDIRECT', 'DEBUG')]))"
    )

    def said(**more: str) -> list[object]:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "FINGERPOST_MODE": "production",
                "FINGERPOST_HOSTS": "localhost",
                **more,
            },
            capture_output=True,
            check=True,
        )
        return json.loads(done.stdout)

    assert said() == [True, True, "__Host-session", "__Host-csrf", True, False]
    assert said(FINGERPOST_HTTPS="no") == [None, None, None, None, None, False]


def test_errors_and_logs_show_nothing_of_what_was_typed(monkeypatch, caplog) -> None:
    """Off: Django's own error page, with DEBUG, or its own log line with the message."""
    from fingerpost.service.access import selectors

    def fails(*, viewer):
        raise ValueError(f"could not read {SCRIPT} of Robin Hidden")

    monkeypatch.setattr(selectors, "members", fails)
    client = signed_in(make_member("manager"), raise_request_exception=False)
    page = client.get("/access/people?name=Robin+Hidden")
    assert page.status_code == 500
    assert "Robin" not in page.content.decode()
    ours = [one for one in caplog.records if one.name.startswith("fingerpost")]
    assert ours
    assert not any("Robin" in str(one.msg) for one in ours)
