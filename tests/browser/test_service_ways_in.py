"""Sign in and read without JavaScript, without a mouse, and as somebody who was invited."""

import re
from email import message_from_bytes

from tests.browser.service_rig import sign_in


def test_without_javascript_one_signs_in_and_reads(visit, served):
    visitor = visit(java_script_enabled=False)
    page = visitor.page
    sign_in(page, served, "frances.moor")
    assert page.get_by_role("heading", level=1).inner_text() == "What needs you today"
    page.get_by_role("link", name="Evidence").click()
    page.locator("main a[href*='/measures/']").first.click()
    assert page.locator("figure svg").first.is_visible()
    page.locator("summary").first.click()
    assert page.get_by_role("row").nth(1).is_visible()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("button", name="Sign out").count() == 0
    assert not visitor.problems, "\n".join(visitor.problems)


def test_by_keyboard_alone_one_signs_in_and_views_as_another(visit, served):
    visitor = visit()
    page = visitor.page
    page.goto(f"{served.url}/account/login/")
    tab_to(page, "input[name=login]")
    page.keyboard.type("ruth.adeyemi@fenmark.example")
    page.keyboard.press("Tab")
    page.keyboard.type(served.password)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What needs you today").wait_for()
    tab_to(page, "a[href='/access/view-as']")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="View as another person").wait_for()
    tab_to(page, "button[value='jo.marsh@fenmark.example']")
    page.keyboard.press("Enter")
    page.locator(".fp-navigation__who", has_text="Jo Marsh").wait_for()
    assert not visitor.problems, "\n".join(visitor.problems)


def test_a_wrong_password_is_told_at_the_top_and_led_to(visit, served):
    visitor = visit(width=375)
    page = visitor.page
    page.goto(f"{served.url}/account/login/")
    page.get_by_label("Email").fill("nobody@fenmark.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert page.title().startswith("Error: ")
    assert "There is a problem" in summary.inner_text()
    visitor.look_at_the_whole()
    visitor.look_for_barriers()
    assert not visitor.problems, "\n".join(visitor.problems)


def test_who_is_invited_comes_in(visit, served):
    manager = visit("helen.brook").page
    manager.goto(f"{served.url}/access/people/invite")
    manager.get_by_label("Full name").fill("Robin Vale")
    manager.get_by_label("Work e-mail address").fill("robin.vale@fenmark.example")
    manager.get_by_label("Role", exact=True).select_option(label="Practitioner")
    manager.locator("main button.govuk-button").click()
    manager.get_by_text("The invitation is sent").wait_for()
    newest = max(
        (served.folder / "service" / "outbox").iterdir(), key=lambda f: f.stat().st_mtime
    )
    address = re.search(r"http://\S+", message_from_bytes(newest.read_bytes()).get_payload())[0]
    visitor = visit()
    visitor.go(address.removeprefix(served.url))
    visitor.look_at_the_whole()
    visitor.look_by_keyboard()
    visitor.look_for_barriers()
    visitor.page.get_by_label("Choose a password").fill("three random words")
    visitor.page.locator("main button.govuk-button").click()
    visitor.page.locator(".fp-navigation__who", has_text="Robin Vale").wait_for()
    assert not visitor.problems, "\n".join(visitor.problems)


def test_a_passkey_is_added_and_takes_the_place_of_the_password(visit, served):
    there = served.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    visitor = visit()
    visitor.home = there
    page = visitor.page
    keeper = page.context.new_cdp_session(page)  # a phone that says yes
    keeper.send("WebAuthn.enable")
    keeper.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(f"{there}/account/login/")
    page.get_by_label("Email").fill("sam.okafor@fenmark.example")
    page.get_by_label("Password").fill(served.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="What needs you today").wait_for()

    page.goto(f"{there}/account/2fa/webauthn/add/")
    page.get_by_label("What do you call it?").fill("work phone")
    page.get_by_label("Sign in with it alone").check()
    visitor.look_for_barriers()
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Add a passkey").wait_for(state="detached")
    page.goto(f"{there}/account/2fa/webauthn/")
    assert "work phone" in page.locator(".govuk-summary-list").inner_text()
    visitor.look_at_the_whole()

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{there}/account/login/")
    page.get_by_role("button", name=re.compile("passkey")).click()
    page.locator(".fp-navigation__who", has_text="Sam Okafor").wait_for()

    page.goto(f"{there}/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove work phone").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("You have none.").wait_for()
    assert not visitor.problems, "\n".join(visitor.problems)


def tab_to(page, selector):
    """Press Tab until the focus is on an element."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")
