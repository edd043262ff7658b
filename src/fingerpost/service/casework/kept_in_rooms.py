"""What the rooms of plans, diversion and release hold of a person: for who asks, and for retention.

`subject_access`, `retention` and `knowing` ask here; a room that is added adds its part.
"""

from __future__ import annotations

from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access.models import Membership
from fingerpost.service.casework import families, plan_records
from fingerpost.service.casework.models import (
    ERASED,
    Diversion,
    DrugOrder,
    DrugTest,
    Person,
    PrisonRelease,
    SupportPlan,
    Transfer,
)

Held = list[tuple[str, list[dict[str, str]], bool]]  # title, rows, whether in own words


def held(person: Person, viewer: Membership) -> Held:
    """Return what the rooms hold of a person: titles, rows, and whether somebody wrote them in own words."""
    found: Held = []
    for one in [person, *families.merged_into(person)]:
        found += plan_records.subject_access_of(one)
    numbers = families.numbers_of(person)
    found += [
        ("Diversions", [_diversion(one) for one in _diversions(numbers)], False),
        (
            "Releases from prison",
            [_release(one) for one in PrisonRelease.objects.filter(person__in=numbers)],
            False,
        ),
        (
            "Drug rehabilitation requirements",
            [_order(one) for one in DrugOrder.objects.filter(person__in=numbers)],
            False,
        ),
    ]
    if viewer.is_law_enforcement:  # no other agency has a test on arrest
        tests = DrugTest.objects.filter(person__in=numbers)
        found.append(("Drug tests on arrest", [_test(one) for one in tests], False))
    return [one for one in found if one[1]]


def why_open(numbers: list[int]) -> str:
    """Return what of a person is open with a room, or nothing: then nothing is erased."""
    if SupportPlan.objects.filter(person__in=numbers, closed_at__isnull=True).exists():
        return "A support plan of theirs is open. Close it first."
    if Diversion.objects.filter(person__in=numbers, over_at__isnull=True).exists():
        return "A diversion of theirs is open. End it first."
    if PrisonRelease.objects.filter(person__in=numbers, over_at__isnull=True).exists():
        return "A release of theirs is open. End it first."
    if DrugOrder.objects.filter(person__in=numbers, over_on__isnull=True).exists():
        return "A requirement of theirs is in force. End it first."
    return ""


def erase(numbers: list[int]) -> None:
    """Empty what names a person there; run as the service. Days and codes stay."""
    plan_records.erase_plans(numbers)
    PrisonRelease.objects.filter(person__in=numbers).update(name=ERASED, born_on=None)
    Transfer.objects.filter(person__in=numbers).exclude(said="").update(said="")


def _diversions(numbers: list[int]) -> list[Diversion]:
    return list(Diversion.objects.filter(person__in=numbers).select_related("provider"))


def _diversion(one: Diversion) -> dict[str, str]:
    return _filled(
        {
            "Begun": wording.day(timezone.localdate(one.made_at)),
            "What": one.get_activity_display(),
            "Terms": one.get_terms_display(),
            "With": one.provider.name if one.provider else "",
            "Stands": one.get_state_display(),
        }
    )


def _release(one: PrisonRelease) -> dict[str, str]:
    return {
        "Due": wording.day(one.due_on),
        "What": one.get_kind_display(),
        "Need of treatment": one.get_need_display(),
        "Stands": one.get_state_display(),
    }


def _order(one: DrugOrder) -> dict[str, str]:
    return {
        "Made on": wording.day(one.made_on),
        "Court": one.court,
        "Until": wording.day(one.ends_on),
        "Stands": one.get_state_display(),
    }


def _test(one: DrugTest) -> dict[str, str]:
    return _filled(
        {
            "On": wording.day(timezone.localdate(one.tested_at)),
            "Why": one.get_ground_display(),
            "Result": one.get_result_display(),
            "Found": ", ".join(one.substances),
        }
    )


def _filled(row: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in row.items() if value}
