"""The gallery shows whatever a page is made of, and forms are drawn as GOV.UK components."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from tests.service.people import BACKEND, make_member

import fingerpost.service
from fingerpost.service.design.gallery_form import GalleryForm

pytestmark = pytest.mark.django_db
SERVICE = Path(fingerpost.service.__file__).parent
# What templates put together from a word: `govuk-heading-{{ size }}`.
BEGUN = re.compile(r"-$|^govuk-heading-$")


def classes_of(html: str) -> set[str]:
    """Return the classes that a template or a page names, in whatever branch."""
    without = re.sub(r"{%.*?%}|{{.*?}}", " ", html, flags=re.DOTALL)
    named = {one for said in re.findall(r'class="([^"]*)"', without) for one in said.split()}
    return {one for one in named if re.match(r"(govuk|fp)-", one) and not BEGUN.search(one)}


@pytest.mark.parametrize(
    "room", ["access", "board", "casework", "design", "insight", "intake", "public"]
)
def test_what_a_template_uses_is_in_the_gallery(client: Client, settings, room) -> None:
    settings.IS_DEMO, settings.SECOND_FACTOR = True, False  # with all that stands around a page
    client.force_login(make_member().user, backend=BACKEND)
    shown = classes_of(client.get("/design/").content.decode())
    templates = sorted((SERVICE / room).rglob("*.html"))
    assert templates
    missing = {
        f"{path.name}: {name}"
        for path in templates
        for name in classes_of(path.read_text(encoding="utf-8")) - shown
    }
    assert missing == set(), "show it in design/gallery.html, or use what is there"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p class="govuk-body">', {"govuk-body"}),
        ('<p class="govuk-tag{% if x %} govuk-tag--grey{% endif %}">', {"govuk-tag", "govuk-tag--grey"}),
        ('<p class="govuk-heading-{{ size }} fp-note">', {"fp-note"}),
        ('<p class="other">', set()),
    ],
)  # fmt: skip
def test_classes_are_found_in_templates(html, found) -> None:
    assert classes_of(html) == found


@pytest.mark.parametrize(
    ("field", "classes"),
    [
        ("name", "govuk-input"),
        ("day", "govuk-input govuk-input--width-10"),
        ("reason", "govuk-textarea"),
        ("kind", "govuk-select"),
        ("parties", "govuk-checkboxes__input"),
        ("answer", "govuk-radios__input"),
        ("file", "govuk-file-upload"),
        ("is_sure", "govuk-checkboxes__input"),
    ],
)
def test_each_kind_of_field_has_the_classes_of_its_component(field, classes) -> None:
    drawn = str(GalleryForm()[field].as_field_group())
    assert f'class="{classes}"' in drawn
    assert "placeholder" not in drawn


def test_each_error_of_a_form_leads_to_its_field() -> None:
    drawn = str(GalleryForm({}))
    led = re.findall(r'<li><a href="#([^"]+)">', drawn)
    assert len(led) == 7, "all but the optional one"
    assert all(f'id="{name}"' in drawn for name in led)
