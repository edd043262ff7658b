"""Records that somebody answers for: their history, what is due, what was asked of them, merged and parted."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import families, finding, people_reading, retention
from fingerpost.service.casework.actions import merging, subject_access
from fingerpost.service.casework.actions import people as people_actions
from fingerpost.service.casework.actions import retention as retention_actions
from fingerpost.service.casework.models import Person
from fingerpost.service.casework.people_forms import NothingForm, SearchForm
from fingerpost.service.casework.records_forms import AskedForm, KeepOnForm
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.views.people import find, of_agency, read

A_PAGE = 50


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def listed(request: MemberRequest) -> HttpResponse:
    """Show what is due: who asked what is kept of them, and records whose time is over; find a record."""
    viewer, on = request.membership, timezone.localdate()
    form = SearchForm(posted(request))
    due = retention.to_review(viewer=viewer, on=on)
    return render(
        request,
        "casework/records.html",
        {
            "form": form,
            "found": find(request, form) if form.is_valid() else None,
            "asked": people_reading.access_requests(viewer=viewer)[:A_PAGE],
            "page": Paginator(due, A_PAGE).get_page(request.GET.get("page")),
            "sheets": retention.sheets_due(viewer.agency, on=on).count(),
            "on": on,
        },
        status=400 if form.errors else 200,
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def sheets(request: MemberRequest) -> HttpResponse:
    """Erase what was told with referrals that led to no record, once its time is over."""
    form = NothingForm(posted(request))

    def act() -> str:
        retention_actions.erase_sheets(by=request.membership, at=timezone.now())
        return reverse("casework:records")

    return ask(
        request,
        form,
        act,
        title="Erase sheets of referrals that led to nothing",
        button="Erase them for good",
        done="They are erased.",
        back=reverse("casework:records"),
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_GET
def record(request: MemberRequest, number: int) -> HttpResponse:
    """Show one record with its history, until when it is kept, and what may be done with it."""
    person = of_agency(request, number)
    read(request, person)
    is_whole = person.merged_into_id is None and person.erased_at is None
    on = timezone.localdate()
    due = retention.due_on(person)
    return render(
        request,
        "casework/record.html",
        {
            "person": person,
            "facts": people_reading.facts(person),
            "history": people_reading.history(person),
            "due_on": due,
            "why_not_yet": retention.why_not_yet(person, on=on, due=due),
            "kept_on": person.kept_on.select_related("by").defer("by__password"),
            "merged": families.merged_into(person),
            "is_whole": is_whole,
            "open_requests": person.asked.filter(answered_at__isnull=True),
        },
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def keep_on(request: MemberRequest, number: int) -> HttpResponse:
    """Decide that a record is kept on."""
    person = of_agency(request, number)
    form = KeepOnForm(posted(request))

    def act() -> str:
        retention_actions.keep_on(
            person=person, **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return reverse("casework:record", args=[person.pk])

    return ask(
        request,
        form,
        act,
        title="Keep this record on",
        button="Keep it on",
        done="It is kept on until that day.",
        back=reverse("casework:record", args=[person.pk]),
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: MemberRequest, number: int) -> HttpResponse:
    """Erase what identifies a person whose time is over."""
    person = of_agency(request, number)
    form = NothingForm(posted(request))

    def act() -> str:
        retention_actions.erase(person=person, by=request.membership, at=timezone.now())
        return reverse("casework:records")

    return ask(
        request,
        form,
        act,
        title="Erase this person",
        button="Erase them for good",
        done="What named them is erased.",
        back=reverse("casework:record", args=[person.pk]),
        template="casework/record_erase.html",
        shown={"why_not": retention.why_not_yet(person, on=timezone.localdate())},
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def alive(request: MemberRequest, number: int) -> HttpResponse:
    """Take back that somebody died."""
    person = of_agency(request, number)
    form = NothingForm(posted(request))

    def act() -> str:
        people_actions.correct_death(person=person, by=request.membership, at=timezone.now())
        return reverse("casework:record", args=[person.pk])

    return ask(
        request,
        form,
        act,
        title="They did not die: correct the record",
        button="Correct it",
        done="It is corrected. Referrals that ended stay ended: make new ones.",
        back=reverse("casework:record", args=[person.pk]),
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_GET
def alike(request: MemberRequest, number: int) -> HttpResponse:
    """Show which records could be of the same person."""
    person = _whole(request, number)
    found = finding.possible_duplicates(
        viewer=request.membership,
        given_name=person.given_name,
        family_name=person.family_name,
        born_on=person.born_on,
        local_number=person.local_number,
        phone=person.phone,
        other_than=person.pk,
    )
    return render(request, "casework/record_alike.html", {"person": person, "alike": found})


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def merge(request: MemberRequest, number: int, into: int) -> HttpResponse:
    """Show what goes where, then merge one record into another."""
    person, other = _whole(request, number), _whole(request, into)
    form = NothingForm(posted(request))

    def act() -> str:
        merging.merge(person=person, into=other, by=request.membership, at=timezone.now())
        return reverse("casework:record", args=[other.pk])

    return ask(
        request,
        form,
        act,
        title="Merge two records of one person",
        button="Merge them",
        done="They are merged. You can part them again, exactly as they were.",
        back=reverse("casework:alike", args=[person.pk]),
        template="casework/record_merge.html",
        shown={
            "person": person,
            "other": other,
            "differences": people_reading.differences(person, other),
            "counts": people_reading.counts(families.numbers_of(person)),
        },
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def part(request: MemberRequest, number: int) -> HttpResponse:
    """Part a record from the one that it was merged into."""
    person = of_agency(request, number)
    if person.merged_into_id is None:
        raise Http404
    form = NothingForm(posted(request))

    def act() -> str:
        merging.part(person=person, by=request.membership, at=timezone.now())
        return reverse("casework:record", args=[person.pk])

    return ask(
        request,
        form,
        act,
        title="Part two records again",
        button="Part them",
        done="Both records are as they were.",
        back=reverse("casework:record", args=[person.merged_into_id]),
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def asked(request: MemberRequest, number: int) -> HttpResponse:
    """Write down that somebody asked what is kept of them."""
    person = of_agency(request, number)
    form = AskedForm(posted(request))

    def act() -> str:
        made = subject_access.ask(
            person=person,
            asked_on=form.cleaned_data["asked_on"],
            by=request.membership,
            at=timezone.now(),
        )
        return reverse("casework:access_request", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="They asked what we keep of them",
        button="Write it down",
        done="It is written down, with the day by which it is answered.",
        back=reverse("casework:record", args=[person.pk]),
    )


@requires(P.RECORDS_GOVERN)
@never_cache
@require_http_methods(["GET", "POST"])
def access_request(request: MemberRequest, number: int) -> HttpResponse:
    """Show one request and when it is due; posted, hand out everything that is held as one file."""
    found = people_reading.access_request(number, viewer=request.membership)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            content = subject_access.answer(
                request=found, by=request.membership, at=timezone.now()
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("casework:access_request", number)
        return HttpResponse(
            content,
            content_type="application/zip",
            headers={
                "Content-Disposition": f'attachment; filename="access-request-{number}.zip"'
            },
        )
    return render(
        request,
        "casework/access_request.html",
        {"asked": found, "is_late": found.due_on < timezone.localdate()},
    )


def _whole(request: MemberRequest, number: int) -> Person:
    person = of_agency(request, number)
    if person.merged_into_id is not None or person.erased_at is not None:
        raise Http404
    return person
