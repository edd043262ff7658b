"""A diversion as an officer and a course live it: from the check to the outcome; and one that may not be."""

import re
import subprocess
import sys
import time as clock

import pytest
from playwright.sync_api import expect
from tests.browser.test_board_journey import follow, press, text_of

from fingerpost.service.config.environment import Mode
from fingerpost.service.config.serving import database, environment_of

pytestmark = pytest.mark.slow  # a journey of a minute: by night


GIVEN, FAMILY = "Robin", "Waymark"
# The demo's courses, and two people of the police who are in no diversion yet.
PREPARE = f"""
import django
django.setup()
from datetime import date
from django.utils import timezone
from fingerpost.service.access.models import Membership
from fingerpost.service.casework.demo import justice
from fingerpost.service.casework.models import Person
at = timezone.now()
justice.make(at=at)
officer = Membership.objects.get(user__email="leah.stone@fenmark.example", ended_at=None)
known = Person.objects.filter(family_name="{FAMILY}").exists()
for given in () if known else ("{GIVEN}", "Another"):
    Person.objects.create(agency=officer.agency, given_name=given, family_name="{FAMILY}",
                          born_on=date(1990, 5, 4), made_at=at, changed_at=at, made_by=officer.user)
"""
# What the days until the course do, done at once.
UNTIL_THE_COURSE = """
import sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from fingerpost.service.casework.models import Diversion, Referral
of = Diversion.objects.get(pk=int(sys.argv[1])).referral_id
Referral.objects.filter(pk=of).update(appointment_at=timezone.now() - timedelta(hours=1))
"""


def run(served, script, *arguments):
    with database(served.folder, print, Mode.DEMO) as addresses:
        subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=environment_of(served.folder, Mode.DEMO, addresses.service, "localhost"),
            check=True,
        )


def check(page, served, given, offence):
    """Check by the rules whether somebody can be diverted to the course."""
    page.goto(f"{served.url}/cases/diversions")
    follow(page, "Check whether somebody can be diverted")
    page.get_by_label("Family name").fill(FAMILY.lower())
    page.get_by_label("First name").fill(given)
    press(page, "Find them")
    follow(page, re.compile("Check whether they can be diverted"))
    page.get_by_label(re.compile(r"^Drug awareness course\.")).check()
    page.get_by_label("Arrest", exact=True).check()
    page.get_by_label("Which offence?").select_option(offence)
    for name, answer in (
        *(("admits", "no"), ("harmed", "no"), ("supplies", "no"), ("on_order", "no")),
        *(("elsewhere", "no"), ("understands", "yes")),
    ):
        page.locator(f"input[name=fact_{name}][value={answer}]").check()
    press(page, "Check by the rules")


def wait_for(page, words):
    """Reload a page until it says something: the service does it beside the page."""
    for _ in range(30):
        if words in text_of(page):
            return
        clock.sleep(1)
        page.reload()
    raise AssertionError(f"the page never says {words!r}")


def test_from_the_check_to_the_outcome(visit, served):
    run(served, PREPARE)
    officer, tutor = visit("leah.stone").page, visit("tess.hall").page

    # Every rule is met: it is offered, accepted and booked while they are there.
    check(officer, served, GIVEN, "92D")
    assert "They can be diverted: every rule is met" in text_of(officer)
    number = re.search(r"/diversions/(\d+)$", officer.url)[1]
    follow(officer, "Offer it")
    press(officer, "Offer it")
    expect(officer.get_by_role("alert")).to_contain_text("Choose voluntary, or a condition")
    officer.get_by_label("Voluntary").check()
    press(officer, "Offer it")
    follow(officer, "They accept")
    press(officer, "They accept")
    follow(officer, "Book a place")
    officer.get_by_label(re.compile("Drug awareness course, Saltmarsh")).first.check()
    press(officer, "Book a place")
    assert "The seat is theirs" in officer.locator("body").inner_text()
    assert "Saltmarsh Recovery Community" in text_of(officer)

    # The course has them on its register, and learns nothing of the offence.
    tutor.goto(f"{served.url}/cases/courses")
    row = tutor.get_by_role("row").filter(has_text=f"{GIVEN} {FAMILY}")
    expect(row).to_have_count(1)
    assert row.get_by_role("link", name=re.compile("They came")).count() == 0
    row.get_by_role("link", name=f"{GIVEN} {FAMILY}", exact=True).click()
    assert "ossession" not in tutor.content()
    answer = tutor.goto(f"{served.url}/cases/diversions/{number}")
    assert answer.status == 403

    # They come, and do what was agreed.
    run(served, UNTIL_THE_COURSE, number)
    tutor.goto(f"{served.url}/cases/courses")
    for words in ("They came", "It is done"):
        row = tutor.get_by_role("row").filter(has_text=f"{GIVEN} {FAMILY}")
        row.get_by_role("link", name=re.compile(words)).click()
        press(tutor, words)
    assert f"{GIVEN} {FAMILY}" not in text_of(tutor)

    # Outcome 22 is proposed, no other that needs an admission may be, and it is recorded.
    officer.goto(f"{served.url}/cases/diversions/{number}")
    wait_for(officer, "Proposed: outcome 22")
    refused = officer.get_by_role("row").filter(has_text="Outcome 8:")
    expect(refused).to_contain_text("no admission is written down")
    follow(officer, "Record the outcome")
    expect(officer.get_by_label(re.compile("^Outcome 22:"))).to_be_checked()
    press(officer, "Record the outcome")
    assert "Recorded: outcome 22" in text_of(officer)
    assert "What you can do" not in text_of(officer)


def test_one_who_may_not_be_diverted_is_told_why(visit, served):
    run(served, PREPARE)
    officer = visit("leah.stone").page
    check(officer, served, "Another", "92A")
    said = text_of(officer)
    assert "They cannot be diverted under this scheme, because:" in said
    assert "Trafficking in controlled drugs (92A) is not an offence of this scheme." in said
    assert "Offer it" not in said
