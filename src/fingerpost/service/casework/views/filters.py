"""Filters of the worklists that somebody keeps for themselves."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import worklists
from fingerpost.service.casework.actions.worklists import remove_filter, save_filter
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.worklist_forms import SaveFilterForm, filter_form


@requires(P.CASE_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def save(request: MemberRequest) -> HttpResponse:
    """Keep the list as it is shown, under a name."""
    viewer, at = request.membership, timezone.now()
    chosen = filter_form(request.GET.dict(), viewer=viewer, on=timezone.localdate(at))
    form = SaveFilterForm(posted(request))
    address = f"{reverse('casework:home')}?{urlencode(chosen.said)}"

    def act() -> str:
        save_filter(**form.cleaned_data, query=chosen.said, by=viewer, at=at)
        return address

    return ask(
        request,
        form,
        act,
        title="Keep this list",
        button="Keep it",
        done="The list is kept.",
        back=address,
    )


@requires(P.CASE_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def remove(request: MemberRequest, number: int) -> HttpResponse:
    """Remove a filter."""
    saved = worklists.saved_filter(number, viewer=request.membership)
    if saved is None:
        raise Http404
    address = reverse("casework:home")

    def act() -> str:
        remove_filter(saved=saved, by=request.membership)
        return address

    return ask(
        request,
        forms.Form(posted(request)),
        act,
        title=f"Remove the list “{saved.name}”",
        button="Remove it",
        done="The list is removed. Nothing else changed.",
        back=address,
    )
