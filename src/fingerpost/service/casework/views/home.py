"""What is owed today: the worklists, which are the first page of the cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import worklists
from fingerpost.service.casework.actions.worklists import give_all
from fingerpost.service.casework.worklist_forms import FilterForm, GiveForm
from fingerpost.service.casework.worklist_items import Item, Key, Tab, Wanted


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def home(request: MemberRequest) -> HttpResponse:
    """Show a worklist: what is owed, of whom, by when, to whom, the soonest due first."""
    return _show(request)


@requires(P.CASE_MANAGE)
@never_cache
@require_POST
def give(request: MemberRequest) -> HttpResponse:
    """Give what was ticked on a worklist to somebody of the agency."""
    viewer, at = request.membership, timezone.now()
    people = worklists.colleagues(viewer=viewer, on=timezone.localdate(at))
    form = GiveForm(request.POST, people=people)
    if form.is_valid():
        numbers = {int(one) for one in request.POST.getlist("number") if one.isdecimal()}
        person = form.cleaned_data["person"]
        try:
            given = give_all(numbers=numbers, person=person, by=viewer, at=at)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            count = f"{len(given)} referral{'s are' if len(given) > 1 else ' is'}"
            messages.success(request, f"{count} given to {person.name}, who is told.")
            return redirect(f"{reverse('casework:home')}?{request.GET.urlencode()}")
    return _show(request, given=form)


@dataclass(frozen=True)
class Line:
    """One line of the list: an item, when it is due in words, and how late it is in words."""

    item: Item
    when: str
    late: str

    @classmethod
    def of(cls, item: Item, at: datetime) -> Line:
        """Say of an item how it stands at a time."""
        due = timezone.localtime(item.at)
        days = (timezone.localdate(at) - due.date()).days
        near = {0: f"today, {due:%H:%M}", -1: "tomorrow", 1: "yesterday"}
        when = near.get(days, f"{due.day} {due:%B %Y}")
        if item.is_news or item.at >= at:
            return cls(item, when, "")
        late = f"{days} day{'s' if days > 1 else ''} late" if days > 0 else "Late today"
        return cls(item, when, late)


def _show(request: MemberRequest, given: GiveForm | None = None) -> HttpResponse:
    viewer, at = request.membership, timezone.now()
    people = worklists.colleagues(viewer=viewer, on=timezone.localdate(at))
    saved = worklists.saved_filters(viewer=viewer)
    opened = next((one for one in saved if one.is_default and not request.GET), None)
    form = FilterForm(
        opened.query if opened else request.GET.dict(), viewer=viewer, people=people
    )
    tab, said = form.tab_chosen, form.said
    after = Key.read(request.GET.get("after", ""))
    wanted = Wanted(viewer, tab, at, form.filters, after)
    found = worklists.page(wanted)
    query = urlencode({**said, "tab": tab.value})
    return render(
        request,
        "casework/home.html",
        {
            "tab": tab,
            "tabs": [(one, found.count_words(one)) for one in Tab],
            "lines": [Line.of(item, at) for item in found.items],
            "answer": _answer(tab, found, form, viewer.agency.name),
            "form": given,
            "filter": form,
            "is_narrowed": bool(said.keys() - {"tab"}),
            "query": query,
            "next": urlencode({**said, "tab": tab.value, "after": str(found.next)})
            if found.next
            else "",
            "is_first": after is None,
            "saved": [(one, urlencode(one.query)) for one in saved],
            "opened": opened,
            "give": (given or GiveForm(None, people=people))
            if can(viewer, P.CASE_MANAGE) and any(one.may_be_given for one in found.items)
            else given,
            "ticked": set(request.POST.getlist("number")),
        },
        status=400 if given is not None else 200,
    )


def _answer(tab: Tab, found: worklists.Page, form: FilterForm, agency: str) -> str:
    """Return what the page says first."""
    if form.said.keys() - {"tab"}:
        return ANSWERS_NARROWED if found.items else "Nothing here is as you chose."
    count = found.counts[tab]
    if count == 0:
        return NOTHING[tab].format(agency=agency)
    many = found.count_words(tab).replace("+", " and more")
    one = count == 1
    return ANSWERS[tab].format(
        count="1 thing" if one else f"{many} things", verb="is" if one else "are", agency=agency
    )


ANSWERS_NARROWED = "Shown as you chose, the soonest due first."
ANSWERS = {
    Tab.MINE: "{count} {verb} due from you today.",
    Tab.TEAM: "{count} {verb} owed by {agency}.",
    Tab.OVERDUE: "{count} {verb} overdue from {agency}.",
    Tab.RISK: "{count} of {agency} {verb} at risk. Each line says why.",
    Tab.NEWS: "{count} {verb} new since you looked.",
}
NOTHING = {
    Tab.MINE: "Nothing is due from you today.",
    Tab.TEAM: "{agency} owes nothing.",
    Tab.OVERDUE: "Nothing is overdue from {agency}.",
    Tab.RISK: "Nothing of {agency} is at risk.",
    Tab.NEWS: "There is no news.",
}
