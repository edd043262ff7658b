"""Charts drawn before: found by all they are drawn from, and by nothing less."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fingerpost.evidence.publication import drawings

ONE = {"data": {"values": [{"x": 1}]}}
ANOTHER = {"data": {"values": [{"x": 2}]}}


class Pen:
    """Draws, and counts how often."""

    def __init__(self) -> None:
        self.drew = 0

    def __call__(self, specification: dict[str, Any]) -> str:
        self.drew += 1
        return f"<svg>{specification}</svg>"


def test_outside_the_block_everything_is_drawn() -> None:
    pen = Pen()
    with drawings.known({}):
        pass
    assert drawings.drawn(ONE, pen) == drawings.drawn(ONE, pen)
    assert pen.drew == 2


def test_what_was_kept_with_a_release_is_not_drawn_again(tmp_path: Path) -> None:
    first, second = Pen(), Pen()
    found: drawings.Drawings = {}
    with drawings.known(found):
        svg = drawings.drawn(ONE, first)
        assert drawings.drawn(ONE, first) == svg
    drawings.keep(found, tmp_path)
    with drawings.known(drawings.kept(tmp_path)):
        assert drawings.drawn(ONE, second) == svg
        assert drawings.drawn(ANOTHER, second) != svg, "another number is another chart"
    assert (first.drew, second.drew) == (1, 1)
    assert drawings.kept(tmp_path) == found, (
        "whoever shows a release adds nothing to its folder"
    )


def test_another_version_of_what_draws_draws_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    pen = Pen()
    with drawings.known({}):
        drawings.drawn(ONE, pen)
        monkeypatch.setattr(drawings, "version", lambda _: "another")
        drawings.drawn(ONE, pen)
    assert pen.drew == 2


def test_a_release_without_drawings_has_none(tmp_path: Path) -> None:
    assert drawings.kept(tmp_path) == {}
