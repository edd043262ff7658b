"""Every page of the service that a role is shown, in real Chromium, from the real server."""

import pytest
from tests.browser.service_rig import ROLES, UNLINKED, form_of


@pytest.fixture(scope="session")
def barriers_sought():
    """Return the forms of page at which axe and the keyboard were, by whichever role came first."""
    return set()


def walked(visitor, *addresses, sought, siblings=2):
    def look(one):
        one.look_at_the_whole()
        form = form_of(one.here)
        if form not in sought:
            sought.add(form)
            one.look_by_keyboard()
            one.look_for_barriers()

    return visitor.walk(*addresses, siblings=siblings, look=look)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_is_shown(visit, barriers_sought, role):
    visitor = visit(ROLES[role])
    visited = walked(visitor, "/", *UNLINKED, sought=barriers_sought)
    assert not visitor.problems, "\n".join(visitor.problems)
    assert len(visited) >= 8


def test_every_page_before_sign_in(visit, barriers_sought):
    visitor = visit()
    walked(visitor, "/", "/account/login/", "/no-such-page", sought=barriers_sought)
    assert not visitor.problems, "\n".join(visitor.problems)


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("role", ROLES)
def test_no_barrier_on_any_page_of_any_role(visit, role, width):
    visitor = visit(ROLES[role], width)

    def look(one):
        one.look_at_the_whole()
        one.page.set_viewport_size({"width": width, "height": 900})
        one.look_for_barriers()

    visitor.walk("/", *UNLINKED, siblings=1000, look=look)
    assert not visitor.problems, "\n".join(visitor.problems)


def test_the_walk_notes_what_is_wrong(visit):
    visitor = visit()
    visitor.go("/")
    visitor.page.evaluate(
        """() => {
            document.body.insertAdjacentHTML('beforeend',
              '<h1>Another</h1><img src="/static/no.png"><p class="w">x</p><button></button>');
            document.querySelector('.w').style.width = '500px';
            document.querySelector('.fp-demo').remove();
        }"""
    )
    visitor.look_at_the_whole()
    visitor.look_for_barriers()
    said = " | ".join(visitor.problems)
    for problem in (
        "2 headings",
        "a demonstration",
        "style or script",
        "sideways at 375",
        "axe: image-alt",
        "axe: button-name",
        "console",
    ):
        assert problem in said
