"""Intake as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Uploads, their landing, and the keys of machines that send them."""

    name = "fingerpost.service.intake"
    label = "intake"
