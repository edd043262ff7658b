"""The plan and a question in real Chromium: on one sheet of A4, and without JavaScript."""

import re
from datetime import date, timedelta


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011, as the browser enters it


def draft_the_first(lead) -> None:
    """Draft and adopt a plan on pages alone."""
    page = lead.page
    page.get_by_role("button", name="Draft the first version").click()
    page.get_by_label("What is it called?").fill("Delivery plan")
    page.get_by_label("The first day").fill(in_days(0))
    page.get_by_label("The last day").fill(in_days(365))
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("button", name="Add a priority").click()
    page.get_by_label("What is the priority?").fill("Homes that last")
    page.get_by_label("National drug strategy").check()
    page.get_by_label("Which outcome").select_option("recovery")
    page.get_by_role("button", name="Add it").click()
    for number in range(16):
        page.get_by_role("button", name="Add a commitment").click()
        page.get_by_label("Under which priority?").select_option(label="Homes that last")
        page.get_by_label("What is promised?").fill(f"Open ten supported homes, part {number}")
        page.get_by_label("Which agency promises it?").select_option(label="Aldenwold Housing")
        page.get_by_label("The day on which it begins").fill(in_days(0))
        page.get_by_label("The day by which it is kept").fill(in_days(90))
        page.get_by_role("button", name="Add it").click()
    page.get_by_role("button", name="Adopt it").click()
    page.get_by_role("button", name="Adopt it").click()
    page.get_by_text("The plan is in force.").wait_for()


def test_the_plan_is_printed_on_one_sheet_of_a4(visit):
    lead = visit("marian.tate")
    lead.go("/board/plan")
    if lead.page.get_by_text("No plan is in force yet").count():
        draft_the_first(lead)
    lead.go("/board/plan")
    assert lead.page.locator(".fp-sheet__table tbody tr").count() >= 14
    sheet = lead.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    lead.look_for_barriers()
    for address in ("/board/plan/timeline", "/board/plan/versions", "/board/plan/draft"):
        lead.go(address)
        lead.look_at_the_whole()
        lead.look_for_barriers()
    assert not lead.problems, "\n".join(lead.problems)


def test_a_question_is_put_and_answered_without_javascript(visit):
    asks = visit("rosalind.chu", java_script_enabled=False)
    asks.page.goto(f"{asks.home}/board/questions/new")
    asks.page.get_by_label("What do you ask?").fill("How many kits went out last month?")
    asks.page.get_by_label("Which agency answers?").select_option(
        label="Fenmark Recovery Service"
    )
    asks.page.get_by_label("The day by which it is answered").fill(in_days(9))
    asks.page.get_by_role("button", name="Put the question").click()
    asks.page.get_by_text("The question is put, and the agency is told.").wait_for()
    answers = visit("helen.brook", java_script_enabled=False)
    answers.page.goto(answers.home)
    answers.page.get_by_role("link", name="How many kits went out last month?").click()
    answers.page.get_by_role("button", name="Answer it").click()
    answers.page.get_by_label("What do you answer?").fill("Two hundred and twelve")
    answers.page.get_by_role("button", name="Give the answer").click()
    asks.page.reload()
    assert asks.page.get_by_text("Two hundred and twelve").count()
    assert not asks.problems + answers.problems
