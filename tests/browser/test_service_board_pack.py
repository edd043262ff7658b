"""The pack of a meeting in a browser: prepared by the lead, read by a member, used by the chair."""

import re
from datetime import date, timedelta

import pytest

MOST_BYTES = 400_000  # of a pack with a paper and a figure; a tablet takes it in at once
SECONDS = 1.0
PAPER = "## Why\n\nToo few sleep safe.\n\n- six in the north\n- four in the south"
SEATS = (
    ("Fenmark Police and Crime Commissioner", "Chair", "adrian.lowe", "rosalind.chu"),
    ("Fenmark Voices", "Lived experience", "frances.moor", ""),
)


def fill(visitor, address, *, press, **said):
    """Go to a form, fill it in by its labels and press its button."""
    page = visitor.page
    visitor.go(address)
    for label, value in said.items():
        field = page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(**(value if isinstance(value, dict) else {"label": value}))
        else:
            field.fill(value)
    page.get_by_role("button", name=press, exact=True).click()
    assert page.locator(".govuk-error-summary").count() == 0, page.inner_text("main")


@pytest.fixture(scope="module")
def prepared(browser, served, keys_of):
    """Let the lead prepare a meeting with seats, two items, a paper and a figure, and send its pack."""
    from tests.browser.service_rig import Visitor

    context = browser.new_context(storage_state=keys_of("marian.tate"))
    lead = Visitor(context.new_page(), served.url)
    for agency, title, person, deputy in SEATS:
        fill(
            lead,
            "/board/seats/new",
            press="Give it",
            **{"Which agency?": agency, "Whose place is it?": title, "Since": "2026-01-01"},
        )
        row = lead.page.get_by_role("row", name=re.compile(f"^{title},"))
        address = row.get_by_role("link", name="Say who").get_attribute("href")
        fill(
            lead,
            address,
            press="Save",
            **{
                "E-mail address of who holds it": f"{person}@fenmark.example",
                "E-mail address of who stands in for them": deputy
                and f"{deputy}@fenmark.example",
            },
        )
        if title == "Chair":
            row = lead.page.get_by_role("row", name=re.compile(f"^{title},"))
            row.get_by_role("link", name="make it the chair").click()
            lead.page.get_by_role("button", name="Hand it on").click()
    day = date.today() + timedelta(days=20)  # noqa: DTZ011, the server's own clock
    fill(
        lead,
        "/board/meetings/new",
        press="Call it",
        **{
            "What is it called?": "High Harms Board in a browser",
            "The day": day.isoformat(),
            "It begins at": "14:00",
            "It ends at": "16:00",
            "Where?": "County Hall",
            "The day by which papers are in": (day - timedelta(days=7)).isoformat(),
            "How many seats must be filled?": "1",
        },
    )
    meeting = lead.page.url.removeprefix(served.url)
    for title, figure in (("Places to sleep", {"index": 1}), ("Naloxone", {"index": 0})):
        fill(
            lead,
            f"{meeting}/items/new",
            press="Add the item",
            **{
                "What is it about?": title,
                "What is the board asked to do?": "To decide",
                "What question is put to it?": f"What about {title.lower()}?",
                "How many minutes does it take?": "20",
                "Which figure belongs to it?": figure,
            },
        )
    lead.page.get_by_role("link", name=re.compile("Ask for a paper.*Places")).click()
    lead.page.get_by_label("Which agency writes it?").select_option(
        label="Fenmark Public Health"
    )
    lead.page.get_by_role("button", name="Ask for it").click()
    lead.page.get_by_role("link", name="Places to sleep", exact=True).click()
    address = lead.page.url.removeprefix(served.url)
    fill(
        lead,
        f"{address}/send",
        press="Send it",
        **{"What is the board asked to agree?": "Agree ten places", "The paper": PAPER},
    )
    lead.go(f"{meeting}/freeze")
    assert "Frances Moor" in lead.page.inner_text("main")
    lead.page.get_by_role("button", name="Freeze it and send it").click()
    assert "The pack is frozen" in lead.page.inner_text("main")
    assert not lead.problems, lead.problems
    context.close()
    return meeting


@pytest.mark.parametrize("size", [(1024, 768), (375, 800)], ids=["tablet", "phone"])
def test_a_member_reads_the_pack_and_opens_nothing_else(prepared, visit, size) -> None:
    reader = visit("frances.moor", size[0])
    page, asked, sizes = reader.page, [], []
    reader.go(prepared)
    page.get_by_role("button", name="Read the pack").click()
    page.on("request", lambda one: asked.append(one.url))
    page.on("response", lambda one: sizes.append(len(one.body())))
    reader.go(f"{prepared}/pack")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000
    assert len(asked) == 1
    assert sum(sizes) < MOST_BYTES
    assert took < SECONDS
    text = page.inner_text("main")
    for said in ("What about places to sleep?", "six in the north", "Agree ten places"):
        assert said in text
    assert page.locator("svg").count() >= 1
    reader.look_at_the_whole()
    reader.look_by_keyboard()
    reader.look_for_barriers()
    assert not reader.problems, "\n".join(reader.problems)


def test_the_chair_runs_the_meeting_without_a_script(prepared, visit) -> None:
    chair = visit("adrian.lowe", 1024, java_script_enabled=False)
    page = chair.page
    chair.go(prepared)
    page.get_by_role("button", name="Open the meeting").click()
    assert "The quorum is not met" in page.inner_text("main")
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("heading", name="Places to sleep", level=1).wait_for()
    page.get_by_role("button", name="Come to this item").click()
    assert "0 of 20 minutes used" in page.inner_text("main")
    assert page.locator("figure svg").count() == 1
    page.get_by_role("button", name="Finished").click()
    page.get_by_role("heading", name="Naloxone", level=1).wait_for()
    page.get_by_role("link", name="Previous: Places to sleep").click()
    assert "Finished" in page.inner_text("main")
    assert not chair.problems, "\n".join(chair.problems)


@pytest.mark.parametrize("width", [1024, 375])
def test_the_pages_around_a_meeting_have_no_barrier(prepared, visit, width) -> None:
    for who, addresses in (
        ("marian.tate", ("", "/freeze", "/items/new", "/chair")),
        ("adrian.lowe", ("", "/chair", "/apologies", "/close")),
    ):
        visitor = visit(who, width)
        for address in addresses:
            visitor.go(prepared + address)
            visitor.look_at_the_whole()
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.look_for_barriers()
        visitor.go("/board/seats")
        visitor.look_at_the_whole()
        assert not visitor.problems, "\n".join(visitor.problems)
