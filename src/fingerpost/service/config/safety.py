"""Refuse to run with settings that are not safe, whatever made them so.

The environment is asked first (`environment.py`). This asks what the settings became: by
`manage.py check`, and once more when the web server calls, however it was started.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from fingerpost.service.config.environment import (
    SHORTEST_KEY,
    Mode,
    SettingsError,
    are_local,
)


def problems(said: Any) -> Iterator[Error]:
    """Yield what is not safe in settings.

    Parameters
    ----------
    said : django.conf.LazySettings
        Or anything with its attributes.
    """
    if said.DEBUG:
        yield _error("debug", "DEBUG is on: its error pages show values of people.")
    if len(said.SECRET_KEY) < SHORTEST_KEY:
        yield _error("secret_key", f"SECRET_KEY has fewer than {SHORTEST_KEY} characters.")
    if said.MODE is not Mode.DEMO and not said.SECOND_FACTOR:
        yield _error("second_factor", "Sign-in without a second factor is for a demo only.")
    if said.IS_DEMO and not said.IS_SYNTHETIC:
        yield _error("demo", "A demo needs a synthetic workspace, in which nobody is real.")
    if said.MODE is not Mode.PRODUCTION:
        return
    if said.IS_DEMO:
        yield _error("demo", "Production is no demo.")
    if not said.ALLOWED_HOSTS or "*" in said.ALLOWED_HOSTS:
        yield _error(
            "hosts", "ALLOWED_HOSTS must name under which names the service is reached."
        )
    if not said.EVIDENCE_HOLDER:
        yield _error(
            "evidence_holder",
            "FINGERPOST_EVIDENCE_HOLDER must name the agency that keeps the evidence: agreements "
            "are asked whether a file may be given to it.",
        )
    speaks_https = all(
        getattr(said, name, False)
        for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    )
    if not speaks_https and not are_local(said.ALLOWED_HOSTS):
        yield _error("https", "Pages and cookies would travel over a network without HTTPS.")


def _error(name: str, words: str) -> Error:
    return Error(words, hint="See docs/how-to/start-the-service.md.", id=f"fingerpost.{name}")


@register(Tags.security)
def check(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Answer Django's `check` command."""
    return list(problems(settings))


def refuse_unsafe() -> None:
    """Stop the web server before its first page.

    Raises
    ------
    SettingsError
        Naming all that is not safe.
    """
    found = [str(one.msg) for one in problems(settings)]
    if found:
        raise SettingsError(" ".join(found), do="See docs/how-to/start-the-service.md.")
