"""Plant words that only agencies of care may read wherever one of their workers can write any.

Everything is written through the actions of the service. Beside it stands what law enforcement rightly
holds: its own people, the referrals it sent, its place in a shared plan, so that every page has something
of the same case to show.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.service.casework_making import NAMES, agree, make_service, worker
from tests.service.people import AT, TODAY
from tests.service.people_making import governor, kept
from tests.service.support_plan_making import DUE, LONG, REVIEW, Circle, make_circle

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from fingerpost.service.access.models import Membership
    from fingerpost.service.casework.models import Person, Referral, Service

CANARY = "CANARY-METHADONE-7731"
LAW = ("police", "probation", "prison")
HOUR = timedelta(hours=1)
NAME = {"given_name": "Jordan", "family_name": "Lake", "born_on": date(1990, 5, 4)}


@dataclass
class Planted:
    """Who works where, and what was written of one person by agencies of care."""

    workers: dict[str, Membership] = field(default_factory=dict)
    own: dict[str, Person] = field(
        default_factory=dict
    )  # each agency's own record of the person
    sent: dict[str, list[Referral]] = field(default_factory=dict)  # by law enforcement
    circle: Circle | None = None

    def of(self, kind: str) -> Membership:
        return self.workers[kind]


def plant() -> Planted:
    """Return a case in which care has written the canary everywhere, and law enforcement has its part."""
    planted = Planted({kind: worker(kind) for kind in NAMES})
    service = make_service(
        planted.of("treatment").agency, takes_self_referral=True, what="Help with drugs."
    )
    _records(planted)
    for kind in LAW:
        _referrals_of(kind, planted, service)
    _plan(planted)
    _between_care(planted, service)
    _release(planted)
    _around_cases(planted, service)
    return planted


def _records(planted: Planted) -> None:
    """Write the person down in each agency; care writes what it knows, and corrects it."""
    from fingerpost.service.casework.actions import consents, people, retention, subject_access

    for kind, by in planted.workers.items():
        more = {"local_number": f"{kind}-1"}
        if kind not in LAW:
            more["support_needs"] = f"Needs {CANARY} early"
        if kind in ("treatment", "nhs"):
            more["safe_contact"] = f"Before {CANARY}"
        planted.own[kind] = kept(by, **NAME, **more)
    by = planted.of("treatment")
    mine = planted.own["treatment"]
    people.change(
        person=mine,
        said={"support_needs": f"After {CANARY}", "address": f"Ward of {CANARY}"},
        reason="changed",
        by=by,
        at=AT,
    )
    for kind in ("charity", *LAW):
        agree(by.agency, planted.of(kind).agency, "plan", purpose="safeguarding", consent=True)
    consents.take(
        person=mine,
        agencies=[planted.of(kind).agency for kind in ("charity", *LAW)],
        items=["plan"],
        until=date(2027, 12, 1),
        how="spoken",
        witness="family",
        purpose="safeguarding",
        by=by,
        at=AT,
    )
    gov = governor("treatment")
    retention.keep_on(
        person=mine, until=date(2030, 1, 1), reason=f"For {CANARY}", by=gov, at=AT
    )
    subject_access.ask(person=mine, asked_on=TODAY, by=by, at=AT)


def _referrals_of(kind: str, planted: Planted, service: Service) -> None:
    """Let law enforcement send two: one waits for its appointment, one came back with its outcome."""
    from fingerpost.service.casework.actions import details, people, referrals

    officer, by = planted.of(kind), planted.of("treatment")
    agree(officer.agency, by.agency, "referral")
    agree(by.agency, officer.agency, "referral_progress", "referral_detail")
    said = {"why": "Asks for help.", "origin": "custody", "needs": ["drugs"]}
    for ends in (False, True):
        one = referrals.draft(
            person=planted.own[kind], service=service, by=officer, at=AT, **said
        )
        one = referrals.send(referral=one, by=officer, at=AT)
        one = referrals.take_in(referral=one, by=by, at=AT + HOUR)
        people.keep_from_sheet(
            referral=one, person=planted.own["treatment"], by=by, at=AT + HOUR
        )
        details.write(referral=one, words=f"On {CANARY}, 40 ml", by=by, at=AT + HOUR)
        one = referrals.accept(referral=one, by=by, at=AT + HOUR)
        one = referrals.offer_appointment(
            referral=one,
            starts_at=AT + 5 * HOUR,
            place=f"Clinic of {CANARY}",
            by=by,
            at=AT + 2 * HOUR,
        )
        if ends:
            one = referrals.attended(referral=one, by=by, at=AT + 6 * HOUR)
            one = referrals.return_outcome(
                referral=one, outcome="started", by=by, at=AT + 7 * HOUR
            )
        details.write(referral=one, words=f"Now {CANARY}, 30 ml", by=by, at=AT + 8 * HOUR)
        planted.sent.setdefault(kind, []).append(one)


def _plan(planted: Planted) -> None:
    """Share a plan with law enforcement, without health, and with a hospital, with health."""
    from fingerpost.service.casework.actions import employment, plan_meetings, plan_work
    from fingerpost.service.casework.outcome_scales import all_scales

    circle = planted.circle = make_circle("charity", "employment", "nhs", *LAW, health=("nhs",))
    plan, by = circle.plan, circle.holder
    for part in ("housing", "treatment", "health"):
        goal = circle.goal(part, f"Down to half of {CANARY}")
        plan_work.change_goal(goal=goal, words=f"Off {CANARY} by spring", by=by, at=AT)
    for kind in ("apply", "medicine", "court"):
        action = circle.action(kind, words=f"Ring about {CANARY}")
        plan_work.action_done(action=action, by=by, at=AT, words=f"Done with {CANARY}")
    for kind in LAW:
        circle.action("supervision", kind, words=f"Not before {CANARY}")
    plan_work.review(
        plan=plan,
        next_on=REVIEW + timedelta(days=9),
        took_part=[by.agency, circle.workers["police"].agency],
        person_took_part=True,
        words=f"Talked of {CANARY}",
        health_words=f"Dose of {CANARY}",
        by=by,
        at=AT,
    )
    top = all_scales()["top"]
    plan_work.take_readings(
        plan=plan, scale=top, on=TODAY, values={"opiate_days": 27}, by=by, at=AT
    )
    helper = circle.workers["employment"]
    support = employment.begin(plan=plan, by=helper, at=AT)
    employment.job_started(support=support, on=TODAY, is_open_market=True, by=helper, at=AT)
    plan_meetings.call(
        starts_at=AT + HOUR,
        place="Town Hall",
        agencies=[circle.workers[kind].agency for kind in ("nhs", *LAW)],
        plans=[plan],
        by=by,
        at=AT,
    )


def _between_care(planted: Planted, service: Service) -> None:
    """Refer from health to a charity, whose record is made of that sheet; the charity then refers on."""
    from fingerpost.service.casework.actions import details, people, referrals

    by, charity = planted.of("treatment"), planted.of("charity")
    agree(by.agency, charity.agency, "referral_from_health", "referral_detail")
    agree(charity.agency, by.agency, "referral_progress", "referral_detail")
    peers = make_service(charity.agency, "Peers", what="Company.")
    one = referrals.draft(
        person=planted.own["treatment"],
        service=peers,
        why=f"Begins {CANARY} on Monday",
        origin="community",
        needs=["peers"],
        by=by,
        at=AT,
    )
    one = referrals.send(referral=one, by=by, at=AT)
    one = referrals.take_in(referral=one, by=charity, at=AT)
    one = referrals.ask_for_more(referral=one, question="risk", by=charity, at=AT)
    one = referrals.answer(referral=one, words=f"Only with {CANARY}", by=by, at=AT)
    details.write(referral=one, words=f"Takes {CANARY}", by=by, at=AT, is_shared=True)
    copied = people.keep_from_sheet(referral=one, by=charity, at=AT)
    planted.own["copied"] = people.change(
        person=copied,
        said={"local_number": "copied-1", "address": "1 Mill Lane"},
        reason="changed",
        by=charity,
        at=AT,
    )
    for kind in LAW:
        officer = planted.of(kind)
        agree(charity.agency, officer.agency, "referral")
        agree(officer.agency, charity.agency, "referral_progress")
        desk = make_service(officer.agency, f"Desk of {kind}", what="Help.")
        onward = referrals.draft(
            person=planted.own["copied"],
            service=desk,
            why="Wants to report a theft.",
            origin="outreach",
            needs=["safety"],
            by=charity,
            at=AT,
        )
        onward = referrals.send(referral=onward, by=charity, at=AT)
        people.keep_from_sheet(referral=onward, by=officer, at=AT)


def _release(planted: Planted) -> None:
    """Plan a release of which the treatment service and the police are told; treatment knows of health."""
    from fingerpost.service.casework.actions import release_items, releases

    prison, by = planted.of("prison"), planted.of("treatment")
    for kind in ("treatment", "police", "probation"):
        agree(prison.agency, planted.of(kind).agency, "release")
    one = releases.plan(
        person=planted.own["prison"], kind="licence", need="yes", due_on=DUE, by=prison, at=AT
    )
    for kind in ("treatment", "police", "probation"):
        releases.name_agency(release=one, agency=planted.of(kind).agency, by=prison, at=AT)
    release_items.say_health(release=one, needs_opioid_treatment=True, by=by, at=AT)


def _around_cases(planted: Planted, service: Service) -> None:
    """Write what is of no other agency: lists, filters, drafts, own words, supervision, a self-referral."""
    from fingerpost.service.casework.actions import (
        drafts,
        lists,
        self_referrals,
        volunteering,
        worklists,
    )

    by = planted.of("treatment")
    lists.make(title=f"Clinic of {CANARY}", on=TODAY, by=by, at=AT)
    worklists.save_filter(name=CANARY, query={"tab": "mine"}, is_default=True, by=by, at=AT)
    number = planted.sent["police"][0].pk
    for path in (f"/cases/referrals/{number}", f"/cases/referrals/{number}/detail"):
        drafts.keep(path=path, fields={"words": [f"Half typed {CANARY}"]}, by=by, at=AT)
    volunteering.keep_words(
        words=f"I came off {CANARY}", name=CANARY, agreed=True, by=by, at=AT
    )
    volunteering.plan_session(
        kind="mutual_aid", starts_at=AT - HOUR, place=f"Hall of {CANARY}", came=4, by=by, at=AT
    )
    volunteering.log_kits(
        on=TODAY, area=CANARY, batch=CANARY[-12:], expires_on=LONG, given=2, by=by, at=AT
    )
    helper = worker("treatment", role="volunteer")
    supervision = volunteering.supervise(volunteer=helper.user, every_weeks=6, by=by, at=AT)
    volunteering.note_supervision(
        supervision=supervision, on=TODAY, words=f"Spoke of {CANARY}", by=by, at=AT
    )
    self_referrals.ask(
        service=service,
        name="Jordan",
        why=f"I want {CANARY}",
        safe_contact=f"Not at {CANARY}",
        phone="07700 900111",
        needs=["drugs"],
        agreed=True,
        at=AT,
    )


def tell_everybody(at: datetime) -> list[Any]:
    """Do the jobs that tell, send the e-mails, and return these."""
    from django.core import mail
    from tests.service.loop_making import tell_all

    from fingerpost.service.access.actions import notices

    tell_all(at)
    notices.send_notices(at=at + timedelta(days=8))
    return list(mail.outbox)


def said_by(answer: HttpResponseBase) -> str:
    """Return all that an answer says: its status line, its headers, and its body, unpacked if it is a zip."""
    body = b"".join(answer) if answer.streaming else answer.content
    parts = [answer.reason_phrase.encode(), answer.serialize_headers(), body]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts += [name.encode() + archive.read(name) for name in archive.namelist()]
    return b"\n".join(parts).decode("utf-8", "replace")
