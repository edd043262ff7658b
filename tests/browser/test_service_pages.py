"""Every page of the service that a role is shown, in real Chromium, from the real server."""

from collections import Counter

import pytest
from tests.browser.service_rig import ROLES, UNLINKED, form_of

ENOUGH = 2  # roles that look at a form of page; all roles look at all where a test is slow


@pytest.fixture(scope="session")
def looks():
    """Return how many roles have looked at each form of page."""
    return Counter()


def walked(visitor, *addresses, looks, siblings=1):
    """Walk the pages; axe and the keyboard are at a form once, by whichever role comes first."""
    own = set()

    def look(one):
        one.look_at_the_whole()
        form = form_of(one.here)
        if not looks[form]:
            one.look_by_keyboard()
            one.look_for_barriers()
        looks[form] += form not in own
        own.add(form)

    def known_enough(form):
        return form not in own and looks[form] >= ENOUGH

    return visitor.walk(*addresses, siblings=siblings, look=look, known_enough=known_enough)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_is_shown(visit, looks, role):
    visitor = visit(ROLES[role])
    visited = walked(visitor, "/", *UNLINKED, looks=looks)
    assert not visitor.problems, "\n".join(visitor.problems)
    assert len(visited) > len(UNLINKED)


def test_every_page_before_sign_in(visit, looks):
    visitor = visit()
    walked(visitor, "/", "/account/login/", "/no-such-page", looks=looks)
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
