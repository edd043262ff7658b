"""Say in JSON who may open what, for the reference pages."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Print permissions, roles and addresses, read from the code; asks no database."""

    help = "Print who may open what, as JSON."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        from fingerpost.service.access.addresses import all_addresses
        from fingerpost.service.access.permissions import Permission
        from fingerpost.service.access.policies import PUBLIC
        from fingerpost.service.access.roles import ROLES

        said = {
            "permissions": {one.value: one.words for one in Permission},
            "roles": [
                {
                    "title": role.title,
                    "meaning": role.meaning,
                    "permissions": sorted(role.permissions),
                }
                for role in ROLES.values()
            ],
            "addresses": [
                {
                    "path": one.path,
                    "methods": one.methods,
                    "whom": one.whom,
                    "is_public": one.policy == PUBLIC,
                    "by_key": one.by_key,
                    "roles": [role.title for role in ROLES.values() if one.allows(role)],
                }
                for one in all_addresses()
                if one.is_offered
            ],
        }
        self.stdout.write(json.dumps(said))
