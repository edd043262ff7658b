"""One journey through everything: from an invitation to a measure that has changed, and who did it all.

The service runs as for real people, second factor included, beside a county whose harm reduction service
has not sent its newest file yet. The file that it then sends is the county's own, bad rows and all.
"""

import re
import shutil
import tempfile
import time
from email import message_from_bytes
from pathlib import Path

import pytest
from tests.browser import service_rig

from fingerpost.county.making import make

NEWEST = "naloxone-2026-Q1.csv"
KITS = "/evidence/measures/naloxone_kits_supplied"
MEASURED_WITHIN = 180  # seconds, on a busy machine
TREATMENT_DID = (
    "Helen Brook, for Fenmark Recovery Service, invited somebody",
    "accepted an invitation",
    "Robin Vale, for Fenmark Recovery Service, sent a file (upload 1)",
    "Robin Vale, for Fenmark Recovery Service, had a file landed (upload 1)",
    "Robin Vale, for Fenmark Recovery Service, took the refused rows of a file (upload 1)",
    "Robin Vale, for Fenmark Recovery Service, sent a file (upload 2)",
    "Robin Vale, for Fenmark Recovery Service, had a file landed (upload 2)",
)


@pytest.fixture(scope="module")
def county_service():
    """Run the service beside the open data and the naloxone of a small county, but its newest file."""
    folder = Path(tempfile.mkdtemp(prefix="fingerpost-journey-"))
    folder.chmod(0o711)  # so that PostgreSQL's own user may go in
    workspace = folder / "fenmark"
    make(workspace, people=20_000, years=3, seed=7)
    workspace.chmod(0o711)
    for sent in (workspace / "inbox").iterdir():
        if sent.name not in ("open-data", "harm-reduction"):
            shutil.rmtree(sent)
    for sent in (workspace / "inbox" / "harm-reduction").glob("needle-*"):
        sent.unlink()
    (workspace / "inbox" / "harm-reduction" / NEWEST).rename(folder / NEWEST)
    service_rig.run(workspace)
    service_rig.make_demo_people(workspace)
    running = service_rig.start(workspace, mode="development")
    yield running
    ended = running.stop()
    shutil.rmtree(folder)
    assert ended == 0


@pytest.fixture
def comes_in(browser, county_service):
    """Return how somebody is signed in, by password and by the code of an app, in a browser of their own."""
    opened = []

    def opener():
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(60_000)
        opened.append(context)
        return service_rig.Visitor(context.new_page(), county_service.url, is_demo=False)

    def signed_in(who):
        visitor = opener()
        page = visitor.page
        visitor.go("/account/login/")
        page.get_by_label("Email").fill(f"{who}@fenmark.example")
        page.get_by_label("Password").fill(county_service.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        turn_on_codes(visitor)
        return visitor

    opener.signed_in = signed_in
    yield opener
    for context in opened:
        context.close()


def turn_on_codes(visitor):
    """Do what a new person is asked for first; return the key of the codes."""
    page = visitor.page
    page.get_by_role("heading", name="Turn on codes from an app").wait_for()
    key = page.locator("#key code").inner_text()
    look(visitor, "the second factor")
    assert page.locator(".fp-scan svg path").bounding_box()["width"] > 100
    page.get_by_label("Code that the app shows").fill(service_rig.code_of(key, time.time()))
    page.get_by_role("button", name="Turn on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    look(visitor, "recovery codes")
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("heading", name="What needs you today").wait_for()
    return key


def look(visitor, where):
    """Note what is wrong on the page that a person has come to."""
    visitor.here = where
    visitor.look_at_the_whole()
    visitor.look_for_barriers()


def send(visitor, path):
    """Send a file by the form, and wait until it is settled."""
    page = visitor.page
    look(visitor, "send a file")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Send the file").click()
    page.get_by_text(re.compile(r"^Landed\.$")).wait_for()
    look(visitor, "the result")


def edition(page):
    """Return the edition that a page says its figures are of."""
    return re.search(r"edition (\w+)", page.locator("main").inner_text())[1]


def quarter(page):
    """Return how many kits the measure's page counts for the newest quarter in the whole county."""
    found = re.search(
        r"([\d,]+) kits in January to March 2026", page.locator("main").inner_text()
    )
    return found and int(found[1].replace(",", ""))


def measured(visitor, ready):
    """Look at the measure again until it says what is waited for."""
    until = time.monotonic() + MEASURED_WITHIN
    while time.monotonic() < until:
        visitor.go(KITS)
        if ready(visitor.page):
            return
        time.sleep(1)
    raise AssertionError(visitor.page.locator("main").inner_text()[:600])


@pytest.mark.slow
def test_from_an_invitation_to_a_measure_that_has_changed(comes_in, county_service):
    sent = county_service.folder.parent / NEWEST
    lines = sent.read_text().splitlines()
    good = [line for line in lines if line.count(",") == 6 and line.count('"') % 2 == 0]
    assert len(good) == len(lines) - 2, "the county's own file has two bad rows"

    manager = comes_in.signed_in("helen.brook")
    manager.go("/access/people/invite")
    manager.page.get_by_label("Full name").fill("Robin Vale")
    manager.page.get_by_label("Work e-mail address").fill("robin.vale@fenmark.example")
    manager.page.get_by_label("Role", exact=True).select_option(label="Data sender")
    manager.page.locator("main button.govuk-button").click()
    manager.page.get_by_text("The invitation is sent").wait_for()
    look(manager, "people, after an invitation")
    mails = (county_service.folder / "service" / "outbox").iterdir()
    words = "\n".join(message_from_bytes(one.read_bytes()).get_payload() for one in mails)
    address = re.search(r"http://\S+/access/invitation/\S+", words)[0]

    robin = comes_in()
    page = robin.page
    robin.go(address.removeprefix(county_service.url))
    look(robin, "the invitation")
    page.get_by_label("Choose a password").fill("three random words")
    page.get_by_role("button", name="Accept the invitation").click()
    key = turn_on_codes(robin)
    page.get_by_role("button", name="Sign out").click()
    robin.go("/account/login/")
    page.get_by_label("Email").fill("robin.vale@fenmark.example")
    page.get_by_label("Password").fill("three random words")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Enter your code").wait_for()
    look(robin, "the code at sign-in")
    page.get_by_label("Code that your app shows").fill("000000")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("alert").wait_for()
    look(robin, "a wrong code")
    # A code opens once: that of the next half minute, which clocks that differ allow, has not been used.
    page.get_by_label("Code that your app shows").fill(
        service_rig.code_of(key, time.time() + 30)
    )
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="What needs you today").wait_for()
    look(robin, "the start")

    robin.go(KITS)
    look(robin, "the measure before")
    first = edition(page)
    assert quarter(page) is None

    page.get_by_role("link", name="Files", exact=True).click()
    page.get_by_role("button", name="Send a file").click()
    assert page.get_by_text("Take-home naloxone kits").count()
    send(robin, sent)
    said = page.locator("main").inner_text()
    assert f"{len(lines) - 1} rows read: {len(good) - 1} landed, 2 refused." in said
    assert "a quotation mark opens a field and is never closed" in said
    assert f"edition {first}" in said
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take the refused rows").click()
    assert len(taken.value.path().read_text().splitlines()) == 3

    measured(robin, lambda page: quarter(page) is not None)
    look(robin, "the measure with what landed")
    second = edition(page)
    assert second != first
    assert quarter(page) == kits_of(good)

    robin.go("/")
    page.get_by_role("link", name="Correct and send again: 2 rows").click()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_text("This corrects").wait_for()
    corrected = sent.with_name("corrected") / NEWEST
    corrected.parent.mkdir()
    corrected.write_text("\n".join(mended(lines)) + "\n")
    send(robin, corrected)
    said = page.locator("main").inner_text()
    assert f"{len(lines) - 1} rows read: {len(lines) - 1} landed, 0 refused." in said
    assert "in place of an earlier file" in said

    measured(robin, lambda page: edition(page) != second)
    look(robin, "the measure with what was corrected")
    assert quarter(page) == kits_of(mended(lines)) > kits_of(good)

    analyst = comes_in.signed_in("priya.nair")
    analyst.go("/evidence/signals")
    look(analyst, "what is new")
    analyst.page.locator("main a[href*='/signals/']").first.click()
    look(analyst, "a signal")
    analyst.page.get_by_label("What is it?").select_option(label="A known event")
    analyst.page.get_by_label("Why?").fill(
        "The service changed hands in April and sends later."
    )
    analyst.page.get_by_role("button", name="Write it down").click()
    analyst.page.get_by_text("It is written down, under your name.").wait_for()
    look(analyst, "a signal that was answered")
    assert "The service changed hands in April" in analyst.page.locator("main").inner_text()

    leads = [comes_in.signed_in(lead) for lead in ("martin.cole", "ruth.adeyemi")]
    for lead in leads:
        lead.go("/access/audit")
        look(lead, "the audit")
    treatment, public_health = (lead.page.locator("main tbody").inner_text() for lead in leads)
    for said in TREATMENT_DID:
        assert said in treatment, said
    assert (
        "Priya Nair, for Fenmark Public Health, said what became of a signal" in public_health
    )

    problems = [
        one for visitor in (manager, robin, analyst, *leads) for one in visitor.problems
    ]
    assert not problems, "\n".join(problems)


def mended(lines):
    """Return the file as its sender puts it right: the quotation mark closed, the row cut to its form."""
    return [",".join(line.replace('"', "").split(",")[:7]) for line in lines]


def kits_of(lines):
    """Return how many kits the rows of a file say were supplied."""
    return sum(int(line.split(",")[5]) for line in lines[1:])
