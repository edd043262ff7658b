"""An officer tries every way to what agencies of care wrote: pages, exports, mails, SQL; none leads there.

`plant` writes a canary, through the actions, wherever a worker of care can write a word of somebody whom
law enforcement knows as well. Each way then returns what an officer is shown by it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client, override_settings
from tests.service.casework_making import worker
from tests.service.conftest import IN_MEMORY
from tests.service.people import AT
from tests.service.people_making import as_person
from tests.service.police_ways_making import (
    LAW,
    Planted,
    plant,
    said_by,
    tell_everybody,
)

if TYPE_CHECKING:
    from fingerpost.service.casework.models import Referral

pytestmark = pytest.mark.django_db
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROLES = ("manager", "worker", "governance", "volunteer")
ACTIONS = ("PlanAction", "HealthAction")  # as their references begin: p, h
LEAST = 300  # that are tried, at the very least


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker) -> Iterator[Planted]:
    """Plant once for all tests of this file; each test's own changes are undone after it."""
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=QUICK, CACHES=IN_MEMORY),
        transaction.atomic(),
    ):
        yield plant()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@dataclass
class Somebody:
    """Who works for an agency under a role or several, with a browser for each."""

    kind: str
    planted: Planted
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, role: str = "manager") -> Client:
        if role not in self.clients:
            self.clients[role] = as_person(worker(self.kind, role=role))
        return self.clients[role]

    def get(self, *paths: str, role: str = "manager") -> list[str]:
        return [said_by(self.client(role).get(path)) for path in paths]

    def post(self, path: str, role: str = "manager", **said: object) -> str:
        return said_by(self.client(role).post(path, said))

    @property
    def sent(self) -> list[Referral]:
        return self.planted.sent.get(self.kind, [])

    @property
    def referral(self) -> int:
        return self.sent[0].pk

    @property
    def person(self) -> int:
        return self.planted.own[self.kind].pk

    @property
    def plan(self) -> str:
        return f"/cases/plans/{self.planted.circle.plan.pk}"


@pytest.fixture(
    params=[LAW[0], *(pytest.param(kind, marks=pytest.mark.slow) for kind in LAW[1:])]
)
def officer(request, planted) -> Somebody:
    return Somebody(request.param, planted)


# The ways, each with what it shows.

STEPS_OF_PLAN = (
    "print",
    "versions",
    "goal",
    "action",
    "review",
    "life",
    "top",
    "invite",
    "work",
)


def urls_of_the_detail(who: Somebody) -> list[str]:
    one = f"/cases/referrals/{who.referral}"
    return who.get(one, f"{one}/detail", f"{one}/tell", f"{one}/write", f"{one}/change")


def another_agencys_number(who: Somebody) -> list[str]:
    return who.get(
        *(
            f"/cases/{room}/{person.pk}{page}"
            for person in who.planted.own.values()
            for room, page in (("people", ""), ("people", "/change"), ("records/people", ""))
        )
    )


def interfaces(who: Somebody) -> list[str]:
    paths = [one.path for one in addresses() if "{" not in one.path and "GET" in one.methods]
    machines = re.compile(r"/api/|\.json$|\.atom$|\.ics$|/drafts$|openapi")
    return who.get(*filter(machines.search, paths))


def subject_access(who: Somebody) -> list[str]:
    from fingerpost.service.casework.actions import subject_access as requests
    from fingerpost.service.casework.models import AccessRequest

    by = worker(who.kind, role="manager")
    made = requests.ask(person=who.planted.own[who.kind], asked_on=AT.date(), by=by, at=AT)
    theirs = AccessRequest.objects.exclude(pk=made.pk).get()
    own = who.post(f"/cases/records/requests/{made.pk}")
    assert "what-we-hold.json" in own, "it is an answer to the officer's own request"
    return [own, who.post(f"/cases/records/requests/{theirs.pk}"), *who.get("/cases/records")]


def search(who: Somebody) -> list[str]:
    own = f"/cases/people/{who.person}"
    asked = ("Jordan Lake", "4/5/1990", "treatment-1", "copied-1", "CANARY")
    found = [
        who.post(path, words=words)
        for path in ("/cases/people", "/cases/records")
        for words in asked
    ]
    assert own in found[0], "their own people are found"
    others = [one.pk for kind, one in who.planted.own.items() if kind != who.kind]
    assert not any(f'/people/{pk}"' in page for page in found for pk in others)
    alike = who.post("/cases/people/new", given_name="Jordan", family_name="Lake", sex="unsaid")
    # What was typed comes back into the field that it was typed into, and nowhere else.
    return [alike, *(one.replace('value="CANARY"', "") for one in found)]


def error_messages(who: Somebody) -> list[str]:
    from fingerpost.service.casework.actions import details, plan_work, referrals

    by, plan = worker(who.kind), who.planted.circle.plan
    one = who.planted.sent[who.kind][0]
    goal, action = plan.goals.first(), plan.healthactions.first()
    tries: list[Callable[[], object]] = [
        lambda: details.write(referral=one, words="x", by=by, at=AT),
        lambda: plan_work.change_goal(goal=goal, words="x", by=by, at=AT),
        lambda: plan_work.action_done(action=action, by=by, at=AT),
        lambda: referrals.accept(referral=one, by=by, at=AT),
        lambda: referrals.close(referral=one, by=by, at=AT),
    ]
    said = []
    for attempt in tries:
        with (
            pytest.raises((PermissionDenied, ValidationError)) as refused,
            transaction.atomic(),
        ):
            attempt()
        said.append(f"{refused.value!r} {refused.value.__cause__!r}")
    wrong = (f"{who.plan}/goal", f"{who.plan}/review", f"/cases/referrals/{one.pk}/close")
    return [*said, *(who.post(path, words="", on="nonsense") for path in wrong)]


def notices_and_mails(who: Somebody) -> list[str]:
    from fingerpost.service.access.models import Notice

    mails = tell_everybody(AT + timedelta(days=1))
    address = worker(who.kind).user.email
    assert any(address in mail.to for mail in mails), "the officer is told of something"
    return [
        *(f"{mail.subject}{mail.body}{mail.message()}" for mail in mails),
        *(f"{one.path} {one.kind}" for one in Notice.objects.all()),
        *who.get("/access/notices", "/"),
    ]


def audit_page(who: Somebody) -> list[str]:
    things = {
        "person": [one.pk for one in who.planted.own.values()],
        "referral": [one.pk for sent in who.planted.sent.values() for one in sent],
        "plan": [who.planted.circle.plan.pk],
    }
    paths = [f"/access/audit/{what}/{pk}" for what, pks in things.items() for pk in pks]
    return who.get("/access/audit", *paths, role="governance")


def shared_plan(who: Somebody) -> list[str]:
    pages = who.get(who.plan, *(f"{who.plan}/{step}" for step in STEPS_OF_PLAN))
    assert "Come to supervision" in pages[0], "its own part is there"
    stamps = set(re.findall(rf"{who.plan}/versions/\d+", "".join(pages)))
    assert stamps
    return [*pages, *who.get(*stamps, "/cases/plans", "/cases/plan-meetings")]


def plan_meeting(who: Somebody) -> list[str]:
    from fingerpost.service.casework.models import PlanMeeting

    (page,) = who.get(f"/cases/plan-meetings/{PlanMeeting.objects.get().pk}")
    assert "Town Hall" in page
    return [page]


def calendar_feed(who: Somebody) -> list[str]:
    page = who.post("/access/notices/calendar")
    address = re.search(r"/access/calendar/\S+\.ics", page)
    assert address is not None
    (feed,) = who.get(address[0])
    assert "BEGIN:VCALENDAR" in feed
    return [page, feed]


def suggestions(who: Somebody) -> list[str]:
    person = f"/cases/people/{who.person}"
    return who.get(
        "/cases/people/new",
        f"{person}/refer",
        f"{person}/consent",
        f"/cases/records/people/{who.person}/alike",
        "/cases/services",
        "/cases/lists",
    )


def reports(who: Somebody) -> list[str]:
    return who.get("/evidence/", "/evidence/signals", "/board/", "/county/", "/county/data")


def worklists(who: Somebody) -> list[str]:
    tabs = ("mine", "team", "overdue", "at_risk", "handed_over", "nobody")
    shown = ("sent", "received", "news", "late", "over")
    paths = (f"/cases/?tab={tab}" for tab in tabs)
    more = (f"/cases/referrals?show={show}" for show in shown)
    return who.get("/cases/", *paths, *more, "/")


def saved_drafts(who: Somebody) -> list[str]:
    one = f"/cases/referrals/{who.planted.sent['police'][0].pk}"
    return who.get(*(f"/cases/drafts?path={path}" for path in (one, f"{one}/detail")))


def releases(who: Somebody) -> list[str]:
    from fingerpost.service.casework.models import PrisonRelease

    one = f"/cases/releases/{PrisonRelease.objects.get().pk}"
    pages = who.get("/cases/releases", "/cases/releases/clock", one, f"{one}/health")
    # What the treatment service knows of health reaches nobody: it is a yes, without words.
    assert "opioid" not in pages[2].lower()
    return pages


def printed_view_of_the_person(who: Somebody) -> list[str]:
    return who.get(f"/cases/people/{who.person}/known", f"/cases/people/{who.person}")


def emergency(who: Somebody) -> list[str]:
    said = {"reason": "He is missing, and it is below zero tonight."}
    seen = []
    for kind in ("treatment", "nhs", "charity", "housing", "copied"):
        person = who.planted.own[kind]
        seen.append(
            who.post(
                "/cases/emergency",
                role="worker",
                agency=person.agency_id,
                local_number=person.local_number,
                **said,
            )
        )
        seen += who.get(f"/cases/emergency/{person.pk}", role="worker")
    assert any("1 Mill Lane" in page for page in seen), "one of a charity's does open"
    return seen


def sheet_of_what_was_received(who: Somebody) -> list[str]:
    from fingerpost.service.casework.models import Person, Referral

    receiver = who.planted.of(who.kind).agency
    one = Referral.objects.get(receiver=receiver)
    made = Person.objects.get(pk=one.received_as_id)
    pages = who.get(f"/cases/referrals/{one.pk}", f"/cases/people/{made.pk}")
    assert all("1 Mill Lane" in page for page in pages), "who it is did cross"
    return [*pages, str(vars(one.sheet)), str(vars(made))]


WAYS = {
    "the address of what a worker wrote": urls_of_the_detail,
    "the number of another agency's record": another_agencys_number,
    "the interfaces for machines": interfaces,
    "the export of one person": subject_access,
    "the search": search,
    "error messages": error_messages,
    "notices and e-mails": notices_and_mails,
    "the audit page": audit_page,
    "the shared plan": shared_plan,
    "a meeting over plans": plan_meeting,
    "the calendar": calendar_feed,
    "suggestions and choices of forms": suggestions,
    "reports": reports,
    "worklists": worklists,
    "saved drafts": saved_drafts,
    "a release": releases,
    "the printed view for the person": printed_view_of_the_person,
    "the emergency": emergency,
    "a referral from a charity that had it from health": sheet_of_what_was_received,
}


@pytest.mark.parametrize("way", WAYS)
def test_an_officer_does_not_come_to_what_care_wrote_by(way, officer, caplog) -> None:
    shown = WAYS[way](officer)
    assert shown
    for text in [*shown, caplog.text]:
        assert not betrays(text), excerpt(text)


def betrays(text: str) -> bool:
    """Tell whether a text holds the canary or a part of it, however it is written."""
    return re.search(r"canary|methadone", text, re.IGNORECASE) is not None


def excerpt(text: str) -> str:
    return " … ".join(re.findall(r".{0,120}(?:CANARY|METHADONE).{0,60}", text)[:3])


# Every address there is, with the numbers of what was planted.


def addresses():
    from fingerpost.service.access.addresses import all_addresses

    return all_addresses()


def numbers(who: Somebody) -> tuple[list[tuple[str, dict[str, list[object]]]], list[int]]:
    """Return, by how an address begins, the values of its parts, the longest first; and numbers for the rest.

    Of each kind of record there are the somebody's own, and the first and the last that were planted.
    """
    from django.apps import apps

    from fingerpost.service.casework import plan_steps, referral_steps, release_steps

    held = {
        model.__name__: list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in apps.get_app_config("casework").get_models()
        if model.__name__ not in ("PersonKey", "SheetKey")
    }
    some = {name: sorted({*pks[:1], *pks[-2:]}) for name, pks in held.items()}
    own = who.planted.own
    some["Referral"] = sorted({*some["Referral"], *(one.pk for one in who.sent)})
    some["Person"] = [own[kind].pk for kind in dict.fromkeys(("treatment", "copied", who.kind))]

    def names(table) -> list[object]:
        return sorted({step.name for step in table})

    plan = {"number": some["SupportPlan"], "person": some["Person"]}
    plan |= {"stamp": [10**16], "agency": [own["treatment"].agency_id]}
    release = {"number": some["PrisonRelease"], "name": names(release_steps.RELEASE_STEPS)}
    items = {"number": some["ReleaseItem"], "name": names(release_steps.ITEM_STEPS)}
    people = {"number": some["Person"], "into": some["Person"], "service": some["Service"][:1]}
    referral = {"number": some["Referral"], "name": names(referral_steps.STEPS)}
    refs = [f"{letter}{held[name][0]}" for letter, name in zip("ph", ACTIONS, strict=True)]
    known: list[tuple[str, dict[str, list[object]]]] = [
        ("/cases/referrals/", referral),
        ("/cases/people/received/", referral),
        ("/cases/people/", people),
        ("/cases/records/people/", people),
        ("/cases/records/requests/", {"number": some["AccessRequest"]}),
        ("/cases/emergency/", people),
        ("/cases/consents/", {"number": some["Consent"]}),
        ("/cases/plans/", {**plan, "name": names(plan_steps.PLAN_STEPS)}),
        (
            "/cases/plans/{number}/goals/",
            {**plan, "goal": some["PlanGoal"], "name": names(plan_steps.GOAL_STEPS)},
        ),
        (
            "/cases/plans/{number}/actions/",
            {**plan, "ref": refs, "name": names(plan_steps.ACTION_STEPS)},
        ),
        (
            "/cases/plans/{number}/work/",
            {
                **plan,
                "support": held["EmploymentSupport"],
                "name": names(plan_steps.SUPPORT_STEPS),
            },
        ),
        (
            "/cases/plans/{number}/jobs/",
            {**plan, "job": held["Job"], "name": names(plan_steps.JOB_STEPS)},
        ),
        ("/cases/plan-meetings/", {"number": some["PlanMeeting"]}),
        ("/cases/services/", {"number": some["Service"], "slot": some["Slot"] or [1]}),
        ("/cases/lists/", {"number": [*some["ReferralList"], *some["SavedFilter"]]}),
        ("/cases/volunteering/volunteers/", {"person": [worker(who.kind).user_id]}),
        ("/cases/releases/needs/", items),
        ("/cases/releases/", release),
        ("/access/audit/", {"what": ["person", "referral"], "which": some["Person"]}),
    ]
    rest = sorted({pk for pks in some.values() for pk in pks})
    return sorted(known, key=lambda one: -len(one[0])), rest[:4] + rest[-4:]


def paths_of(path: str, known, every: list[int]) -> Iterator[str]:
    """Return an address with every value that its parts may have."""
    parts = re.findall(r"\{(\w+)\}", path)
    values = next((said for begins, said in known if path.startswith(begins)), {})
    # What is not known above is a number of something of the cases, or nothing of ours.
    rest: list[object] = list(every) if path.startswith("/cases/") else every[:1]
    for chosen in itertools.product(*(values.get(part, rest) for part in parts)):
        said = dict(zip(parts, chosen, strict=True))
        yield re.sub(r"\{(\w+)\}", lambda part, said=said: str(said[part[1]]), path)


def walk(
    who: Somebody,
    look: Callable[[str, str], None],
    *,
    within: str = "/",
    roles: tuple[str, ...] = ROLES,
) -> int:
    """Ask for every address, as whichever role may; post to what was there, and to what only takes that.

    Nothing is changed for good. `look` is given each address and what was said.
    """
    from fingerpost.service.access.roles import ROLES as EVERY_ROLE

    known, every = numbers(who)
    tried, opened = 0, set()
    for role, address in itertools.product(roles, addresses()):
        is_new = address.path not in opened
        if not (
            is_new and address.path.startswith(within) and address.allows(EVERY_ROLE[role])
        ):
            continue
        if address.name.startswith(("account_", "mfa_", "usersessions")):
            continue  # of signing in; signing out would end the walk
        opened.add(address.path)
        client = who.client(role)
        for path in paths_of(address.path, known, every):
            is_there = True
            if "GET" in address.methods:
                answer = client.get(path)
                is_there = answer.status_code == 200
                look(path, said_by(answer))
            if "POST" in address.methods and is_there:
                point = transaction.savepoint()
                look(f"POST {path}", said_by(client.post(path, {})))
                transaction.savepoint_rollback(point)
            tried += 1
    if roles == ROLES:
        assert {one.path for one in addresses() if one.path.startswith("/cases/")} <= opened
    return tried


def test_no_address_of_the_service_shows_it_to_an_officer(officer, caplog) -> None:
    found = []

    def look(path: str, text: str) -> None:
        if betrays(text):
            found.append((path, excerpt(text)))

    assert walk(officer, look) > LEAST
    assert found == []
    assert not betrays(caplog.text), excerpt(caplog.text)


@pytest.mark.slow
def test_the_same_walk_shows_it_to_who_wrote_it(planted) -> None:
    """The control: what the officer is not shown is there to be shown."""
    from fingerpost.service.casework.models import SupportPlan

    by = Somebody("treatment", planted)
    seen: set[str] = set()
    walk(by, lambda path, text: seen.add(path) if betrays(text) else None, within="/cases/")
    plan, mine = SupportPlan.objects.get().pk, planted.own["treatment"].pk
    one = planted.sent["police"][0].pk
    for path in (
        f"/cases/referrals/{one}",
        f"/cases/people/{mine}",
        f"/cases/records/people/{mine}",
        f"/cases/plans/{plan}",
        f"/cases/plans/{plan}/print",
        "/cases/lists",
        "/cases/volunteering",
    ):
        assert path in seen, path
    assert any(path.startswith("POST /cases/records/requests/") for path in seen), "the export"


def test_a_volunteer_sees_no_case_at_any_address(planted) -> None:
    """What no role of theirs may open is refused outright; of the rest, nothing names or shows anybody."""
    from fingerpost.service.access.roles import ROLES as EVERY_ROLE

    helper = Somebody("treatment", planted)
    role = EVERY_ROLE["volunteer"]
    known, every = numbers(helper)
    for address in addresses():
        if address.path.startswith("/cases/") and not address.allows(role):
            for path in itertools.islice(paths_of(address.path, known, every), 12):
                for method in address.methods:
                    answer = helper.client("volunteer").generic(method, path)
                    assert answer.status_code == 403, path
                    assert "Lake" not in said_by(answer), path

    def look(path: str, text: str) -> None:
        assert "Lake" not in text, path
        assert "40 ml" not in text, path

    assert walk(helper, look, within="/cases/", roles=("volunteer",)) > 5
