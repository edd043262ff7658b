"""The page on journeys in real Chromium: accessible, on a phone, in print, and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.unit.publication.path_release import path_release

from fingerpost.evidence.publication import write_pack

PACKS = {
    "shown": lambda: path_release(band=2.5),
    "partly hidden": lambda: path_release((110, 3, 28, 4)),
    "all hidden": lambda: path_release((1, 1, 1, 1), days=()),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}
    for name, release in PACKS.items():
        made[name] = tmp_path_factory.mktemp("journeys")
        write_pack(release(), made[name])
    return made


@pytest.fixture
def at(browser, folders):
    """Open the page of a pack at a width; every context is closed again."""
    opened = []

    def open_page(name, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        opened.append(context)
        page = context.new_page()
        page.goto((folders[name] / "journeys.html").as_uri())
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(at, name, width):
    page = at(name, width, bypass_csp=True)  # the page's own policy refuses axe too
    for summary in page.locator("summary").all():
        summary.click()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("width", [375, 320])
def test_nothing_scrolls_sideways(at, name, width):
    page = at(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["shown", "partly hidden"])
def test_no_word_of_a_picture_is_cut_off(at, name):
    cut = at(name).evaluate(
        "[...document.querySelectorAll('figure svg text')].filter(text => {"
        " const inner = text.getBoundingClientRect();"
        " const outer = text.closest('svg').getBoundingClientRect();"
        " return inner.left < outer.left - 1 || inner.right > outer.right + 1 ||"
        "   inner.bottom > outer.bottom + 1;"
        "}).map(text => text.textContent)"
    )
    assert cut == []


@pytest.mark.parametrize("name", ["shown", "partly hidden"])
def test_no_words_of_a_picture_lie_on_one_another(at, name):
    crossed = at(name).evaluate(
        "[...document.querySelectorAll('figure svg')].flatMap(svg => {"
        " const boxes = [...svg.querySelectorAll('text')].map(text => "
        "   [text.textContent, text.getBoundingClientRect()]);"
        " return boxes.flatMap(([a, x], i) => boxes.slice(i + 1).filter(([b, y]) =>"
        "   x.left < y.right - 1 && y.left < x.right - 1 &&"
        "   x.top < y.bottom - 2 && y.top < x.bottom - 2).map(([b]) => [a, b]));"
        "})"
    )
    assert crossed == []


def test_the_pictures_have_names_and_words_for_who_cannot_see_them(at):
    page = at("shown")
    for picture in page.get_by_role("img").all():
        name = picture.evaluate("svg => svg.querySelector('title').textContent")
        said = picture.evaluate("svg => svg.querySelector('desc').textContent")
        assert name.startswith("From prison to treatment")
        assert "125" in said
    assert page.get_by_role("img").count() == 2


def test_without_javascript_the_table_behind_a_picture_opens(at):
    page = at("partly hidden", java_script_enabled=False)
    page.locator("summary").first.click()
    cell = page.get_by_role("row", name="A community service was told").get_by_role("cell")
    assert cell.first.inner_text() == "35"


def test_in_print_the_tables_are_open_and_the_pictures_whole(at):
    page = at("shown")
    page.emulate_media(media="print")
    assert page.get_by_role("table").first.is_visible()
    box = page.get_by_role("img").first.bounding_box()
    assert 0 < box["width"] <= 1280
