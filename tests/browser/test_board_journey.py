"""The board as its people meet it: from what is due to what the public reads of what became of it."""

import io
import re
import subprocess
import sys
import time as clock
import zipfile
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from fingerpost.service.config.environment import Mode
from fingerpost.service.config.serving import database, environment_of

LONDON = ZoneInfo("Europe/London")
TODAY = datetime.fromtimestamp(clock.time(), LONDON).date()
DUE = TODAY + timedelta(days=10)
DECISION = "Ten homes are kept for people who leave prison"
ACTION = "Sign the lease of the ten homes"
RISK = "The landlord withdraws"
CONFIDENCE = "The landlord asked not to be named"
EVIDENCE = "The lease, signed and filed as H-2026-14"
# What the worker does on a day, done for a day that the test chooses.
A_MORNING = """
import sys, django
django.setup()
from fingerpost.service.access.tasks import send_notices
from fingerpost.service.board.tasks import remind
remind(int(sys.argv[1])), send_notices(int(sys.argv[2]))
"""


def morning_of(served, day):
    """Do what the worker does in the morning of a day, and in the next."""
    at = [
        str(int(datetime.combine(one, hour, LONDON).timestamp()))
        for one, hour in ((day, time(6, 35)), (day + timedelta(days=1), time(7, 5)))
    ]
    with database(served.folder, print, Mode.DEMO) as addresses:
        subprocess.run(
            [sys.executable, "-c", A_MORNING, *at],
            env=environment_of(served.folder, Mode.DEMO, addresses.service, "localhost"),
            check=True,
        )


def mails_to(served, who):
    """Return what was written to somebody, the newest last."""
    files = sorted(
        (served.folder / "service" / "outbox").iterdir(), key=lambda one: one.stat().st_mtime
    )
    read = (message_from_bytes(one.read_bytes(), policy=policy.default) for one in files)
    return [one.get_content() for one in read if who in str(one["To"])]


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.locator("main a").filter(has_text=name).first.click()


def text_of(page):
    return page.locator("main").inner_text()


def read_in_public(visit, served, words):
    """Return the public's page of the board once it has some words: it looks for news every few seconds."""
    for _ in range(30):
        page = visit().page  # a new browser: one may keep a page for five minutes
        page.goto(f"{served.url}/county/board")
        if words in text_of(page):
            return page
        clock.sleep(1)
    raise AssertionError(f"the public never reads {words!r}")


def write(page, item, kind, words, choices=(), days=()):
    """Write a line of minutes with its details."""
    page.get_by_label("Item").select_option(label=item)
    page.get_by_label("What is said or settled?").fill(words)
    page.get_by_label(kind, exact=True).check()
    for label, value in choices:
        page.get_by_label(label).select_option(label=value)
    for label, value in days:
        page.get_by_label(label).fill(value.isoformat())
    press(page, "Write it down")
    expect(page.locator("#lines li").filter(has_text=words)).to_have_count(1)


def test_from_what_is_due_to_what_the_public_reads(visit, served):
    lead, chair = visit("marian.tate").page, visit("adrian.lowe").page
    owner, commissioner = visit("stephen.gale").page, visit("rosalind.chu").page

    # The lead prepares a meeting from what is due.
    lead.goto(f"{served.url}/board/meetings/new")
    lead.get_by_label("What is it called?").fill("Meeting on homes")
    lead.get_by_label("The day", exact=True).fill(TODAY.isoformat())
    lead.get_by_label("It begins at").fill("14:00")
    lead.get_by_label("It ends at").fill("16:00")
    lead.get_by_label("Where?").fill("County Hall")
    lead.get_by_label("The day by which papers are in").fill(TODAY.isoformat())
    lead.get_by_label("How many seats must be filled?").fill("2")
    press(lead, "Call it")
    number = re.search(r"/board/meetings/(\d+)$", lead.url)[1]
    meeting = f"{served.url}/board/meetings/{number}"
    follow(lead, re.compile("Fill the agenda"))
    boxes = lead.locator("main input[type=checkbox]")
    assert boxes.count() >= 3, "the demo has late actions, risks and documents"
    for box in boxes.all():
        box.check()
    press(lead, "Put onto the agenda")
    follow(lead, "Add an item")
    lead.get_by_label("What is it about?").fill("Homes at release")
    lead.get_by_label("What question is put to it?").fill("How many homes are kept?")
    lead.get_by_label("What is the board asked to do?").select_option(label="To decide")
    lead.get_by_label("How many minutes does it take?").fill("20")
    press(lead, "Add the item")
    follow(lead, "Send the pack")
    press(lead, "Freeze it and send it")
    assert "The pack is frozen" in text_of(lead)

    # The chair runs it; the lead writes down what is settled.
    chair.goto(f"{meeting}/pack")
    assert "How many homes are kept?" in chair.locator("body").inner_text()
    chair.goto(meeting)
    follow(chair, "Open the meeting")
    press(chair, "Open it")
    press(chair, "Come to this item")
    assert "minutes used" in text_of(chair)
    lead.goto(f"{meeting}/minutes")
    item = "Homes at release"
    write(lead, item, "Note", CONFIDENCE)
    write(lead, item, "Decision", DECISION)
    write(
        lead,
        item,
        "Action",
        ACTION,
        choices=[("Which agency does it?", "Aldenwold Housing")],
        days=[("The day by which it is done", DUE)],
    )
    write(
        lead,
        item,
        "Risk",
        RISK,
        choices=[
            ("Which agency keeps it?", "Aldenwold Housing"),
            ("How likely is it, 1 to 5?", "3"),
            ("How bad would it be, 1 to 5?", "4"),
        ],
        days=[("The day on which it is looked at again", DUE)],
    )
    chair.goto(f"{meeting}/close")
    press(chair, "Close it")
    lead.goto(f"{meeting}/record")
    follow(lead, "Draft them")
    press(lead, "Draft the minutes")
    chair.goto(f"{meeting}/record")
    follow(chair, "Approve them")
    press(chair, "Approve the minutes")

    # Nothing of it is the public's before it is published, and then its public part alone.
    reader = visit().page
    reader.goto(f"{served.url}/county/board")
    assert DECISION not in text_of(reader)
    lead.goto(f"{meeting}/record")
    follow(lead, "Publish the public part")
    press(lead, "Publish the public part")
    reader = read_in_public(visit, served, DECISION)
    assert ACTION in text_of(reader)
    follow(reader, re.compile("^Meeting on homes"))
    assert DECISION in text_of(reader)
    assert CONFIDENCE not in reader.content()
    assert RISK not in reader.content(), "a risk is not public unless somebody says so"

    # Its owner is reminded, by an e-mail that says nothing; late, it is escalated.
    lead.goto(f"{meeting}")
    follow(lead, ACTION)
    address = lead.url.removeprefix(served.url)
    morning_of(served, DUE - timedelta(days=6))
    told = [one for one in mails_to(served, "stephen.gale") if address in one]
    assert told
    assert ACTION not in "".join(told)
    lead.reload()
    assert "Owner reminded" in text_of(lead)
    morning_of(served, DUE + timedelta(days=9))
    lead.reload()
    assert "Escalated" in text_of(lead)

    # Done needs what shows it, and another agency that accepts it.
    owner.goto(f"{served.url}{address}")
    follow(owner, "Report it done")
    press(owner, "Report it done")
    expect(owner.get_by_role("alert")).to_contain_text("Say what shows it")
    owner.get_by_label("What shows that it is done?").fill(EVIDENCE)
    press(owner, "Report it done")
    assert owner.locator("a", has_text="Accept it as done").count() == 0
    chair.goto(f"{served.url}{address}")
    follow(chair, "Accept it as done")
    press(chair, "Accept it as done")

    # The commissioner sees it, the progress report tells it, and so does the public's page.
    commissioner.goto(f"{served.url}/board/oversight")
    follow(commissioner, "Aldenwold Housing")
    assert ACTION in text_of(commissioner)
    lead.goto(f"{served.url}/board/documents")
    follow(lead, re.compile("[Pp]rogress report"))
    follow(lead, re.compile("Compose"))
    press(lead, "Compose it")
    href = lead.locator("main a[href$='/file']").first.get_attribute("href")
    file = lead.context.request.get(served.url + href).body()
    with zipfile.ZipFile(io.BytesIO(file)) as odt:
        said = odt.read("content.xml").decode()
    assert ACTION in said
    assert EVIDENCE in said
    reader = read_in_public(visit, served, EVIDENCE)
    row = reader.get_by_role("row").filter(has_text=ACTION)
    expect(row).to_contain_text("Done")
