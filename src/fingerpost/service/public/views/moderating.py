"""Read what the public told, and say what of it may be shown."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.public import places
from fingerpost.service.public.actions import told as actions
from fingerpost.service.public.models import Told, ToldStatus
from fingerpost.service.public.telling_forms import DecideForm

private = cache_control(private=True, no_store=True)
A_PAGE = 20


@requires(P.TOLD_MODERATE)
@require_GET
@private
def waiting(request: MemberRequest) -> HttpResponse:
    """Show what waits, the oldest first."""
    names = places.district_names()
    found = Paginator(Told.objects.filter(status=ToldStatus.WAITING), A_PAGE)
    shown = found.get_page(request.GET.get("page"))
    told = [(one, names.get(one.district, one.district)) for one in shown]
    context = {"told": told, "page": shown, "count": found.count}
    return render(request, "public/keeping/told.html", context)


@requires(P.TOLD_MODERATE)
@require_POST
@private
def decide(request: MemberRequest, number: int) -> HttpResponse:
    """Decide on one."""
    told = Told.objects.filter(pk=number).first()
    if told is None:
        raise Http404
    form = DecideForm(request.POST)
    said = form.cleaned_data["status"] if form.is_valid() else ""
    try:
        actions.decide(told=told, status=said, by=request.membership, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{ToldStatus(said).label}.")
    return redirect("told:waiting")
