"""The people of the board's tests, how they sign in, and days from today on."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone
from tests.service.people import BACKEND, make_member


def make_cast() -> dict:
    """Return the lead, the chair, an owner with a colleague, and people who are neither."""
    return {
        "lead": make_member("secretary", "Fenmark Public Health", kind="public_health"),
        "chair": make_member("chair", "Fenmark PCC", kind="pcc"),
        "owner": make_member("board", "Aldenwold Housing", kind="housing", name="Ola Berg"),
        "worker": make_member("reader", "Aldenwold Housing", kind="housing", name="Wil Dunn"),
        "member": make_member("board", "Fenmark Constabulary"),
        "voice": make_member(
            "board", "Fenmark Voices", kind="lived_experience", name="Robin Vale"
        ),
    }


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def told(kind: str) -> set[str]:
    """Return the addresses to which something of a kind was told."""
    from fingerpost.service.access.models import Notice

    return set(Notice.objects.filter(kind=kind).values_list("user__email", flat=True))
