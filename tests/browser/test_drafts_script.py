"""The script that keeps what is typed, on a page of its own: the service is played by the test."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

import fingerpost.service.casework

SCRIPT = Path(fingerpost.service.casework.__file__).parent / "static/casework/drafts.js"
HOME = "http://cases.test"
PAGE = """<!DOCTYPE html><html lang="en"><title>A form</title><body>{above}
<form method="post" data-draft="{address}">
<input type="hidden" name="csrfmiddlewaretoken" value="token-1">
<label>Name <input name="name" value="{name}"></label>
<label>Why <textarea name="why"></textarea></label>
<label>Password <input type="password" name="password"></label>
<label>Kind <select name="kind"><option value="">Choose</option><option value="a">A</option></select></label>
<label>Drugs <input type="checkbox" name="needs" value="drugs"></label>
<label>Housing <input type="checkbox" name="needs" value="housing"></label>
<button>Send</button></form>
<script type="module" src="/drafts.js"></script></body></html>"""
BANNER = '<div class="govuk-notification-banner--success">Done</div>'
ERRORS = '<div class="govuk-error-summary">There is a problem</div>'


class Service:
    """What the service keeps, and the pages that it answers with."""

    def __init__(self, page, address="/cases/drafts"):
        self.page, self.kept, self.told, self.answer = page, {}, [], "done"
        self.address = address
        page.route("**/*", self.serve)

    def serve(self, route):
        request = route.request
        path = request.url.removeprefix(HOME).split("?")[0]
        if path == "/drafts.js":
            return route.fulfill(body=SCRIPT.read_text(), content_type="text/javascript")
        if path == "/cases/drafts":
            return self.draft(route, request)
        if request.method == "POST" and self.answer == "done":
            self.kept.clear()
            return route.fulfill(status=302, headers={"Location": f"{HOME}/cases/done"})
        above = ERRORS if request.method == "POST" else BANNER if path == "/cases/done" else ""
        body = PAGE.format(above=above, address=self.address, name="")
        return route.fulfill(body=body, content_type="text/html")

    def draft(self, route, request):
        if request.method == "GET":
            return route.fulfill(json=self.kept)
        assert request.headers["x-csrftoken"] == "token-1"
        said = json.loads(request.post_data)
        self.told.append(said)
        self.kept.clear()
        if said["fields"] is not None:
            self.kept |= {"fields": said["fields"], "savedAt": "2026-04-01T13:05:00Z"}
        return route.fulfill(status=204)

    def open(self):
        self.page.goto(f"{HOME}/cases/form")


@pytest.fixture
def page(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def service(page):
    return Service(page)


def saved(page, act):
    with page.expect_response(lambda one: one.url.endswith("/cases/drafts")):
        act()


def test_what_is_typed_is_kept_and_no_secret(service, page):
    service.open()
    page.get_by_label("Password").fill("hidden from all")
    page.get_by_label("Housing").check()
    page.get_by_label("Kind").select_option("a")
    saved(page, lambda: page.get_by_label("Why").press_sequentially("Came by bus"))
    assert service.kept["fields"] == {
        "name": [""],
        "why": ["Came by bus"],
        "kind": ["a"],
        "needs": ["housing"],
    }
    assert "hidden from all" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_it_is_given_back_with_a_line_and_can_be_discarded(service, page):
    service.open()
    page.get_by_label("Drugs").check()
    saved(page, lambda: page.get_by_label("Why").press_sequentially("Came by bus"))
    service.open()
    expect(page.get_by_role("status")).to_contain_text("We kept what you typed at")
    expect(page.get_by_label("Why")).to_have_value("Came by bus")
    expect(page.get_by_label("Drugs")).to_be_checked()
    expect(page.get_by_label("Housing")).not_to_be_checked()
    saved(page, lambda: page.get_by_role("button", name="Discard").click())
    expect(page.get_by_label("Why")).to_have_value("")
    assert service.told[-1] == {"path": "/cases/form", "fields": None}
    service.open()
    expect(page.get_by_label("Why")).to_have_value("")
    expect(page.get_by_role("status")).to_have_count(0)


def test_without_a_connection_sending_says_so_and_nothing_is_lost(service, page):
    service.open()
    page.context.set_offline(True)
    page.get_by_label("Why").press_sequentially("Came by bus")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("You are not connected")
    expect(page.get_by_label("Why")).to_have_value("Came by bus")
    assert service.told == []
    saved(page, lambda: page.context.set_offline(False))
    expect(page.get_by_role("status")).to_contain_text("You are connected again")
    service.open()
    expect(page.get_by_label("Why")).to_have_value("Came by bus")


def test_what_was_sent_is_gone_and_what_was_refused_stays(service, page):
    service.open()
    page.get_by_label("Why").fill("Came by bus")
    service.answer = "errors"
    saved(page, page.get_by_role("button", name="Send").click)
    assert page.locator(".govuk-error-summary").count() == 1
    page.get_by_label("Why").fill("Came by train")
    service.answer = "done"
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/cases/done")
    service.open()
    expect(page.get_by_label("Why")).to_have_value("")
    expect(page.get_by_role("status")).to_have_count(0)


def test_who_may_keep_nothing_with_the_service_keeps_it_in_the_tab(page):
    service = Service(page, address="")
    service.open()
    page.get_by_label("Why").press_sequentially("Came by bus")
    page.goto(f"{HOME}/cases/other")
    service.open()
    expect(page.get_by_label("Why")).to_have_value("Came by bus")
    assert service.told == []
