"""Two people minute a meeting at once, in real browsers: both see both, and nothing is lost."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

LEAD, OTHER, CHAIR = "marian.tate", "imogen.vale", "adrian.lowe"
SOON = 15_000  # milliseconds: several times as long as a page waits to ask again


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture(scope="module")
def meeting(browser, served, keys_of):
    """Call a meeting, send its pack and open it, as the lead does; close it in the end."""
    context = browser.new_context(storage_state=keys_of(LEAD))
    page = context.new_page()
    day = date.today() + timedelta(days=3)  # noqa: DTZ011, as the server's day
    page.goto(f"{served.url}/board/meetings/new")
    page.get_by_label("What is it called?").fill("Extraordinary meeting")
    page.get_by_label("The day", exact=True).fill(str(day))
    page.get_by_label("It begins at").fill("10:00")
    page.get_by_label("It ends at").fill("11:00")
    page.get_by_label("Where?").fill("County Hall")
    page.get_by_label("The day by which papers are in").fill(str(day))
    page.get_by_label("How many seats must be filled?").fill("2")
    press(page, "Call it")
    address = page.url
    for title in ("Homes at release", "Naloxone"):
        page.goto(f"{address}/items/new")
        page.get_by_label("What is it about?").fill(title)
        page.get_by_label("What is the board asked to do?").select_option("decide")
        page.get_by_label("What question is put to it?").fill("What is to be done?")
        page.get_by_label("How many minutes does it take?").fill("20")
        press(page, "Add the item")
    page.goto(f"{address}/freeze")
    page.locator("main form button").click()
    page.goto(f"{address}/open")
    page.locator("main form button").click()
    yield address
    page.goto(f"{address}/close")
    page.locator("main form button").click()
    context.close()


@pytest.fixture
def minuting(visit, meeting):
    """Open the page for minutes, as somebody."""

    def opened(who, **options):
        page = visit(who, **options).page
        page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
        page.goto(f"{meeting}/minutes")
        return page

    return opened


def write(page, words, kind="Note", **more):
    page.get_by_label("What is said or settled?").fill(words)
    page.get_by_label(kind, exact=True).check()
    for label, value in more.items():
        page.get_by_role("textbox", name=label, exact=True).fill(value)
    press(page, "Write it down")


def lines(page):
    return page.locator("#lines li")


def has_once(page, words):
    expect(lines(page).filter(has_text=words)).to_have_count(1, timeout=SOON)


def test_both_see_what_either_writes(minuting):
    lead, other = minuting(LEAD), minuting(OTHER)
    write(lead, "Six flats are full.")
    write(other, "The probation unit agrees.")
    lead.get_by_label("Item").select_option(label="Naloxone")
    write(
        lead,
        "Give kits to every hostel",
        "Decision",
        **{"Why? (optional)": "Staff find people first"},
    )
    for page in (lead, other):
        for words in (
            "Six flats are full.",
            "The probation unit agrees.",
            "Give kits to every",
        ):
            has_once(page, words)
    expect(other.locator("#lines")).to_contain_text("Marian Tate")
    expect(lead.locator("#lines")).to_contain_text("Imogen Vale")
    expect(lead.get_by_label("Item")).to_have_value(
        lead.get_by_label("Item").locator("option", has_text="Naloxone").get_attribute("value")
    )
    expect(lead.get_by_label("What is said or settled?")).to_have_value("")
    other.get_by_label("Action", exact=True).check()
    follows = other.get_by_label("Which decision does it follow from?")
    expect(follows.locator("option", has_text="Give kits to every hostel")).to_have_count(1)


def test_who_goes_offline_goes_on_and_loses_nothing(minuting):
    lead, other = minuting(LEAD), minuting(OTHER)
    lead.context.set_offline(True)
    write(lead, "Said while the line was down.")
    expect(lead.locator("#said")).to_contain_text("The connection is lost")
    write(lead, "And a second thing.", "Decision")
    write(other, "Written by who is there.")
    expect(lead.locator("#waiting li")).to_have_count(2)
    expect(other.locator("#lines")).not_to_contain_text("while the line was down")
    lead.context.set_offline(False)
    for page in (lead, other):
        for words in (
            "Said while the line was down.",
            "And a second thing.",
            "by who is there",
        ):
            has_once(page, words)
    expect(lead.locator("#waiting")).to_be_hidden()
    said = lines(lead).all_inner_texts()
    down, second = (
        next(place for place, one in enumerate(said) if words in one)
        for words in ("while the line was down", "a second thing")
    )
    assert down < second, "in the order in which they were written"


def test_what_waits_outlives_a_reload_and_an_answer_that_never_came(minuting):
    lead, other = minuting(LEAD), minuting(OTHER)
    sent = []

    def lose_the_answer(route):
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.fetch())  # the server has it, and the page never hears of that
        route.abort()

    lead.route(re.compile("/minutes$"), lose_the_answer)
    write(lead, "Sent, and the answer was lost.")
    expect(lead.locator("#waiting li")).to_have_count(1)
    has_once(other, "Sent, and the answer was lost.")
    lead.unroute_all()
    lead.route(re.compile("/minutes$"), lambda route: (
        route.abort() if route.request.method == "POST" else route.continue_()
    ))  # fmt: skip
    write(lead, "Not sent at all.")
    lead.reload()
    expect(lead.locator("#waiting li")).to_have_count(2)
    lead.unroute_all()
    expect(lead.locator("#waiting")).to_be_hidden(timeout=SOON)
    for page in (lead, other):
        has_once(page, "Sent, and the answer was lost.")
        has_once(page, "Not sent at all.")
    assert sent


def test_what_is_refused_comes_back_into_the_form(minuting):
    page = minuting(LEAD)
    write(page, "Find a second house", "Action")
    expect(page.locator("#problems")).to_contain_text("Choose the agency")
    expect(page.get_by_label("What is said or settled?")).to_have_value("Find a second house")
    expect(page.get_by_label("Which agency does it?")).to_be_visible()
    page.get_by_label("Which agency does it?").select_option(label="Aldenwold Housing")
    page.get_by_label("The day by which it is done").fill("2099-01-31")
    press(page, "Write it down")
    has_once(page, "Find a second house")
    expect(page.locator("#problems")).to_be_empty()
    expect(page.get_by_label("Which agency does it?")).to_be_hidden()


def test_without_a_script_the_form_posts_and_the_page_comes_again(minuting):
    page = minuting(LEAD, java_script_enabled=False)
    page.get_by_label("What is said or settled?").fill("Written without a script.")
    press(page, "Write it down")
    has_once(page, "Written without a script.")
    page.get_by_role("link", name=re.compile("Strike.*Written without")).click()
    page.get_by_label("Why?").fill("Misheard")
    press(page, "Strike it")
    expect(page.locator("#lines del")).to_contain_text("Written without a script.")


def test_the_page_is_sound(visit, meeting, served):
    visitor = visit(LEAD)
    for address in ("minutes", "record"):
        visitor.go(f"{meeting.removeprefix(served.url)}/{address}")
        visitor.look_at_the_whole()
        visitor.look_for_barriers()
        visitor.look_by_keyboard()
    assert not visitor.problems, "\n".join(visitor.problems)
