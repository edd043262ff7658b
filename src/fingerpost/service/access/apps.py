"""Access as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Agencies, people, roles, agreements and the audit."""

    name = "fingerpost.service.access"
    label = "access"
    verbose_name = "Access"
