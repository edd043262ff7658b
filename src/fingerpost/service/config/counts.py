"""Count tries (sign-ins, mails, resets) for all web processes together, on a connection of its own.

Within a page's transaction a count would be undone with the page that was refused, and whoever tries
next from the same address would wait for that page to end.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model

CACHE = "django_cache"  # what Django calls the app of a cache's table


class CountsApart:
    """Send the table of counts over the connection `counts`, and nothing else; no migration runs there."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Return the connection for reading a model, or None: the usual one."""
        return "counts" if model._meta.app_label == CACHE else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Refuse on the second connection: it leads to the same tables."""
        return False if db == "counts" else None
