"""A release from prison as its people meet it: a missed pick-up, an early day, and a clock that stops."""

import re
import subprocess
import sys
import time as clock
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from fingerpost.service.config.environment import Mode
from fingerpost.service.config.serving import database, environment_of

pytestmark = pytest.mark.slow  # a journey of a minute: by night


LONDON = ZoneInfo("Europe/London")
TODAY = datetime.fromtimestamp(clock.time(), LONDON).date()
DAY = timedelta(days=1)
# The demo's releases, if nobody has made them yet.
THE_DEMO = """
import django
django.setup()
from django.utils import timezone
from fingerpost.service.casework.demo import release
release.make(at=timezone.now())
"""
# What the worker does every five minutes, done at a time that the test chooses.
A_SWEEP = """
import sys, django
django.setup()
from fingerpost.service.casework.tasks import sweep_releases
sweep_releases(int(sys.argv[1]))
"""
# What happens on other days: the test's people live through them, by the same actions as the pages.
OTHER_DAYS = """
import sys, django
django.setup()
from datetime import date, datetime, timedelta
from django.utils import timezone
from fingerpost.service.access.models import Membership
from fingerpost.service.casework.actions import referrals, releases
from fingerpost.service.casework.models import PrisonRelease
number, left_on = int(sys.argv[1]), date.fromisoformat(sys.argv[2])
one = PrisonRelease.objects.get(pk=number)
def of(email):
    return Membership.objects.select_related("user", "agency").get(
        user__email=f"{email}@fenmark.example", role="worker")
prison, community = of("owen.price"), of("kofi.mensah")
noon = timezone.make_aware(datetime(left_on.year, left_on.month, left_on.day, 12))
PrisonRelease.objects.filter(pk=number).update(made_at=noon - timedelta(days=1))
one = releases.say_released(release=one, on=left_on, by=prison, at=noon)
known = referrals.take_in(
    referral=one.referral, by=community, at=noon + timedelta(minutes=5), late_reason="staff")
known = referrals.accept(referral=known, by=community, at=noon + timedelta(minutes=6))
meets = noon + timedelta(days=20)
referrals.offer_appointment(
    referral=known, starts_at=meets, place="12 Ferry Street", by=community,
    at=noon + timedelta(minutes=7))
referrals.attended(
    referral=known, by=community, at=meets + timedelta(hours=1), late_reason="staff")
"""


def run(served, program, *arguments):
    """Run a piece of the service beside it."""
    with database(served.folder, print, Mode.DEMO) as addresses:
        subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            env=environment_of(served.folder, Mode.DEMO, addresses.service, "localhost"),
            check=True,
        )


def sweep(served, at):
    run(served, A_SWEEP, int(at.timestamp()))


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.locator("main a").filter(has_text=name).first.click()


def plan(page, served, number, family_name, due_on):
    """Plan a release by hand, and return its number."""
    page.goto(f"{served.url}/cases/releases/new")
    page.get_by_label("Prison number").fill(number)
    page.get_by_label("Given name").fill("Robin")
    page.get_by_label("Family name").fill(family_name)
    page.get_by_label("The day of the release").fill(due_on.isoformat())
    page.get_by_label("Kind of release").select_option(label="On licence")
    page.get_by_label("Is a need for drug treatment known?").select_option(label="Yes")
    press(page, "Plan it")
    return int(re.search(r"/cases/releases/(\d+)$", page.url)[1])


def transfer(page):
    follow(page, "Transfer treatment")
    options = page.get_by_label("To which service does treatment go?").locator("option")
    label = next(one for one in options.all_inner_texts() if "Fenmark Recovery Service" in one)
    page.get_by_label("To which service does treatment go?").select_option(label=label)
    press(page, "Transfer treatment")
    expect(page.get_by_role("alert")).to_contain_text("The referral is sent")


def test_a_missed_pick_up_an_early_day_and_a_clock_that_stops(visit, served):
    run(served, THE_DEMO)
    officer, worker = visit("owen.price").page, visit("tess.hall").page
    manager, treatment = visit("sunil.rao").page, visit("kofi.mensah").page

    # The prison plans it, transfers treatment, and asks the charity to be at the gate.
    number = plan(officer, served, "A9001ZZ", "Gatley", TODAY + 6 * DAY)
    release = f"{served.url}/cases/releases/{number}"
    worker.goto(release)
    assert "Robin Gatley" not in worker.locator("main").inner_text()
    transfer(officer)
    pick_up = officer.get_by_role("row").filter(has_text="Met at the gate")
    pick_up.get_by_role("link", name="Ask an agency").click()
    officer.get_by_label("Which agency does it?").select_option(
        label="Saltmarsh Recovery Community"
    )
    press(officer, "Ask an agency")
    worker.goto(release)
    expect(worker.get_by_role("heading", level=1)).to_have_text("Robin Gatley")
    row = worker.get_by_role("row").filter(has_text="Met at the gate")
    row.get_by_role("link", name="I do it").click()
    press(worker, "I do it")

    # An early release re-sorts the list, and the charity sees the new day.
    other = plan(officer, served, "A9002ZZ", "Second", TODAY + 5 * DAY)
    officer.goto(f"{served.url}/cases/releases")
    order = officer.locator("main table th[scope=row] a").all_inner_texts()
    assert order.index("Robin Second") < order.index("Robin Gatley")
    officer.goto(release)
    follow(officer, "Change the day")
    officer.get_by_label("The new day").fill((TODAY + DAY).isoformat())
    officer.get_by_label("Why?").select_option(label="An early release scheme")
    press(officer, "Change the day")
    officer.goto(f"{served.url}/cases/releases")
    order = officer.locator("main table th[scope=row] a").all_inner_texts()
    assert order.index("Robin Gatley") < order.index("Robin Second")
    worker.reload()
    expect(worker.locator("main")).to_contain_text("first planned for")

    # Nobody ticks the pick-up: by its time the clock tells the charity's manager, by name.
    gate = datetime.combine(TODAY + DAY, time(10, 0), LONDON)
    sweep(served, gate - timedelta(minutes=5))
    officer.goto(release)
    missed = officer.get_by_role("row").filter(has_text="Met at the gate")
    expect(missed).not_to_contain_text("told on")
    sweep(served, gate + timedelta(minutes=5))
    officer.reload()
    expect(missed).to_contain_text("Sunil Rao told on")
    manager.goto(release)
    expect(manager.locator("#history + ol")).to_contain_text("Met at the gate is late")

    # The worker says why, in a reason that the prison reads.
    worker.reload()
    row.get_by_role("link", name="Not done").click()
    worker.get_by_label("Why was it not done?").select_option(label="There was no transport")
    press(worker, "Not done")
    officer.reload()
    expect(missed).to_contain_text("There was no transport")

    # Another left three weeks ago and came on day 20: the clock is stopped, by what the referral tells.
    officer.goto(f"{served.url}/cases/releases/{other}")
    transfer(officer)
    left_on = TODAY - 20 * DAY
    run(served, OTHER_DAYS, other, left_on.isoformat())
    sweep(served, datetime.combine(TODAY, time(23, 0), LONDON))
    officer.reload()
    expect(officer.locator("main")).to_contain_text("came to treatment")
    treatment.goto(f"{served.url}/cases/releases/clock")
    stopped = treatment.locator("main li").filter(has_text="Robin Second")
    expect(stopped).to_contain_text("came to treatment")


def test_what_is_typed_survives_a_lost_connection(visit, served):
    page = visit("owen.price").page
    address = f"{served.url}/cases/releases/new"
    page.goto(address)
    page.get_by_label("Prison number").fill("A9003ZZ")
    page.get_by_label("Kind of release").select_option(label="On licence")
    with page.expect_response(lambda one: one.url.endswith("/cases/drafts")) as kept:
        page.get_by_label("Given name").press_sequentially("Alexis")
    assert kept.value.status == 204

    # Without a connection nothing is lost, and sending says so.
    page.context.set_offline(True)
    page.get_by_label("Family name").press_sequentially("Thornbury")
    press(page, "Plan it")
    expect(page.get_by_role("status")).to_contain_text("You are not connected")
    expect(page.get_by_label("Family name")).to_have_value("Thornbury")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("connected again")

    # Come back another way: all is there, with a line that says when it was kept.
    page.goto(f"{served.url}/cases/releases")
    page.goto(address)
    expect(page.get_by_role("status")).to_contain_text(
        re.compile(r"We kept what you typed at \d\d:\d\d\.")
    )
    expect(page.get_by_label("Family name")).to_have_value("Thornbury")
    expect(page.get_by_label("Kind of release")).to_have_value("licence")

    # In another browser of the same person too; once it is sent, nowhere.
    second = visit("owen.price").page
    second.goto(address)
    expect(second.get_by_label("Family name")).to_have_value("Thornbury")
    due_on = (TODAY + 30 * DAY).isoformat()
    page.get_by_label("The day of the release").fill(due_on)
    press(page, "Plan it")
    expect(page.get_by_role("alert")).to_contain_text("The release is planned")
    for one in (page, second):
        one.goto(address)
        expect(one.get_by_label("Family name")).to_have_value("")
        expect(one.get_by_role("status")).to_have_count(0)
    assert "Thornbury" not in served.log

    # What is discarded is gone.
    with page.expect_response(lambda one: one.url.endswith("/cases/drafts")):
        page.get_by_label("Given name").press_sequentially("Wrong")
    page.goto(address)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Given name")).to_have_value("")
    page.goto(address)
    expect(page.get_by_label("Given name")).to_have_value("")
