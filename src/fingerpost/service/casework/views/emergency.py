"""Another agency's record of a person, opened in an emergency."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access import audit
from fingerpost.service.access.models import Agency, EventKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import emergency_reading
from fingerpost.service.casework.actions import emergency
from fingerpost.service.casework.records_forms import EmergencyForm
from fingerpost.service.casework.views.asking import posted

NOT_FOUND = "No record of that agency is named exactly so. Ring the agency."


@requires(P.EMERGENCY_OPEN)
@never_cache
@require_http_methods(["GET", "POST"])
def opening(request: MemberRequest) -> HttpResponse:
    """Ask whose record is needed, and why; open the one that is named exactly."""
    form = EmergencyForm(posted(request), viewer=request.membership)
    if form.is_valid():
        try:
            number = emergency.open_person(
                **form.cleaned_data, by=request.membership, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if number is not None:
                return redirect("casework:emergency_record", number)
            form.add_error(None, NOT_FOUND)
    return render(
        request, "casework/emergency.html", {"form": form}, status=400 if form.errors else 200
    )


@requires(P.EMERGENCY_OPEN)
@never_cache
@require_GET
def opened(request: MemberRequest, number: int) -> HttpResponse:
    """Show who it is and how to reach them, for the hour since it was opened."""
    found = emergency_reading.read(number, viewer=request.membership)
    if found is None:
        raise Http404
    audit.record(
        EventKind.RECORD_READ,
        at=timezone.now(),
        by=request.membership,
        target_type="person",
        target=number,
        agency=found.agency_id,
    )
    return render(
        request,
        "casework/emergency_record.html",
        {"record": found, "agency": Agency.objects.get(pk=found.agency_id)},
    )
