"""Take a step with a record on the pages of the cases, and lead back to the record."""

from __future__ import annotations

from functools import partial

from fingerpost.service.access.taking import take as take_in_room

__all__ = ["take"]

take = partial(take_in_room, template="casework/form.html")
