"""Lists of referrals that are sent together: a morning in custody, a release day."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import referral_pages, selectors
from fingerpost.service.casework.actions import lists as actions
from fingerpost.service.casework.actions import looking
from fingerpost.service.casework.list_forms import SHOWN, ListForm, PeopleForm
from fingerpost.service.casework.models import Person, ReferralList
from fingerpost.service.casework.states import ReferralState
from fingerpost.service.casework.views.asking import ask, posted

A_PAGE = 50


@requires(P.CASE_WORK)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the lists of one's agency, the newest first."""
    found = ReferralList.objects.filter(agency=request.membership.agency)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "casework/lists.html", {"page": page})


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Begin a list."""
    form = ListForm(posted(request), initial={"on": timezone.localdate()})

    def act() -> str:
        made = actions.make(**form.cleaned_data, by=request.membership, at=timezone.now())
        return reverse("casework:list", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="Begin a list",
        button="Begin it",
        done="The list is begun. Put people on it.",
        back=reverse("casework:lists"),
        back_words="Lists",
    )


@requires(P.CASE_WORK)
@never_cache
@require_GET
def one(request: MemberRequest, number: int) -> HttpResponse:
    """Show a list: who is on it, and how each referral stands."""
    found, viewer, at = _list(request, number), request.membership, timezone.now()
    held = (
        selectors.referrals(viewer=viewer)
        .filter(in_list=found, sender=viewer.agency)
        .select_related("consent")
        .prefetch_related("consent__agencies")
        .order_by("pk")[:200]
    )
    rows = referral_pages.rows(list(held), viewer=viewer, at=at)
    drafts = [row for row in rows if row.referral.state == ReferralState.DRAFTED]
    return render(
        request,
        "casework/list.html",
        {"list": found, "rows": rows, "drafts": len(drafts)},
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def people(request: MemberRequest, number: int) -> HttpResponse:
    """Put several people on a list."""
    found, viewer = _list(request, number), request.membership
    known = list(
        Person.objects.filter(
            agency=viewer.agency, merged_into__isnull=True, erased_at__isnull=True
        )
        .select_related("agency")
        .order_by("-pk")[:SHOWN]
    )
    if request.method == "GET":
        looking.look_through(results=len(known), by=viewer, at=timezone.now())
    form = PeopleForm(posted(request), viewer=viewer, people=known)
    back = reverse("casework:list", args=[found.pk])

    def act() -> str:
        actions.put_on(in_list=found, **form.cleaned_data, by=viewer, at=timezone.now())
        return back

    return ask(
        request,
        form,
        act,
        title="Put people on the list",
        button="Put them on",
        done="They are on the list. Nothing is sent yet.",
        back=back,
        back_words="The list",
    )


@requires(P.CASE_WORK)
@never_cache
@require_POST
def send(request: MemberRequest, number: int) -> HttpResponse:
    """Send all of a list that may be sent, and show why the rest may not."""
    found = _list(request, number)
    sent, refused = actions.send_all(in_list=found, by=request.membership, at=timezone.now())
    if not refused:
        messages.success(request, f"{len(sent)} sent. You will see here what becomes of them.")
        return redirect("casework:list", number)
    return render(
        request, "casework/list_sent.html", {"list": found, "sent": sent, "refused": refused}
    )


def _list(request: MemberRequest, number: int) -> ReferralList:
    found = ReferralList.objects.filter(pk=number, agency=request.membership.agency).first()
    if found is None:
        raise Http404
    return found
