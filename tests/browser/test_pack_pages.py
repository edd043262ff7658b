"""The pack in real Chromium: accessible, on a phone, without JavaScript, and in print."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = (
    "index",
    "reduce-drug-use",
    "reduce-drug-related-crime",
    "reduce-drug-related-deaths-and-harm",
    "reduce-drug-supply",
    "increase-engagement-in-treatment",
    "improve-recovery-outcomes",
    "waiting-for-data",
    "refused-and-missing",
    "sources-and-methods",
)
WIDTHS = (1280, 375)


@pytest.fixture
def at(browser, pack_folder):
    """Open a page at a width; every context is closed again."""
    opened = []

    def open_page(name, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        opened.append(context)
        page = context.new_page()
        page.goto((pack_folder / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in opened:
        context.close()


def test_the_list_of_pages_is_whole(pack_folder):
    assert {path.stem for path in pack_folder.glob("*.html")} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(at, name, width):
    # The page's own policy refuses every script, axe too: for this test alone it is set aside.
    page = at(name, width, bypass_csp=True)
    for summary in page.locator("summary").all():
        summary.click()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_the_page_without_scrolling_sideways(at, name):
    page = at(name, 375)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("name", PAGES)
def test_four_times_larger_text_still_fits(at, name):
    # 1280 px at 400% zoom is 320 px wide (WCAG 1.4.10).
    page = at(name, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_every_cell_of_every_table_is_in_view(at, name):
    page = at(name, 375)
    for summary in page.locator("summary").all():
        summary.click()
    outside = page.evaluate(
        "[...document.querySelectorAll('td, tbody th')].filter(cell => {"
        " const box = cell.getBoundingClientRect();"
        " return box.right > innerWidth || box.left < 0 || cell.scrollWidth > cell.clientWidth + 1;"
        "}).map(cell => cell.textContent)"
    )
    assert outside == []


def test_on_a_phone_each_number_has_the_name_of_its_column(at):
    page = at("reduce-drug-supply", 375)
    cell = page.get_by_role("row", name="Fenland").first.get_by_role("cell").first
    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == '"Offences"'


@pytest.mark.parametrize(
    "name", [name for name in PAGES if name.startswith(("reduce", "incr"))]
)
def test_no_word_of_a_chart_is_cut_off(at, name):
    page = at(name)
    cut = page.evaluate(
        "[...document.querySelectorAll('figure svg text')].filter(text => {"
        " const inner = text.getBoundingClientRect();"
        " const outer = text.closest('svg').getBoundingClientRect();"
        " return inner.left < outer.left - 1 || inner.right > outer.right + 1 ||"
        "   inner.bottom > outer.bottom + 1 || text.textContent.includes('…');"
        "}).map(text => text.textContent)"
    )
    assert cut == []


def test_without_javascript_everything_is_there(at):
    page = at("index", java_script_enabled=False)
    assert page.get_by_role("heading", level=1).inner_text().startswith("What changed")
    page.get_by_role("link", name="Reduce drug supply").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Reduce drug supply"
    page.locator("summary").first.click()
    assert page.get_by_role("row").nth(1).is_visible()


def test_the_page_asks_for_nothing_else(at, browser, pack_folder):
    context = browser.new_context()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto((pack_folder / "index.html").as_uri())
    context.close()
    assert asked == [(pack_folder / "index.html").as_uri()]
    assert problems == []


def test_the_keyboard_reaches_the_content_first(at):
    page = at("reduce-drug-supply")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_on_a_phone_the_answer_comes_before_the_navigation(at):
    page = at("index", 375)
    answer = page.locator(".findings").bounding_box()["y"]
    assert answer < page.locator("nav").bounding_box()["y"]
    assert answer < 700


def test_print_opens_what_is_folded_and_hides_the_navigation(at):
    page = at("reduce-drug-supply")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("figure table").first.is_visible()


def test_no_word_is_white_on_paper(at):
    # Chromium prints no backgrounds unless asked.
    for name in ("index", "reduce-drug-related-crime"):
        page = at(name)
        page.emulate_media(media="print")
        white = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.checkVisibility()"
            " && e.childNodes.length && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())"
            " && getComputedStyle(e).color === 'rgb(255, 255, 255)').map(e => e.textContent)"
        )
        assert white == []


def test_the_chart_can_be_read_on_a_phone(at):
    page = at("reduce-drug-supply", 375)
    size = page.evaluate(
        "(() => { const t = document.querySelector('figure svg text');"
        " const s = document.querySelector('figure svg');"
        " return 15 * s.getBoundingClientRect().width / s.viewBox.baseVal.width; })()"
    )
    assert size >= 9
