"""A chart that a person rebased, in real Chromium: accessible, whole, and told in words."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.unit.publication.test_rebases import HIGHER, STEADY, STEPPED, WHY, decided, made

from fingerpost.evidence.publication import write_pack

CASES = {
    "none": made(),
    "one": made(decided()),
    "young": made(decided(), values=[*STEADY, *HIGHER[:6]]),
    "two": made(decided(), decided("2027-01"), values=[*STEPPED, *[v - 12 for v in STEADY]]),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folders = {}
    for name, release in CASES.items():
        folders[name] = tmp_path_factory.mktemp(name)
        write_pack(release, folders[name])
    return folders


@pytest.fixture
def at(browser, folders):
    opened = []

    def open_page(name, width, file="reduce-drug-related-crime", **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        opened.append(context)
        page = context.new_page()
        page.goto((folders[name] / f"{file}.html").as_uri())
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.mark.parametrize("file", ["reduce-drug-related-crime", "sources-and-methods"])
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing(at, width, file):
    page = at("two", width, file, bypass_csp=True)
    for summary in page.locator("summary").all():
        summary.click()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", CASES)
def test_no_word_of_the_chart_is_cut_off(at, name):
    cut = at(name, 1280).evaluate(
        "[...document.querySelectorAll('figure svg text')].filter(text => {"
        " const inner = text.getBoundingClientRect();"
        " const outer = text.closest('svg').getBoundingClientRect();"
        " return inner.left < outer.left - 1 || inner.right > outer.right + 1 ||"
        "   inner.top < outer.top - 1 || text.textContent.includes('…');"
        "}).map(text => text.textContent)"
    )
    assert cut == []


def test_the_reason_comes_before_the_picture(at):
    page = at("one", 375, java_script_enabled=False)
    reason = page.get_by_text(WHY)
    assert reason.is_visible()
    assert reason.bounding_box()["y"] < page.locator("figure svg").bounding_box()["y"]
