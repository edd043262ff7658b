"""Half of what somebody sent before the line broke is not taken for the whole."""

from __future__ import annotations

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError

from fingerpost.service.config.whole_bodies import WholeBody, whole_bodies

FORM = b"status=real&note=Two+deaths+within+a+week.+Not+the+known+batch."
KIND = "application/x-www-form-urlencoded"


class Slow(io.BytesIO):
    """Gives a few bytes at a time, as a network does."""

    def read(self, size: int = -1) -> bytes:
        return super().read(min(size, 7))


def note(body: bytes, *, is_on: bool) -> str:
    """Return the note of the form as a page would read it."""
    found = []

    def page(environ, start_response):
        found.append(WSGIRequest(environ).POST["note"])
        return []

    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": KIND, "wsgi.input": Slow(body)}
    environ["CONTENT_LENGTH"] = str(len(FORM))
    if not is_on:
        environ["wsgi.input"] = io.BytesIO(body)
    (whole_bodies(page) if is_on else page)(environ, lambda *_: None)
    return found[0]


def test_a_whole_form_is_read_whole() -> None:
    assert note(FORM, is_on=True) == "Two deaths within a week. Not the known batch."


@pytest.mark.parametrize("cut", [1, 21, len(FORM)])
def test_half_a_form_is_refused(cut: int) -> None:
    with pytest.raises(UnreadablePostError):
        note(FORM[: len(FORM) - cut], is_on=True)


def test_switched_off_half_a_form_is_taken_for_the_whole() -> None:
    assert note(FORM[:-21], is_on=False) == "Two deaths within a week."


def test_lines_end_with_the_body_and_nothing_is_read_beyond_it() -> None:
    body = WholeBody(io.BytesIO(b"one\ntwo\nbeyond"), 8)
    assert [body.readline(2), body.readline(), body.readline(), body.readline()] == [
        b"on", b"e\n", b"two\n", b"",
    ]  # fmt: skip
    assert body.read() == b""
