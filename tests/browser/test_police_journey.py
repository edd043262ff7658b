"""An officer refers somebody, the drug worker writes what is clinical, and the officer tries to come to it."""

import re
import time as clock
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.browser.test_plan_journey import in_service, press, text_of

LONDON = ZoneInfo("Europe/London")
SOON = (datetime.fromtimestamp(clock.time(), LONDON).date() + timedelta(days=2)).isoformat()
CANARY = "CANARY-METHADONE-7731"
WHY = "Asked for help in the cell."
# Somebody whom both agencies know, a service, and an open plan of the treatment service.
PREPARE = """
import django
django.setup()
from datetime import date
from django.db import transaction
from django.utils import timezone
from fingerpost.service.access.models import Membership
from fingerpost.service.casework.actions import people
from fingerpost.service.casework.demo import plan
from fingerpost.service.casework.models import Service, SupportPlan
at = timezone.now()
plan.make(at=at)
held = Membership.objects.select_related("agency", "user").filter(role="worker", ended_at=None)
said = {"given_name": "Robin", "family_name": "Vale", "born_on": date(1990, 4, 2)}
with transaction.atomic():
    officer, worker = (held.get(agency__kind=kind) for kind in ("police", "treatment"))
    person = people.keep(said={**said, "local_number": "FC-7731"}, by=officer, at=at)
    theirs = people.keep(said={**said, "local_number": "FRS-7731"}, by=worker, at=at)
    service = Service.objects.create(
        agency=worker.agency, name="Service of the referral", what="Help.", needs=["drugs"]
    )
shared = SupportPlan.objects.get(person__local_number="FRS-3001")
print(person.pk, theirs.pk, service.pk, shared.pk)
"""
IT_IS_THE_DAY = """
import sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from fingerpost.service.casework.models import Referral
Referral.objects.filter(pk=sys.argv[1]).update(appointment_at=timezone.now() - timedelta(hours=1))
"""


def follow(page, name):
    page.locator("main a").filter(has_text=name).first.click()


def test_an_officer_learns_that_they_came_and_nothing_of_what_was_written(visit, served):
    person, theirs, service, plan = in_service(served, PREPARE)[-4:]
    cases = f"{served.url}/cases"
    officer, worker = visit("leah.stone").page, visit("kofi.mensah").page

    # The officer refers; the drug worker writes in own words, here and in the plan.
    officer.goto(f"{cases}/people/{person}/refer/{service}")
    officer.get_by_label("Why do you refer them?").fill(WHY)
    press(officer, "Continue")
    press(officer, "Send it")
    address = officer.url
    number = address.rpartition("/")[2]
    worker.goto(address)
    assert WHY in text_of(worker)
    press(worker, "Take it in")
    follow(worker, "Write in own words")
    worker.get_by_label("What is to be known?").fill(f"On {CANARY}, 40 ml.")
    press(worker, "Write in own words")
    press(worker, "Accept")
    follow(worker, "Offer an appointment")
    worker.get_by_label("Another day").fill(SOON)
    worker.get_by_label("At", exact=False).last.fill("10:30")
    worker.get_by_label("Where").fill(f"Clinic for {CANARY}")
    press(worker, "Offer an appointment")
    in_service(served, IT_IS_THE_DAY, number)
    worker.reload()
    press(worker, "They came")
    said = text_of(worker)
    assert f"On {CANARY}, 40 ml." in said
    assert f"Clinic for {CANARY}" in said
    worker.goto(f"{cases}/plans/{plan}/goal")
    worker.get_by_label("Treatment", exact=True).check()
    worker.get_by_label("What do they want, in their own words?").fill(f"Off {CANARY}")
    press(worker, "Add a goal")
    assert CANARY in text_of(worker)

    # The officer sees a yes.
    officer.goto(address)
    assert re.search(r"Did they come\?\s+Yes", text_of(officer))
    assert WHY in text_of(officer), "their own words"
    shown = [officer.content()]

    # And tries the rest: addresses, the printed view, the search, the emergency, the calendar.
    for path, status in (
        (f"referrals/{number}/write", 404),
        (f"referrals/{number}/appointment", 404),
        (f"referrals/{number}/outcome", 404),
        (f"people/{theirs}", 404),
        (f"people/{theirs}/known", 404),
        (f"records/people/{theirs}", 403),
        (f"emergency/{theirs}", 404),
        (f"plans/{plan}", 404),
        (f"plans/{plan}/print", 404),
        (f"plans/{plan}/versions", 404),
        (f"people/{person}", 200),
        (f"people/{person}/known", 200),
        ("referrals?show=news", 200),
        ("plans", 200),
        ("", 200),
    ):
        answer = officer.goto(f"{cases}/{path}")
        assert answer.status == status, path
        shown.append(officer.content())
    drafts = officer.request.get(f"{cases}/drafts?path=/cases/referrals/{number}/write")
    assert drafts.json() == {}

    officer.goto(f"{cases}/people")
    officer.get_by_label("Find somebody").fill("Robin Vale")
    press(officer, "Search")
    links = officer.locator("main a[href^='/cases/people/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert f"/cases/people/{person}" in links
    assert f"/cases/people/{theirs}" not in links
    shown.append(officer.content())

    officer.goto(f"{cases}/emergency")
    officer.get_by_label("Which agency keeps the record?").select_option(
        label="Fenmark Recovery Service"
    )
    officer.get_by_label("That agency’s own number").fill("FRS-7731")
    officer.get_by_label("Why do you need it now?").fill(
        "He is missing, and it freezes tonight."
    )
    press(officer, "Open the record")
    assert "never open to law enforcement" in text_of(officer)
    shown.append(officer.content())

    officer.goto(f"{served.url}/access/notices")
    press(officer, "Make an address for my calendar")
    feed = re.search(r"/access/calendar/\S+?\.ics", officer.content())
    shown.append(officer.request.get(served.url + feed[0]).text())
    assert "BEGIN:VCALENDAR" in shown[-1]

    for page in shown:
        assert CANARY not in page, page[:300]
