"""Every address of the service, with the policy that its view states and the methods that it answers.

Comes in: the resolver of addresses. Goes out: one `Address` each, from which the published table of
permissions is made and by which a test walks. An address whose view states nothing is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getclosurevars, unwrap
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from fingerpost.service.access.permissions import Permission
from fingerpost.service.access.policies import BY_KEY, METHODS_STATED, PUBLIC, SIGNED_IN, STATED
from fingerpost.service.access.roles import Role

# What the pages of django-allauth are for: they are not ours to decorate. Those for whoever is signed
# in ask for it themselves, and a test sees that they do.
OF_LIBRARIES = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # says that nobody can sign up
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,  # between the password and the code
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
    "usersessions_list": SIGNED_IN,
}
# A view of ours stands before these, and answers 404.
NOT_OFFERED = ("account_email", "account_email_verification_sent", "account_confirm_email")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class UnstatedError(RuntimeError):
    """A view says neither whom it is for nor which methods it answers; nobody may know it."""


@dataclass(frozen=True)
class Address:
    """One address: its path with the names of its parts, its view, and what that states."""

    path: str
    name: str  # with its namespace: "access:people"
    methods: tuple[str, ...]
    policy: Permission | str  # a permission, PUBLIC or SIGNED_IN
    by_key: bool = False  # a machine's key opens it, and no session does

    @property
    def is_offered(self) -> bool:
        """Whether anything but 404 stands there."""
        return self.name not in NOT_OFFERED

    @property
    def whom(self) -> str:
        """For whom it is, in words."""
        if isinstance(self.policy, Permission):
            return self.policy.words
        return "Everybody" if self.policy == PUBLIC else "Whoever is signed in"

    def allows(self, role: Role) -> bool:
        """Whether somebody who acts under a role may open it."""
        return not isinstance(self.policy, Permission) or self.policy in role.permissions


def all_addresses() -> tuple[Address, ...]:
    """Return every address, by path.

    Raises
    ------
    UnstatedError
        If a view states no policy, or answers any method.
    """
    return tuple(sorted(_walk(get_resolver().url_patterns), key=lambda one: one.path))


def _walk(
    patterns: list[Any], path: str = "/", namespace: tuple[str, ...] = ()
) -> Iterator[Address]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = (*namespace, one.namespace) if one.namespace else namespace
            yield from _walk(one.url_patterns, path + str(one.pattern), inner)
        elif isinstance(one, URLPattern):
            name = ":".join((*namespace, one.name or ""))
            view = one.callback
            policy = getattr(view, STATED, OF_LIBRARIES.get(name))
            methods = _methods(view)
            is_ours = getattr(view, "__module__", "").startswith("fingerpost.")
            if name in NOT_OFFERED and not is_ours:
                continue
            if policy is None or not methods:
                what = "whom it is for" if policy is None else "which methods it answers"
                raise UnstatedError(f"{name or one.pattern} does not state {what}")
            by_key = bool(getattr(view, BY_KEY, False))
            readable = _readable(path + str(one.pattern))
            yield Address(readable, name, methods, policy, by_key)


def _methods(view: Callable[..., Any]) -> tuple[str, ...]:
    """Return what the view answers, as its decorator or its class says."""
    stated: tuple[str, ...] | None = getattr(view, METHODS_STATED, None)
    if stated is not None:
        return stated
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        given = (one for one in METHODS if hasattr(view_class, one.lower()))
        return tuple(one for one in given if one != "PUT")  # Django's forms take it for POST
    layers = [view]
    unwrap(view, stop=lambda layer: bool(layers.append(layer)))  # type: ignore[func-returns-value]
    for layer in layers:
        said = getclosurevars(layer).nonlocals.get("request_method_list")
        if said:
            return tuple(one for one in METHODS if one in said)
    return ()


def _readable(path: str) -> str:
    """Return a path with `{part}` where a part varies."""
    path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", path)
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)
    return path.replace("^", "").replace("$", "").replace("\\Z", "")
