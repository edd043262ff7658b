"""Find help: the directory of services, searched without JavaScript and without telling anybody."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from fingerpost.service.access.policies import public
from fingerpost.service.public import changes, directory, open_referral, places
from fingerpost.service.public.asking import asked
from fingerpost.service.public.directory import Entry
from fingerpost.service.public.views.drawing import missing, page


@public
@transaction.non_atomic_requests
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show the services that help with what was asked for, and the form that asks."""
    form, question = asked(request.GET)
    now = timezone.localtime()
    found = directory.find(changes.entries(), question, now)
    cards = [(one, one.is_open(now)) for one in found.here]
    also = [(one, one.is_open(now)) for one in found.also]
    return page(
        "public/help.html",
        form=form,
        is_question=form.is_bound,
        found=found,
        cards=cards,
        also=also,
        place=question.place,
    )


@public
@transaction.non_atomic_requests
@require_safe
def service(request: HttpRequest, number: str) -> HttpResponse:
    """Show one service: what it does, for whom, how to reach it, when it is open."""
    found = one_of(number)
    if found is None:
        return missing()
    names = places.district_names()
    spots = {one.id: one for one in found.spots}
    return page(
        "public/service.html",
        one=found,
        serves=[names[code] for code in found.districts if code in names],
        hours=[(one, spots.get(one.place) if one.place else None) for one in found.hours],
        is_stale=found.is_stale(timezone.localdate()),
        languages=[LANGUAGES.get(one, one) for one in found.languages],
    )


@public
@transaction.non_atomic_requests
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give every service, whole, as Open Referral UK."""
    whole = [open_referral.service(one, address=address_of(one)) for one in changes.entries()]
    answer = JsonResponse(
        whole, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="services.json"'
    return answer


def one_of(number: str) -> Entry | None:
    """Return the service of a number that everybody may read, or None."""
    return next((one for one in changes.entries() if str(one.id) == number), None)


def address_of(entry: Entry) -> str:
    """Return the whole address of the page of a service."""
    return settings.SERVICE_ADDRESS + reverse("public:service", args=[entry.id])


# ISO 639-1, as far as services here are likely to speak it; another is shown by its code.
LANGUAGES = {
    "bfi": "British Sign Language",
    "en": "English",
    "lt": "Lithuanian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ur": "Urdu",
    "ar": "Arabic",
    "bn": "Bengali",
    "ru": "Russian",
    "so": "Somali",
    "uk": "Ukrainian",
}
