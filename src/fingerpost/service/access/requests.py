"""A request, once it is known who asks and for which agency they act."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from fingerpost.service.access.models import Membership, User


class Request(HttpRequest):
    """What every view gets; `middleware.ActingFor` sets the membership."""

    user: User | AnonymousUser
    membership: Membership | None


class MemberRequest(Request):
    """What a view gets that `requires` a permission: somebody acts, for an agency."""

    user: User
    membership: Membership
