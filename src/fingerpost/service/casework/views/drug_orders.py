"""Drug rehabilitation requirements: the list, one with its reviews, a new one, and each step with it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.record_steps import steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import justice_reading as reading
from fingerpost.service.casework.actions import drug_orders, looking
from fingerpost.service.casework.justice_forms import OrderForm
from fingerpost.service.casework.justice_steps import OF_ORDER
from fingerpost.service.casework.models import DrugOrder
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.views.taking import take

A_PAGE = 50


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the orders that the viewer's agency keeps, or in which it is the provider."""
    viewer, on = request.membership, timezone.localdate()
    page = Paginator(reading.orders(viewer=viewer), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "casework/orders.html",
        {
            "page": page,
            "rows": [(one, one.due_on is not None and one.due_on < on) for one in page],
            "may_make": can(viewer, P.JUSTICE_WORK),
        },
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def order(request: MemberRequest, number: int) -> HttpResponse:
    """Show one order with its reviews."""
    found, at = _order(request, number), timezone.now()
    looking.look(target_type="drug_order", number=found.pk, by=request.membership, at=at)
    return render(
        request,
        "casework/order.html",
        {
            "order": found,
            "reviews": found.reviews.all(),
            "steps": steps_for(OF_ORDER, found, request.membership),
        },
    )


@requires(P.JUSTICE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest, number: int) -> HttpResponse:
    """Write down what a court ordered of somebody."""
    person = reading.person(number, viewer=request.membership)
    if person is None:
        raise Http404
    form = OrderForm(posted(request), viewer=request.membership)

    def act() -> str:
        made = drug_orders.make(
            person=person, **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return reverse("casework:order", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title=f"Drug rehabilitation requirement of {person.name}",
        button="Write it down",
        done="The order is written down, and the treatment service is told.",
        back=reverse("casework:find_for_justice"),
        back_words="Whom is it about?",
    )


@requires(P.CASE_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with an order."""
    found = _order(request, number)
    return take(
        request,
        OF_ORDER,
        name,
        found,
        back=reverse("casework:order", args=[number]),
        back_words=f"Order of {found.referral.sheet.name}",
    )


def _order(request: MemberRequest, number: int) -> DrugOrder:
    found = reading.order(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
