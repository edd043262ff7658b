"""The board's room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class BoardConfig(AppConfig):
    """Plan, meetings, decisions, action items, risks and documents of the board."""

    name = "fingerpost.service.board"
    label = "board"
