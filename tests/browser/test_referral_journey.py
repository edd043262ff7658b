"""A referral from custody, as its people meet it: declined, sent elsewhere, met, and the answer back."""

import re
import subprocess
import sys
import time as clock
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from fingerpost.service.config.environment import Mode
from fingerpost.service.config.serving import database, environment_of

LONDON = ZoneInfo("Europe/London")
TODAY = datetime.fromtimestamp(clock.time(), LONDON).date()
PLACE = "Room 4 of the needle exchange"
WORDS = "Injects daily; hepatitis C, not treated."
# Somebody whom the custody officer wrote down: how, is the matter of another page.
WRITE_DOWN = """
import sys, django
django.setup()
from django.db import transaction
from django.utils import timezone
from datetime import date
from fingerpost.service.access.models import AgencyKind
from fingerpost.service.casework.demo import cast
with transaction.atomic():
    by = cast.member(AgencyKind.POLICE)
    print(cast.person("Robin Vale", date(1990, 4, 2), by=by, at=timezone.now()).pk)
"""
# The day of the appointment comes: what was agreed for then is now past.
IT_IS_THE_DAY = """
import sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from fingerpost.service.casework.models import Referral
Referral.objects.filter(pk=int(sys.argv[1])).update(
    appointment_at=timezone.now() - timedelta(hours=1)
)
"""


def run(served, program, *said):
    """Run a program beside the service; return what it prints."""
    with database(served.folder, print, Mode.DEMO) as addresses:
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, said)],
            env=environment_of(served.folder, Mode.DEMO, addresses.service, "localhost"),
            check=True,
            capture_output=True,
            text=True,
        )
    return done.stdout.strip()


class Person:
    """Somebody at a browser, whose clicks are counted; typing and choosing are no clicks."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def press(self, name):
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()
        self.clicks += 1

    def follow(self, name):
        self.page.locator("main a").filter(has_text=name).first.click()
        self.clicks += 1

    def choose(self, name):
        self.page.get_by_label(name, exact=False).first.check()
        self.clicks += 1

    @property
    def says(self):
        return self.page.locator("main").inner_text()


def test_declined_sent_elsewhere_met_and_answered(visit, served):
    person = run(served, WRITE_DOWN)
    officer = Person(visit("leah.stone").page)
    drug_worker = Person(visit("kofi.mensah").page)
    peer = Person(visit("tess.hall").page)

    # The custody officer sends it, having seen what they will see.
    officer.page.goto(f"{served.url}/cases/people/{person}/refer")
    officer.follow(re.compile("^Adult drug service$"))
    officer.page.get_by_label("Why do you refer them?").fill("Asked for help in the cell.")
    officer.press("Continue")
    assert "This is what Fenmark Recovery Service will see" in officer.says
    officer.press("Send it")
    assert "It is sent." in officer.says
    assert officer.clicks == 3
    address = officer.page.url

    # The drug worker writes for their own, and declines, naming who could help instead.
    drug_worker.page.goto(address)
    drug_worker.press("Take it in")
    drug_worker.follow("Write in own words")
    drug_worker.page.get_by_label("What is to be known?").fill(WORDS)
    drug_worker.press("Write in own words")
    assert WORDS in drug_worker.says
    drug_worker.follow("Decline")
    drug_worker.choose("Lives outside the area")
    drug_worker.choose("Peers, Saltmarsh Recovery Community")
    drug_worker.press("Decline")
    assert "It is declined." in drug_worker.says
    assert drug_worker.clicks == 7 < 10

    # It is news to the officer, who sends it on to the first that was named.
    before = officer.clicks
    officer.page.goto(f"{served.url}/cases/referrals?show=news")
    officer.follow("Robin Vale")
    assert "Lives outside the area" in officer.says
    assert WORDS not in officer.page.content()
    officer.follow("Send it elsewhere")
    first = officer.page.locator("main input[name=service]").first
    expect(officer.page.locator(f"label[for={first.get_attribute('id')}]")).to_contain_text(
        "Peers, Saltmarsh Recovery Community (named by the service)"
    )
    first.check()
    officer.clicks += 1
    officer.press("Send it elsewhere")
    officer.follow("the referral that goes on")
    assert officer.clicks - before == 5
    onward = officer.page.url
    number = onward.rpartition("/")[2]
    assert onward != address

    # The charity takes it, and offers an appointment of its own.
    peer.page.goto(onward)
    assert "Asked for help in the cell." in peer.says
    assert WORDS not in peer.page.content()
    peer.press("Take it in")
    peer.press("Accept")
    peer.follow("Offer an appointment")
    if peer.page.get_by_label("Another time, below").count():
        peer.page.get_by_label("Another time, below").check()
    peer.page.get_by_label("Another day").fill((TODAY + timedelta(days=2)).isoformat())
    peer.page.get_by_label("At", exact=False).last.fill("10:30")
    peer.page.get_by_label("Where").fill(PLACE)
    peer.press("Offer an appointment")
    assert PLACE in peer.says
    officer.page.goto(onward)
    assert "First appointment offered" in officer.says
    assert PLACE not in officer.page.content(), "nor where, which tells of what"

    # The day comes.
    run(served, IT_IS_THE_DAY, number)
    peer.page.reload()
    peer.press("They came")
    peer.follow("Return the outcome")
    peer.choose("Started with the service")
    peer.press("Return the outcome")
    assert peer.clicks == 8 < 10

    # The officer learns that they came and what became of it, and no more of how.
    officer.page.goto(f"{served.url}/cases/referrals?show=news")
    officer.follow("Robin Vale")
    said = officer.says
    assert re.search(r"Did they come\?\s+Yes", said)
    assert re.search(r"Outcome\s+Started with the service", said)
    assert PLACE not in officer.page.content()
    officer.press("Mark as read")
    officer.press("Close it")
    assert "Closed since" in officer.says
    closed = officer.page.url.removeprefix(served.url)
    officer.page.goto(f"{served.url}/cases/referrals?show=news")
    assert officer.page.locator(f'a[href="{closed}"]').count() == 0
