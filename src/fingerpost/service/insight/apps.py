"""Insight as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Pages of the evidence."""

    name = "fingerpost.service.insight"
    label = "insight"
