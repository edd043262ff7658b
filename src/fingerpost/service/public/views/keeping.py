"""Keep the agency's services: list, add, change, check, take in from a file, give away as one."""

from __future__ import annotations

import json
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.public import directory, open_referral
from fingerpost.service.public.actions import directory as actions
from fingerpost.service.public.directory import Entry, Spot
from fingerpost.service.public.keeping_forms import ImportForm, PlaceForm, ServiceForm
from fingerpost.service.public.models.directory import SHOWN
from fingerpost.service.public.views.find_help import address_of

private = cache_control(private=True, no_store=True)
MOST_BYTES = 2 * 1024**2


def _mine(request: MemberRequest, number: str) -> Entry:
    """Return a service that the agency keeps; any other is not there."""
    kept = directory.kept_by(request.membership.agency)
    found = next((one for one in kept if str(one.id) == number), None)
    if found is None:
        raise Http404
    return found


@requires(P.DIRECTORY_MANAGE)
@require_GET
@private
def services(request: MemberRequest) -> HttpResponse:
    """Show the agency's services, those that wait to be checked first."""
    today = timezone.localdate()
    kept = [(one, one.is_stale(today)) for one in directory.kept_by(request.membership.agency)]
    kept.sort(key=lambda pair: (not pair[1], pair[0].name))
    return render(request, "public/keeping/services.html", {"kept": kept})


@requires(P.DIRECTORY_MANAGE)
@require_GET
@private
def service(request: MemberRequest, number: str) -> HttpResponse:
    """Show one service with what may be done with it."""
    entry = _mine(request, number)
    context = {
        "one": entry,
        "is_stale": entry.is_stale(timezone.localdate()),
        "is_shown": entry.status in SHOWN,
    }
    return render(request, "public/keeping/service.html", context)


@requires(P.DIRECTORY_MANAGE)
@require_http_methods(["GET", "POST"])
@private
def new(request: MemberRequest) -> HttpResponse:
    """Add a service."""
    return _change(request, None)


@requires(P.DIRECTORY_MANAGE)
@require_http_methods(["GET", "POST"])
@private
def change(request: MemberRequest, number: str) -> HttpResponse:
    """Change what a service says."""
    return _change(request, _mine(request, number))


def _change(request: MemberRequest, entry: Entry | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ServiceForm(data, entry=entry, agency=request.membership.agency)
    if form.is_valid():
        said = form.said()
        if _keep(request, form, said):
            return redirect("directory:service", said.id)
    title = f"Change {entry.name}" if entry else "Add a service"
    return _ask(request, form, title=title, button="Save")


def _keep(request: MemberRequest, form: ServiceForm | PlaceForm, entry: Entry) -> bool:
    """Keep a service; what keeps it out stands above the form."""
    try:
        actions.keep(entry=entry, by=request.membership, at=timezone.now())
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, "Saved: everybody reads it in the directory within a minute.")
    return True


def _ask(
    request: HttpRequest, form: ServiceForm | PlaceForm, *, title: str, button: str
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button}
    status = 400 if form.errors else 200
    return render(request, "public/keeping/form.html", context, status=status)


@requires(P.DIRECTORY_MANAGE)
@require_POST
@private
def check(request: MemberRequest, number: str) -> HttpResponse:
    """Say that all of it is still right."""
    entry = _mine(request, number)
    actions.check(number=entry.id, by=request.membership, at=timezone.now())
    messages.success(request, f"{entry.name} was checked today.")
    return redirect("directory:services")


@requires(P.DIRECTORY_MANAGE)
@require_http_methods(["GET", "POST"])
@private
def new_place(request: MemberRequest, number: str) -> HttpResponse:
    """Add a place to a service."""
    return _place(request, _mine(request, number), None)


@requires(P.DIRECTORY_MANAGE)
@require_http_methods(["GET", "POST"])
@private
def place(request: MemberRequest, number: str, place: str) -> HttpResponse:
    """Change a place of a service."""
    entry = _mine(request, number)
    return _place(request, entry, _spot(entry, place))


def _spot(entry: Entry, place: str) -> Spot:
    found = next((one for one in entry.spots if str(one.id) == place), None)
    if found is None:
        raise Http404
    return found


def _place(request: MemberRequest, entry: Entry, spot: Spot | None) -> HttpResponse:
    form = PlaceForm(request.POST if request.method == "POST" else None, spot=spot)
    if form.is_valid():
        said = form.place()
        others = [one for one in entry.spots if one.id != said.id]
        if _keep(request, form, replace(entry, spots=(*others, said), checked_on=None)):
            return redirect("directory:service", entry.id)
    title = f"Change a place of {entry.name}" if spot else f"Add a place to {entry.name}"
    return _ask(request, form, title=title, button="Save")


@requires(P.DIRECTORY_MANAGE)
@require_POST
@private
def remove_place(request: MemberRequest, number: str, place: str) -> HttpResponse:
    """Take a place away from a service, with its own opening times."""
    entry = _mine(request, number)
    gone = _spot(entry, place)
    entry = replace(
        entry,
        spots=tuple(one for one in entry.spots if one.id != gone.id),
        hours=tuple(one for one in entry.hours if one.place != gone.id),
    )
    try:
        actions.keep(entry=entry, by=request.membership, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The place is taken away.")
    return redirect("directory:service", entry.id)


@requires(P.DIRECTORY_MANAGE)
@require_GET
@private
def export(request: MemberRequest) -> HttpResponse:
    """Give the agency's services, whole, as Open Referral UK."""
    kept = directory.kept_by(request.membership.agency)
    whole = [open_referral.service(one, address=address_of(one)) for one in kept]
    answer = JsonResponse(
        whole, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="our-services.json"'
    return answer


@requires(P.DIRECTORY_MANAGE)
@require_http_methods(["GET", "POST"])
@private
def take_in(request: MemberRequest) -> HttpResponse:
    """Take in services from a file of Open Referral UK, and say what was refused and why."""
    form = ImportForm()
    result = None
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                if file.size > MOST_BYTES:
                    raise ValidationError("The file is larger than 2 MB: send it in parts.")
                result = actions.take_in(
                    said=_json(file.read()), by=request.membership, at=timezone.now()
                )
            except ValidationError as error:
                form.add_error("file", error.messages)
    context = {"form": form, "result": result}
    status = 400 if form.errors else 200
    return render(request, "public/keeping/import.html", context, status=status)


def _json(data: bytes) -> object:
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValidationError(
            "The file is not JSON: export it again as Open Referral UK."
        ) from error
    return found
