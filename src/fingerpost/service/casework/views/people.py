"""People of the agency: found, written down, looked at, changed; and who knows what about them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import (
    consent_words,
    families,
    finding,
    knowing,
    people_reading,
    selectors,
)
from fingerpost.service.casework.actions import people
from fingerpost.service.casework.actions.people import ChangeReason
from fingerpost.service.casework.models import DeathSource, Person, Referral
from fingerpost.service.casework.people_forms import (
    ChangeForm,
    DiedForm,
    PersonForm,
    SearchForm,
)
from fingerpost.service.casework.views.asking import ask, posted

AT_MOST = 10  # of each kind on a person's page; the lists have them all


@requires(P.CASE_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def search(request: MemberRequest) -> HttpResponse:
    """Find somebody. What is typed is posted, so that no name stands in an address or a log."""
    form = SearchForm(posted(request))
    shown: dict[str, Any] = {"form": form, "may_work": can(request.membership, P.CASE_WORK)}
    if form.is_valid():
        shown |= {"found": find(request, form), "words": form.cleaned_data["words"]}
    else:
        shown["latest"] = people_reading.latest(viewer=request.membership)
    return render(request, "casework/people.html", shown, status=400 if form.errors else 200)


def find(request: MemberRequest, form: SearchForm) -> finding.Found:
    """Search, and write down that it was searched and how many were found: never what for."""
    found = finding.search(form.cleaned_data["words"], viewer=request.membership)
    audit.record(
        EventKind.PEOPLE_SEARCHED,
        at=timezone.now(),
        by=request.membership,
        target_type="people",
        reason=f"{len(found)} found",
    )
    return found


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Write down somebody new; who could be the same person is shown first."""
    form = PersonForm(posted(request))
    alike: tuple[Person, ...] = ()
    if form.is_valid():
        said = form.said()
        if "is_new" not in request.POST:
            alike = finding.possible_duplicates(
                viewer=request.membership,
                **{
                    name: said[name]
                    for name in (
                        "given_name",
                        "family_name",
                        "born_on",
                        "local_number",
                        "phone",
                    )
                },
            )
        if not alike:
            try:
                person = people.keep(said=said, by=request.membership, at=timezone.now())
            except ValidationError as error:
                _add(form, error)
            else:
                return redirect("casework:person", person.pk)
    return render(
        request,
        "casework/person_new.html",
        {"form": form, "alike": alike},
        status=400 if form.errors else 200,
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def person(request: MemberRequest, number: int) -> HttpResponse:
    """Show one person: who it is, how to reach them, what they agreed to, and their referrals."""
    found = of_agency(request, number)
    if found.merged_into_id is not None:
        return redirect("casework:person", found.merged_into_id)
    read(request, found)
    on = timezone.localdate()
    return render(
        request,
        "casework/person.html",
        {
            "person": found,
            "facts": people_reading.facts(found),
            "consents": [(one, one.is_in_force(on)) for one in people_reading.consents(found)],
            "sent": people_reading.referrals_sent(found)[:AT_MOST],
            "received": people_reading.referrals_received(found)[:AT_MOST],
            "merged": families.merged_into(found),
            "may_work": can(request.membership, P.CASE_WORK) and found.erased_at is None,
            "may_govern": can(request.membership, P.RECORDS_GOVERN),
        },
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, number: int) -> HttpResponse:
    """Change what is known of somebody, and say why."""
    found = of_agency(request, number)
    form = ChangeForm(posted(request), person=found)

    def act() -> str:
        people.change(
            person=found,
            said=form.said(),
            reason=ChangeReason(form.cleaned_data["reason"]),
            by=request.membership,
            at=timezone.now(),
        )
        return _page(found)

    return ask(
        request,
        form,
        act,
        title="Change what is known of them",
        button="Save",
        done="It is changed. What was before stays in the record’s history.",
        back=_page(found),
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def died(request: MemberRequest, number: int) -> HttpResponse:
    """Say that somebody died."""
    found = of_agency(request, number)
    form = DiedForm(posted(request))

    def act() -> str:
        people.mark_died(
            person=found,
            died_on=form.cleaned_data["died_on"],
            source=DeathSource(form.cleaned_data["source"]),
            by=request.membership,
            at=timezone.now(),
        )
        return _page(found)

    return ask(
        request,
        form,
        act,
        title="Say that they died",
        button="Write it down",
        done="It is written down. Their open referrals have ended, and nobody tries to reach them.",
        back=_page(found),
        template="casework/person_died.html",
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def known(request: MemberRequest, number: int) -> HttpResponse:
    """Show who knows what about somebody, for them to read and to take with them."""
    found = of_agency(request, number)
    read(request, found)
    on = timezone.localdate()
    return render(
        request,
        "casework/known.html",
        {
            "person": found,
            "rows": knowing.who_knows(found, viewer=request.membership, on=on),
            "by_law": consent_words.by_law(request.membership.agency, on=on),
            "on": on,
        },
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def received(request: MemberRequest, number: int) -> HttpResponse:
    """Say who of one's own people a referral is about, or that it is somebody new."""
    referral = _received(request, number)
    said = people.from_sheet(referral)
    alike = finding.possible_duplicates(
        viewer=request.membership,
        given_name=said["given_name"],
        family_name=said["family_name"],
        born_on=said.get("born_on"),
        phone=said.get("phone", ""),
    )
    error = ""
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        match = next((one for one in alike if str(one.pk) == chosen), None)
        if match is None and chosen != "new":
            error = "Choose one of these records, or make a new one."
        else:
            try:
                made = people.keep_from_sheet(
                    referral=referral, person=match, by=request.membership, at=timezone.now()
                )
            except ValidationError as refused:
                error = " ".join(refused.messages)
            else:
                return redirect("casework:person", made.pk)
    return render(
        request,
        "casework/person_received.html",
        {"referral": referral, "alike": alike, "error": error},
        status=400 if error else 200,
    )


def of_agency(request: MemberRequest, number: int) -> Person:
    """Return a person of the viewer's agency; of another there is no page."""
    found = people_reading.person(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found


def read(request: MemberRequest, person: Person) -> None:
    """Write down that a person's record was looked at."""
    audit.record(
        EventKind.RECORD_READ,
        at=timezone.now(),
        by=request.membership,
        target_type="person",
        target=person.pk,
    )


def _received(request: MemberRequest, number: int) -> Referral:
    referral = selectors.referral(number, viewer=request.membership)
    if referral is None or referral.receiver_id != request.membership.agency_id:
        raise Http404
    return referral


def _page(person: Person) -> str:
    return reverse("casework:person", args=[person.pk])


def _add(form: PersonForm, error: ValidationError) -> None:
    if hasattr(error, "error_dict"):
        for field, several in error.error_dict.items():
            form.add_error(field, several)
    else:
        form.add_error(None, error.messages)
