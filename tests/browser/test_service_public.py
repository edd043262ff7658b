"""The public's pages as anybody meets them: in real Chromium, from the real server, signed in or not."""

import json
from urllib.parse import urlsplit

import pytest
from tests.browser.service_rig import ROLES, form_of
from tests.conftest import AS_OF

from fingerpost.evidence.disclosure import PUBLIC, Approval, write_release
from fingerpost.evidence.pipeline import make_release

MEASURE = "/county/measures/recorded_drug_offences"


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

    visitor.walk("/county/", MEASURE, look=look)
    assert not visitor.problems, "\n".join(visitor.problems)
    assert {"/county/", "/county/measures/*"} <= {form_of(one) for one in visitor.visited}
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
