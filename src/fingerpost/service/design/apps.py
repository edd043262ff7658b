"""The design as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Templates, components and assets of every page."""

    name = "fingerpost.service.design"
    label = "design"
