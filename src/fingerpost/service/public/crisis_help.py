"""Whom to call at once: read from a file that people can edit."""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)
OURS = Path(__file__).with_name("crisis_help.toml")


@dataclass(frozen=True)
class HelpLine:
    """One number to call.

    Parameters
    ----------
    name, number, words : str
        Who answers, what to dial, and when.
    source : str
        Where the number was read; "" if nowhere yet.
    """

    name: str
    number: str
    words: str
    source: str = ""

    @property
    def address(self) -> str:
        """The number as a link that a telephone dials."""
        return f"tel:{self.number.replace(' ', '')}"


def text() -> str:
    """Return the file of the workspace, or ours where it has none that can be read."""
    own = Path(settings.WORKSPACE) / "public" / "crisis-help.toml"
    if own.is_file():
        try:
            said = own.read_text(encoding="utf-8")
            lines(said)
        except (OSError, TypeError, ValueError):  # of TOML and of text too
            log.exception("public/crisis-help.toml cannot be read: our own lines are shown")
        else:
            return said
    return OURS.read_text(encoding="utf-8")


def lines(said: str) -> tuple[HelpLine, ...]:
    """Return the lines that a file names, in its order.

    Raises
    ------
    ValueError
        If it is not TOML, or names no line.
    TypeError
        If a line lacks its name, number or words, or has what none has.
    """
    found = tuple(HelpLine(**line) for line in tomllib.loads(said).get("line", ()))
    if not found:
        raise ValueError("the file of crisis help names no line")
    return found
