"""The configuration as Django knows it: it has no tables, only checks."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Checks that the settings are safe."""

    name = "fingerpost.service.config"
    label = "fingerpost_config"

    def ready(self) -> None:
        """Register the checks."""
        from fingerpost.service.config import safety  # noqa: F401
