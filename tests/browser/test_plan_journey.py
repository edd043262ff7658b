"""One plan of four agencies as their people meet it, a fifth that sees no health, a volunteer who sees none."""

import re
import subprocess
import sys
import time as clock
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from fingerpost.service.config.environment import Mode
from fingerpost.service.config.serving import database, environment_of

pytestmark = pytest.mark.slow  # a journey of a minute: by night


LONDON = ZoneInfo("Europe/London")
TODAY = datetime.fromtimestamp(clock.time(), LONDON).date()
SOON = (TODAY + timedelta(days=21)).isoformat()
HOME = "A kitchen where the kettle is mine"
SCRIPT = "Down to thirty by the spring"
DOSE = "Ten less each fortnight"
FORM = "Bring the letter from the court"
# Somebody of the treatment service without a plan, who agreed that five agencies are told; and the withdrawal.
PREPARE = """
import django
django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from fingerpost.service.access.models import Agency
from fingerpost.service.casework.demo import plan
from fingerpost.service.casework.models import Consent, ConsentAgency, Person
at = timezone.now()
plan.make(at=at)
person = Person.objects.get(local_number="FRS-3003")
old = Consent.objects.get(person__local_number="FRS-3001")
on = timezone.localdate(at)
consent = Consent.objects.create(
    person=person, agency=person.agency, items=["plan", "plan_health"], words="One plan.",
    given_on=on, until=on + timedelta(days=90), how="spoken", taken_by=old.taken_by, made_at=at,
)
for kind in ("housing", "employment", "charity", "probation"):
    agency = Agency.objects.get(kind=kind)
    ConsentAgency.objects.create(consent=consent, agency=agency, taker=person.agency)
print(person.pk, consent.pk)
"""
WITHDRAW = """
import sys, django
django.setup()
from django.utils import timezone
from fingerpost.service.casework.models import Consent
Consent.objects.filter(pk=sys.argv[1]).update(withdrawn_at=timezone.now())
"""


def in_service(served, program, *said):
    """Run a program beside the service, as the service."""
    with database(served.folder, print, Mode.DEMO) as addresses:
        done = subprocess.run(
            [sys.executable, "-c", program, *said],
            env=environment_of(served.folder, Mode.DEMO, addresses.service, "localhost"),
            check=True,
            capture_output=True,
            text=True,
        )
    return done.stdout.split()


def text_of(page):
    return page.locator("main").inner_text()


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def choose(page, label, option):
    page.get_by_label(label, exact=True).select_option(label=option)


def invite(page, plan, agency, *, health=False):
    page.goto(f"{plan}/invite")
    choose(page, "Which agency?", agency)
    if health:
        page.get_by_label("It sees treatment and health too").check()
    press(page, "Let an agency in")


def act(page, plan, what, agency, words=""):
    page.goto(f"{plan}/action")
    choose(page, "What is to be done?", what)
    choose(page, "Which agency does it?", agency)
    page.get_by_label("The day by which it is done").fill(SOON)
    if words:
        page.get_by_label("More of it, in your words").fill(words)
    press(page, "Add an action")


def test_one_plan_of_four_agencies_a_fifth_without_health_and_a_volunteer(visit, served):
    person, consent = in_service(served, PREPARE)[-2:]
    holder = visit("kofi.mensah").page

    # The treatment service opens the plan and begins with what the person wants.
    holder.goto(f"{served.url}/cases/plans/new/{person}")
    holder.get_by_label("Consent, article 6(1)(a)").check()
    holder.get_by_label(re.compile("^The consent by which others may be told")).select_option(
        index=1
    )
    holder.get_by_label("The day of the first review").fill(SOON)
    press(holder, "Open the plan")
    plan = holder.url
    for part, words in (("Home", HOME), ("Treatment", SCRIPT)):
        holder.goto(f"{plan}/goal")
        holder.get_by_label(part, exact=True).check()
        holder.get_by_label("What do they want, in their own words?").fill(words)
        press(holder, "Add a goal")
    assert HOME in text_of(holder)

    # It lets three in with what is not of health, one of these with health, and probation.
    invite(holder, plan, "Aldenwold Housing")
    invite(holder, plan, "Fenmark Work and Support")
    invite(holder, plan, "Saltmarsh Recovery Community", health=True)
    invite(holder, plan, "Fenmark Probation", health=True)
    expect(holder.get_by_role("alert").first).to_contain_text("nothing of treatment or health")
    invite(holder, plan, "Fenmark Probation")
    invite(holder, plan, "Fenmark Infirmary")
    expect(holder.get_by_role("alert").first).to_contain_text("does not name this")
    holder.goto(plan)
    assert "Aldenwold Housing sees home" in text_of(holder)
    act(holder, plan, "Apply for a home", "Aldenwold Housing", FORM)
    act(holder, plan, "Make a vocational profile", "Fenmark Work and Support")
    act(holder, plan, "Review the prescription", "Fenmark Recovery Service", DOSE)
    act(holder, plan, "Come to supervision", "Fenmark Probation")

    # Each sees its parts.
    sees = {}
    for who in ("beth.arnold", "ravi.shah", "tess.hall", "nina.foster"):
        page = sees[who] = visit(who).page
        page.goto(plan)
    for who in ("beth.arnold", "ravi.shah"):
        said = text_of(sees[who])
        assert HOME in said
        assert FORM in said
        for secret in (SCRIPT, DOSE, "Review the prescription"):
            assert secret not in sees[who].content(), (who, secret)
    charity = text_of(sees["tess.hall"])
    assert SCRIPT in charity
    assert DOSE in charity

    # Probation sees steps, and no word that anybody wrote, on whatever page it asks for.
    law = sees["nina.foster"]
    assert "Apply for a home" in text_of(law)
    assert "Come to supervision" in text_of(law)
    for path in (
        "",
        "/print",
        "/versions",
        "/action",
        "/review",
        "/work",
        "/goal",
        "/life",
        "/top",
    ):
        answer = law.goto(f"{plan}{path}")
        assert answer.status == (404 if path in ("/work", "/goal", "/life", "/top") else 200)
        for secret in (HOME, SCRIPT, FORM, DOSE, "Review the prescription"):
            assert secret not in law.content(), (path, secret)
    law.goto(f"{plan}/versions")
    for address in law.locator("main ol a").evaluate_all("all => all.map(a => a.href)"):
        law.goto(address)
        assert SCRIPT not in law.content()
        assert HOME not in law.content()

    # Housing says that its part is done, employment begins, and the holder sees both.
    housing, work = sees["beth.arnold"], sees["ravi.shah"]
    housing.locator("main a").filter(has_text="It is done: Apply for a home").click()
    press(housing, "It is done")
    work.get_by_role("link", name="Support in work").click()
    work.locator("main a").filter(has_text="Begin support in work").click()
    press(work, "Begin")
    work.locator("main a").filter(has_text="The vocational profile is made").click()
    work.get_by_label("The day", exact=True).fill(TODAY.isoformat())
    press(work, "The vocational profile is made")
    holder.goto(plan)
    holder.locator("summary").first.click()
    assert "Apply for a home, Aldenwold Housing: done" in text_of(holder)

    # They meet over it: each reads there what it may.
    holder.goto(f"{served.url}/cases/plan-meetings/new")
    holder.get_by_label("The day", exact=True).fill(TODAY.isoformat())
    holder.get_by_label("It begins at").fill("09:00")
    holder.get_by_label("Where?").fill("Town Hall")
    for agency in ("Aldenwold Housing", "Fenmark Probation"):
        holder.get_by_label(agency, exact=True).check()
    holder.get_by_label(re.compile("^Tara Winslow")).check()
    press(holder, "Call it")
    meeting = holder.url
    assert SCRIPT in text_of(holder)
    housing.goto(meeting)
    assert HOME in text_of(housing)
    assert SCRIPT not in housing.content()
    law.goto(meeting)
    assert "Tara Winslow" in text_of(law)
    assert HOME not in law.content()

    # A volunteer of the charity sees no case, and writes down a session without names.
    volunteer = visit("dean.whitlock").page
    for address in (plan, meeting, f"{served.url}/cases/plans", f"{served.url}/cases/"):
        assert volunteer.goto(address).status in (403, 404), address
        assert "Tara" not in volunteer.content()
    volunteer.goto(f"{served.url}/")
    volunteer.get_by_role("link", name="Volunteering", exact=True).click()
    volunteer.locator("main a").filter(has_text="Write down a session").click()
    volunteer.get_by_label("Mutual aid").check()
    volunteer.get_by_label("The day", exact=True).fill((TODAY - timedelta(days=1)).isoformat())
    volunteer.get_by_label("It begins at").fill("19:00")
    volunteer.get_by_label("Where?").fill("The old chapel")
    volunteer.get_by_label(re.compile("^How many people came")).fill("9")
    press(volunteer, "Write it down")
    row = volunteer.get_by_role("row").filter(has_text="The old chapel")
    expect(row).to_contain_text("9")

    # The person withdraws: the next page that anybody else asks for is not there.
    in_service(served, WITHDRAW, consent)
    for who, page in sees.items():
        assert page.goto(plan).status == 404, who
        page.goto(f"{served.url}/cases/plans")
        assert "Tara Winslow" not in text_of(page), who
    assert holder.goto(plan).status == 200
