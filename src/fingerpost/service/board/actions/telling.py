"""Tell whoever owns an action item or a paper that it waits. Run as the service."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access import selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import ActionItem, Paper


class TellKind(StrEnum):
    """Who of the owner agency is told."""

    OWNER = "owner"
    MANAGERS = "managers"


@transaction.atomic
def tell_of_action(number: int, whom: TellKind, *, at: datetime) -> list[User]:
    """Tell who does an action, or who manages them; return whom.

    Where nobody is named, or an agency has no manager here, it is told to whoever acts for it on the board.
    """
    item = ActionItem.objects.get(pk=number)
    held = selectors.held_in(item.owner_id, on=timezone.localdate(at))
    if whom is TellKind.OWNER:
        told = [one.user for one in held if one.user_id == item.person_id]
    else:
        told = [one.user for one in held if one.allows(P.MEMBER_INVITE)]
    told = told or [one.user for one in held if one.allows(P.BOARD_VIEW)]
    kind = NoticeKind.ACTION if whom is TellKind.OWNER else NoticeKind.ESCALATION
    notices.tell(told, kind=kind, path=reverse("board:action", args=[item.pk]), at=at)
    return list(dict.fromkeys(told))


@transaction.atomic
def tell_of_paper(number: int, *, at: datetime) -> list[User]:
    """Tell whoever acts on the board for the owner of a paper that it is due; return whom.

    Where nobody does, it is told to the agency's managers.
    """
    paper = Paper.objects.get(pk=number)
    held = selectors.held_in(paper.owner_id, on=timezone.localdate(at))
    told = [one.user for one in held if one.allows(P.BOARD_VIEW)]
    told = told or [one.user for one in held if one.allows(P.MEMBER_INVITE)]
    path = reverse("board:paper", args=[paper.pk])
    notices.tell(told, kind=NoticeKind.PAPER, path=path, at=at)
    return list(dict.fromkeys(told))
