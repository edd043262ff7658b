"""A person who signs in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class Users(BaseUserManager["User"]):
    """Find and make users by their e-mail address, in any case."""

    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """Make a user; without a password nobody can sign in as them yet."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One person, for however many agencies they work. What they may do hangs on memberships."""

    email = models.EmailField("email address", max_length=254, unique=True)
    name = models.CharField("full name", max_length=150)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = Users()

    class Meta:
        """An address is kept in small letters, so that it is one person's only."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_in_small_letters"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Nobody: there is no back office that goes around the policies."""
        return False

    def get_full_name(self) -> str:
        """Return the name as they gave it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the same: we do not guess at parts of names."""
        return self.name
