"""Ask with a form on the pages of the cases, act once it is whole, and lead on."""

from __future__ import annotations

from functools import partial

from fingerpost.service.design.asking import ask as ask_in_room
from fingerpost.service.design.asking import posted

__all__ = ["ask", "posted"]

ask = partial(ask_in_room, template="casework/form.html")
