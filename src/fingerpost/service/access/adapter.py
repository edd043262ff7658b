"""How sign-in by django-allauth meets our rules: nobody signs up who was not invited."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    """Accounts come from invitations alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an invitation has an address of its own."""
        return False


class SignInForm(LoginForm):
    """Address and password, one after the other: no link stands between the two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        self.fields["password"].help_text = ""  # the page has the link, below the button
