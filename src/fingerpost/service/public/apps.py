"""The public's pages as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Pages for everybody."""

    name = "fingerpost.service.public"
    label = "public"
