"""The public's pages as anybody meets them: in real Chromium, from the real server, signed in or not."""

import json
from urllib.parse import urlsplit

import pytest
from tests.browser.service_rig import ROLES, form_of
from tests.conftest import AS_OF

from fingerpost.evidence.disclosure import PUBLIC, Approval, write_release
from fingerpost.evidence.pipeline import make_release

MEASURE = "/county/measures/recorded_drug_offences"
SEARCH = "/county/help?need=drugs&place=FM1&when=now"
PAGES = (
    *(
        "help",
        "help/ask",
        "data",
        "board",
        "told",
        "tell-us",
        "privacy",
        "licences",
        "corrections",
    ),
    *("words/alerts", "words/accessibility", "words/cookies", "words/contact"),
)


@pytest.fixture(scope="module", autouse=True)
def for_everybody(served, example, estimated):
    """Let a release out to the public beside the one of the board."""
    release = make_release(
        example,
        as_of=AS_OF,
        reader=PUBLIC,
        approval=Approval("Bo Marlow", "Agreed", AS_OF),
        estimated=estimated,
        dry_run=True,
    )
    folder = served.folder / "published" / "public"
    write_release(release, folder / release.id)
    (folder / "latest.json").write_text(json.dumps({"release": release.id}))


def test_every_page_is_whole_without_barriers_and_asks_nobody_else(visit):
    visitor = visit()

    def look(one):
        one.look_at_the_whole()
        if one.seen[form_of(one.here)] == 1:
            one.look_by_keyboard()
            one.look_for_barriers()

    visitor.walk("/county/", MEASURE, SEARCH, look=look)
    assert not visitor.problems, "\n".join(visitor.problems)
    seen = {form_of(one) for one in visitor.visited}
    assert {"/county/", "/county/measures/*", form_of(SEARCH)} <= seen
    assert {f"/county/{name}" for name in PAGES} <= seen
    assert any(one.startswith("/county/help/") for one in visitor.visited)
    assert any(one.startswith("/county/districts/") for one in visitor.visited)


def test_an_address_typed_bare_leads_here_and_to_the_sign_in(visit):
    visitor = visit()
    visitor.go("/")
    assert urlsplit(visitor.page.url).path == "/county/"
    assert visitor.page.context.cookies() == []
    visitor.page.get_by_role("link", name="Sign in, for partners").click()
    assert urlsplit(visitor.page.url).path == "/account/login/"


def test_it_works_without_javascript_on_a_phone(visit):
    visitor = visit(width=375, java_script_enabled=False)
    page = visitor.page
    visitor.go("/county/")
    page.get_by_role("main").get_by_role("link", name="Recorded drug offences").first.click()
    page.get_by_text("The numbers as a table").first.click()
    assert page.locator("details[open] table").first.is_visible()
    with page.expect_download() as taken:
        page.locator("a[download]").first.click()
    assert taken.value.suggested_filename.endswith(".csv")
    leave = page.get_by_role("button", name="Exit this page")
    assert leave.is_visible()
    assert leave.get_attribute("href") == "https://www.bbc.co.uk/weather"
    assert page.get_by_role("link", name="116 123").is_visible()
    assert page.context.cookies() == []
    assert not visitor.problems, "\n".join(visitor.problems)


def test_help_is_found_without_javascript_on_a_phone_and_the_page_prints(visit):
    visitor = visit(width=375, java_script_enabled=False)
    page = visitor.page
    visitor.go("/county/")
    page.get_by_role("link", name="Find help", exact=True).click()
    page.get_by_label("What do you need help with?").select_option(label="Detox and rehab")
    page.get_by_label("Where?").fill("harrowmere")
    page.get_by_role("button", name="Find help").click()
    page.get_by_role("heading", name="1 service in Harrowmere").wait_for()
    assert page.get_by_label("Where?").input_value() == "harrowmere"
    page.get_by_role("link", name="Detox at Heron House").click()
    assert page.get_by_text("You need a referral.").is_visible()
    assert (
        page.get_by_role("link", name="01632 960107").get_attribute("href") == "tel:01632960107"
    )
    page.emulate_media(media="print")
    assert page.get_by_role("button", name="Exit this page").is_hidden()
    assert page.get_by_text("01632 960107").is_visible()
    assert page.context.cookies() == []
    assert not visitor.problems, "\n".join(visitor.problems)


def test_somebody_tells_without_javascript_and_the_lead_lets_it_be_shown(visit):
    words = "The bridge is dark, and nobody goes there after six."
    teller = visit(width=375, java_script_enabled=False)
    page = teller.page
    teller.go("/county/tell-us")
    page.get_by_label("Where do you live?").select_option(label="Harrowmere")
    page.get_by_label("A bit unsafe").check()
    page.get_by_label("Worse").check()
    page.get_by_label("What should we know?").fill(words)
    page.wait_for_timeout(3500)  # sooner, it would be taken for a program's
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="What people told us").wait_for()
    assert page.get_by_text(words).count() == 0
    assert page.context.cookies() == []
    lead = visit(ROLES["secretary"])
    lead.go("/told/")
    section = lead.page.get_by_role("region").filter(has_text=words)
    section.get_by_role("button", name="Show it").click()
    lead.page.get_by_text("Shown.").wait_for()
    page.wait_for_timeout(1100)  # the edition is looked up once a second
    page.reload()
    assert page.get_by_text(words).is_visible()


def test_a_manager_keeps_a_service_of_the_agency(visit):
    keeper = visit(ROLES["manager"])
    page = keeper.page
    keeper.go("/directory/")
    page.get_by_role("link", name="Withymarch clinic").click()
    page.get_by_role("button", name="All of it is right today").click()
    page.get_by_text("Withymarch clinic was checked today.").wait_for()
    keeper.go("/directory/")
    page.get_by_role("link", name="Night line").click()
    page.get_by_role("button", name="Change it").click()
    page.get_by_label("Anything to know for now?").fill("Busy over Christmas.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved: everybody reads it").wait_for()
    page.get_by_role("link", name="As everybody reads it").click()
    page.wait_for_timeout(1100)
    page.reload()
    assert page.get_by_text("Busy over Christmas.").is_visible()


def test_it_shows_nobody_signed_in_and_leaves_them_signed_in(visit):
    visitor = visit(ROLES["analyst"])
    visitor.go("/county/")
    assert visitor.page.get_by_role("button", name="Sign out").count() == 0
    visitor.go("/")
    assert visitor.page.get_by_role("button", name="Sign out").count() == 1


def test_the_way_out_leads_out_by_the_keyboard_too(visit):
    visitor = visit()
    page = visitor.page
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="Weather"))
    visitor.go(MEASURE)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")
