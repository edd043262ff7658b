"""A consent from the first question to its withdrawal, as a housing officer and a treatment worker meet it."""

import re
import subprocess
import sys
import time as clock
from datetime import datetime, time, timedelta
from email import message_from_string, policy
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from fingerpost.service.config.environment import Mode
from fingerpost.service.config.serving import database, environment_of

pytestmark = pytest.mark.slow  # a journey of a minute: by night


LONDON = ZoneInfo("Europe/London")
GIVEN, FAMILY = "Tamsin", "Quarrow"
SAFELY = "By text only, never after six"
# What the housing officer sends under a consent, as the referral's own page does it; prints its number.
SEND = """
import sys, django
django.setup()
from django.core.exceptions import ValidationError
from django.utils import timezone
from fingerpost.service.access.models import Membership
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.models import Consent, Service
from fingerpost.service.casework.reasons import Need, Origin
consent = Consent.objects.get(pk=sys.argv[1])
beth = Membership.objects.get(user__name="Beth Arnold")
agency = consent.agencies.get().agency
service, _ = Service.objects.get_or_create(
    agency=agency, name="Help by telephone", defaults={"what": "Help with drugs.", "needs": ["drugs"]}
)
at = timezone.now()
one = referrals.draft(
    person=consent.person, service=service, why="Asks for help.", origin=Origin.COMMUNITY,
    needs=[Need.DRUGS], basis="consent", consent=consent, by=beth, at=at,
)
try:
    print(referrals.send(referral=one, by=beth, at=at).pk)
except ValidationError as error:
    print(*error.messages)
"""
MORNING = """
import sys, django
django.setup()
from fingerpost.service.access.tasks import send_notices
send_notices(int(sys.argv[1]))
"""


def run(served, script, *said):
    """Do something in the service's own database; return what it prints."""
    with database(served.folder, print, Mode.DEMO) as addresses:
        return subprocess.run(
            [sys.executable, "-c", script, *map(str, said)],
            env=environment_of(served.folder, Mode.DEMO, addresses.service, "localhost"),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.strip()


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def search(page, served, words):
    """Return what a search says."""
    page.goto(f"{served.url}/cases/people")
    page.get_by_label("Find somebody").fill(words)
    press(page, "Search")
    assert words not in page.url
    return page.locator("main").inner_text()


def mails_to(served, who):
    """Return what was written to somebody; a file holds one mail or several, with a line between."""
    said = [one.read_text() for one in (served.folder / "service" / "outbox").iterdir()]
    mails = [
        message_from_string(one.strip(), policy=policy.default)
        for one in "\n".join(said).split("-" * 79)
    ]
    return "".join(one.get_content() for one in mails if who in str(one["To"]))


def test_withdrawn_in_the_middle_nothing_more_comes_and_they_are_told(visit, served):
    walker = visit("beth.arnold")
    officer, worker = walker.page, visit("kofi.mensah").page
    employment = visit("ravi.shah").page

    # The officer writes down somebody new, and asks.
    officer.goto(f"{served.url}/cases/people/new")
    officer.get_by_label("Given name").fill(GIVEN)
    officer.get_by_label("Family name").fill(FAMILY)
    officer.get_by_label("Day of birth").fill("1991-02-03")
    officer.get_by_label("How to reach them safely").fill(SAFELY)
    press(officer, "Write them down")
    expect(officer.get_by_role("heading", level=1)).to_have_text(f"{GIVEN} {FAMILY}")
    person = re.search(r"/cases/people/(\d+)$", officer.url)[1]
    officer.get_by_role("button", name="Ask for consent").click()
    officer.get_by_label("Fenmark Recovery Service").check()
    officer.get_by_label("Who you are, how to reach you").check()
    press(officer, "Continue")
    main = officer.locator("main")
    expect(main).to_contain_text("We, Aldenwold Housing, may tell Fenmark Recovery Service")
    expect(main).to_contain_text("Fenmark Recovery Service may tell us: if you came")
    press(officer, "They agreed: write it down")
    expect(officer.get_by_role("alert")).to_contain_text("Choose how they agreed")
    officer.get_by_label("Spoken, face to face").check()
    press(officer, "They agreed: write it down")
    expect(main).to_contain_text("Nothing", use_inner_text=True)
    consent = re.search(r"/cases/consents/(\d+)$", officer.url)[1]

    # Nobody of another agency finds them; whoever is sent a referral finds its sheet.
    assert "Nobody found" in search(worker, served, FAMILY)
    assert worker.goto(f"{served.url}/cases/people/{person}").status == 404
    assert worker.goto(f"{served.url}/cases/consents/{consent}").status == 404
    referral = run(served, SEND, consent)
    for _ in range(30):  # a job of the worker keeps the keys
        if "Nobody found" not in (said := search(worker, served, f"{FAMILY} 3/2/1991")):
            break
        clock.sleep(1)
    assert "Referred to you" in said
    assert "Nobody found" in search(employment, served, FAMILY)
    worker.goto(f"{served.url}/cases/people/received/{referral}")
    press(worker, "Continue")
    expect(worker.locator("main")).to_contain_text(SAFELY)
    own = worker.url

    # It is withdrawn in the middle.
    officer.goto(f"{served.url}/cases/consents/{consent}")
    expect(main).to_contain_text("What it was told since")
    officer.get_by_role("button", name="They withdraw it").click()
    officer.get_by_label("The person asked for it").check()
    press(officer, "Withdraw it now")
    expect(main).to_contain_text("Nothing more is told")
    for _ in range(30):
        officer.reload()
        if "On its way" not in main.inner_text():
            break
        clock.sleep(1)
    expect(main).not_to_contain_text("On its way")
    assert "withdrew their consent" in run(served, SEND, consent)

    # The other side is told, sees what it holds, and that nothing more comes.
    day = datetime.fromtimestamp(clock.time(), LONDON).date() + timedelta(days=1)
    run(served, MORNING, int(datetime.combine(day, time(7, 5), LONDON).timestamp()))
    told = mails_to(served, "kofi.mensah")
    assert f"/cases/consents/{consent}/held" in told
    assert FAMILY not in told
    worker.goto(f"{served.url}/cases/consents/{consent}/held")
    expect(worker.get_by_role("heading", level=1)).to_have_text("A consent was withdrawn")
    expect(worker.locator("main")).to_contain_text("withdrawn")
    worker.goto(own)
    expect(worker.locator("main")).to_contain_text("Withdrawn")
    assert "Nobody found" in search(employment, served, FAMILY)
    officer.goto(f"{served.url}/cases/people/{person}/known")
    expect(main).to_contain_text("stopped it on")
    expect(main).to_contain_text("They are told nothing more")

    # What the officer met has no barrier, and fits on a telephone.
    walker.problems.clear()
    for path in ("", "/known", "/change", "/died", "/consent"):
        walker.go(f"/cases/people/{person}{path}")
        walker.look_at_the_whole()
        walker.look_for_barriers()
    walker.go(f"/cases/consents/{consent}")
    walker.look_at_the_whole()
    walker.look_for_barriers()
    assert not walker.problems, "\n".join(walker.problems)
