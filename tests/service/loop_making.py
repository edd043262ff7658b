"""Make what tests of the loop need: somebody signed in, jobs done, times in working hours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.test import Client
from tests.service.people import BACKEND

if TYPE_CHECKING:
    from fingerpost.service.access.models import Membership


def signed_in(member: Membership) -> Client:
    """Return a browser of somebody."""
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def jobs(task: str) -> list[dict]:
    """Return what was handed in for a background task, oldest first."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task]
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def tell_all(at) -> None:
    """Do every job that tells of a referral."""
    from fingerpost.service.casework.actions import telling

    for job in jobs("casework.tell_of_referral"):
        telling.tell_of_referral(job["referral"], job["whom"], at=at)
    forget_jobs()


def forget_jobs() -> None:
    """Leave no job that tells of a referral: a test that commits would leave its own to others."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'casework.tell_of_referral'"
        )


def told(at) -> set[tuple[str, str, str]]:
    """Do the jobs; return who is told what kind of thing, and where it is."""
    from fingerpost.service.access.models import Notice

    tell_all(at)
    return {(one.user.name, one.kind, one.path) for one in Notice.objects.all()}
