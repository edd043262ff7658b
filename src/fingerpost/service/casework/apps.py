"""The room of the cases as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """People, consents, referrals, plans, diversion and release."""

    name = "fingerpost.service.casework"
    label = "casework"
