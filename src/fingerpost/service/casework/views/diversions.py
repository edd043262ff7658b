"""Diversions: the list, whom it is about, the check, one with its reasons, and each step with it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.record_steps import steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import diversion_outcomes
from fingerpost.service.casework import justice_reading as reading
from fingerpost.service.casework.actions import diversions, looking
from fingerpost.service.casework.diversion_rules import stated
from fingerpost.service.casework.diversion_states import STANDINGS, DiversionState, reason_words
from fingerpost.service.casework.justice_forms import CheckForm, FindPersonForm
from fingerpost.service.casework.justice_steps import OF_DIVERSION
from fingerpost.service.casework.models import Diversion, Person
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.views.taking import take

A_PAGE = 50
SHOWN = {"open": "Open", "ours": "Waiting for us", "late": "Late", "all": "All"}
S = DiversionState


@requires(P.JUSTICE_WORK)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the diversions of the viewer's agency, the soonest due first."""
    viewer, at = request.membership, timezone.now()
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    found = reading.diversions(viewer=viewer)
    if show != "all":
        found = found.filter(owner__isnull=False)
    if show == "ours":
        found = found.filter(owner=viewer.agency)
    if show == "late":
        found = found.filter(due_at__lt=at)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "casework/diversions.html",
        {
            "page": page,
            "rows": [(one, one.is_late(at), _owed(one)) for one in page],
            "show": show,
            "shown": SHOWN,
        },
    )


@requires(P.JUSTICE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: MemberRequest) -> HttpResponse:
    """Find, among the agency's own people, whom a check, a test or an order is about.

    Names are posted, so that none stands in an address or a log.
    """
    form = FindPersonForm(posted(request))
    found: list[Person] | None = None
    if form.is_valid():
        found = reading.people(viewer=request.membership, **form.cleaned_data)
        with transaction.atomic():
            audit.record(
                EventKind.PEOPLE_SEARCHED,
                at=timezone.now(),
                by=request.membership,
                target_type="people found",
                target=min(len(found), reading.AT_MOST),
            )
    return render(
        request,
        "casework/diversion_find.html",
        {
            "form": form,
            "found": None if found is None else found[: reading.AT_MOST],
            "is_more": found is not None and len(found) > reading.AT_MOST,
        },
        status=400 if form.errors else 200,
    )


@requires(P.JUSTICE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: MemberRequest, number: int) -> HttpResponse:
    """Check by the rules whether somebody may be diverted."""
    person = reading.person(number, viewer=request.membership)
    if person is None:
        raise Http404
    form = CheckForm(posted(request))

    def act() -> str:
        made = diversions.check(
            person=person, **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return reverse("casework:diversion", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title=f"Can {person.name} be diverted?",
        button="Check by the rules",
        done="It is checked.",
        back=reverse("casework:find_for_justice"),
        back_words="Whom is it about?",
    )


@requires(P.JUSTICE_WORK)
@never_cache
@require_GET
def diversion(request: MemberRequest, number: int) -> HttpResponse:
    """Show one diversion: the answer, every rule's result, who owes what, outcomes, and history."""
    found, at, book = _diversion(request, number), timezone.now(), stated()
    looking.look(target_type="diversion", number=found.pk, by=request.membership, at=at)
    checks = reading.checks(found)
    state = S(found.state)
    ruled = (
        diversion_outcomes.all_ruled(
            book, diversions.conditions(found), is_breached=state is S.BREACHED
        )
        if state in (S.COMPLIED, S.PROPOSED, S.BREACHED)
        else ()
    )
    return render(
        request,
        "casework/diversion.html",
        {
            "diversion": found,
            "reason": reason_words(found.reason) if found.reason else "",
            "is_late": found.is_late(at),
            "owed": _owed(found),
            "check": checks[0],
            "earlier": checks[1:],
            "scheme": book.schemes.get(checks[0].scheme),
            "offence": book.offences.get(checks[0].offence),
            "not_met": [one for one in checks[0].results if one["answer"] == "no"],
            "not_known": [one for one in checks[0].results if one["answer"] == "cannot_say"],
            "ruled": ruled,
            "outcomes": reading.outcomes(found),
            "history": [
                (one, reason_words(one.reason) if one.reason else "")
                for one in reading.steps(found)
            ],
            "steps": steps_for(OF_DIVERSION, found, request.membership),
        },
    )


@requires(P.JUSTICE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with a diversion."""
    found = _diversion(request, number)
    return take(
        request,
        OF_DIVERSION,
        name,
        found,
        back=reverse("casework:diversion", args=[number]),
        back_words=f"Diversion of {found.person.name}",
    )


@requires(P.JUSTICE_WORK)
@require_GET
def rules(request: MemberRequest) -> HttpResponse:
    """Show the rules by which it is decided, their sources, and what is not confirmed."""
    return render(request, "casework/diversion_rules.html", {"book": stated()})


def _diversion(request: MemberRequest, number: int) -> Diversion:
    found = reading.diversion(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found


def _owed(diversion: Diversion) -> str:
    standing = STANDINGS.get(S(diversion.state))
    return standing.owed if standing else ""
