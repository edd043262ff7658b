"""How sign-in by django-allauth meets our rules: nobody signs up who was not invited."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fingerpost.service.access import audit
from fingerpost.service.access.middleware import CAME_IN
from fingerpost.service.access.models import EventKind, User


class InvitedOnly(DefaultAccountAdapter):
    """Accounts come from invitations alone."""

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponseBase:
        """Write into the audit who came in."""
        audit.record(
            EventKind.SIGNED_IN,
            at=timezone.now(),
            actor=user.pk,
            target_type="user",
            target=user.pk,
        )
        answer: HttpResponseBase = super().post_login(request, user, **more)
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write into the audit that somebody was refused: whose account, never what was typed."""
        known = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        audit.record(
            EventKind.SIGN_IN_REFUSED,
            at=timezone.now(),
            target_type="user",
            target=known.pk if known else "",
        )
        super().authentication_failed(request, **credentials)

    def logout(self, request: HttpRequest) -> None:
        """Write into the audit who left."""
        if request.user.is_authenticated:
            audit.record(
                EventKind.SIGNED_OUT,
                at=timezone.now(),
                actor=request.user.pk,
                target_type="user",
                target=str(request.user.pk),
            )
        super().logout(request)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again who it is before a change of sign-in, but not who has only just come in."""
        came_in: float = context.request.session.get(CAME_IN, 0)
        ago = timezone.now().timestamp() - came_in
        return ago > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an invitation has an address of its own."""
        return False


class SignInForm(LoginForm):
    """Address and password, one after the other: no link stands between the two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        self.fields["password"].help_text = ""  # the page has the link, below the button


class ActivateCodesForm(ActivateTOTPForm):
    """The first code of an app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code that the app shows"


class CodeForm(AuthenticateForm):
    """A code at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code that your app shows, or a recovery code"


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: what it is called, and whether it takes the place of the password too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "What do you call it?"
        self.fields["name"].help_text = "Such as “work phone”."
        self.initial["name"] = ""
        self.fields["passwordless"].label = "Sign in with it alone, without the password"
        self.fields["passwordless"].help_text = ""


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "What do you call it?"


class NewPasswordForm(ChangePasswordForm):
    """The password that is, and the one that shall be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Your password now"
        _name_new_password(self)


class ForgottenPasswordForm(ResetPasswordForm):
    """Where to send a link with which somebody chooses another password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email address"


class ChosenPasswordForm(ResetPasswordKeyForm):
    """Another password in place of one that was forgotten."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new_password(self)


def _name_new_password(form: Form) -> None:
    form.fields["password1"].label = "The new password"
    form.fields["password2"].label = "The new password again"
