"""The page on what is new in real Chromium: accessible, on a phone, and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.unit.publication.signal_release import eventful, quiet

from fingerpost.evidence.publication import write_pack

PACKS = {"eventful": eventful, "quiet": quiet}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}
    for name, release in PACKS.items():
        made[name] = tmp_path_factory.mktemp(name)
        write_pack(release(), made[name])
    return made


@pytest.fixture
def at(browser, folders):
    """Open the page of a pack at a width; every context is closed again."""
    opened = []

    def open_page(name, width=1280, file="what-is-new", **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        opened.append(context)
        page = context.new_page()
        page.goto((folders[name] / f"{file}.html").as_uri())
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("file", ["what-is-new", "index"])
def test_axe_finds_nothing(at, name, width, file):
    page = at(name, width, file, bypass_csp=True)  # the page's own policy refuses axe too
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("width", [375, 320])
def test_nothing_scrolls_sideways(at, name, width):
    page = at(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_the_summary_leads_to_the_signal(at):
    page = at("eventful", file="index", java_script_enabled=False)
    page.get_by_role("link", name="See the figures for finding 1").click()
    assert page.get_by_role("heading", level=1).inner_text() == "What is new"
    assert page.get_by_role(
        "heading", name="1. Deaths from synthetic opioids, Fenmark"
    ).is_visible()


def test_activity_is_told_apart_without_colour(at):
    page = at("eventful", reduced_motion="reduce", forced_colors="active")
    group = page.locator("section.group.activity")
    assert group.get_by_text("Activity", exact=True).is_visible()
    assert group.evaluate("e => getComputedStyle(e).borderLeftStyle") == "dashed"
    assert group.get_by_text("Looks like a change in recording", exact=True).is_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_a_signal_has_its_chart_and_its_map_with_words(at, width):
    page = at("eventful", width)
    chart = page.get_by_role("img", name="2. Ambulance call-outs to overdoses, North Fenmark")
    place = page.get_by_role("img", name="2. Ambulance call-outs to overdoses: where")
    for picture in (chart, place):
        assert picture.is_visible()
        assert picture.bounding_box()["width"] <= width
    reading = page.locator("p.reading", has_text="In 4 of the 5 other bars there were fewer")
    assert reading.is_visible()
    chart.locator("xpath=..").get_by_text("The figures behind this chart").click()
    assert page.get_by_role("rowheader", name="23 to 28 October 2026").is_visible()
