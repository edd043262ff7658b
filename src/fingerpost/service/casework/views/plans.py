"""Support plans: the list, one as its reader may see it, each step with it, how it stood, and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.record_steps import R, RecordStep, steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.access.taking import take as take_step
from fingerpost.service.casework import plan_versions, plans
from fingerpost.service.casework.actions import plans as actions
from fingerpost.service.casework.models import Person
from fingerpost.service.casework.outcome_chart import outcome_chart
from fingerpost.service.casework.plan_forms import EndShareForm, OpenForm
from fingerpost.service.casework.plan_parts import ShareEnd
from fingerpost.service.casework.plan_steps import ACTION_STEPS, GOAL_STEPS, PLAN_STEPS
from fingerpost.service.casework.plans import Sheet
from fingerpost.service.casework.views.asking import ask, posted

A_PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_MICROSECOND = timedelta(microseconds=1)


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the plans that the viewer's agency sees, the next review first."""
    viewer, on = request.membership, timezone.localdate()
    shows_closed = request.GET.get("show") == "closed"
    found = (
        plans.plans(viewer=viewer, on=on)
        .filter(closed_at__isnull=not shows_closed)
        .order_by("next_review_on", "pk")
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "casework/plans.html",
        {
            "page": page,
            "shows_closed": shows_closed,
            "due": plans.due(viewer=viewer, on=on, until=on + timedelta(days=7)),
            "on": on,
        },
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def open_plan(request: MemberRequest, person: int) -> HttpResponse:
    """Open the plan of a person of the viewer's agency."""
    viewer = request.membership
    found = Person.objects.filter(pk=person, agency=viewer.agency, erased_at=None).first()
    if found is None or viewer.is_law_enforcement:
        raise Http404
    form = OpenForm(posted(request), person=found)

    def act() -> str:
        plan = actions.open_plan(
            person=found, **form.cleaned_data, by=viewer, at=timezone.now()
        )
        return reverse("casework:plan", args=[plan.pk])

    return ask(
        request,
        form,
        act,
        title=f"Open a support plan with {found.name}",
        button="Open the plan",
        done="The plan is open. Begin with what they want.",
        back=reverse("casework:plans"),
        back_words="Support plans",
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def plan(request: MemberRequest, number: int) -> HttpResponse:
    """Show a plan: goals first, who does what by when, how it goes, and who sees what."""
    sheet, viewer = _sheet(request, number), request.membership
    actions.read(plans=[sheet.plan], by=viewer, at=timezone.now())
    on = timezone.localdate()
    return render(
        request,
        "casework/plan.html",
        {
            "sheet": sheet,
            "plan": sheet.plan,
            "steps": steps_for(PLAN_STEPS, sheet, viewer),
            "goals": [(one, _steps(GOAL_STEPS, one, sheet, request)) for one in sheet.goals],
            "to_do": [
                (one, one.is_late(on), _steps(ACTION_STEPS, one, sheet, request))
                for one in sheet.to_do
            ],
            "reviews": [(one, sheet.took_part(one)) for one in sheet.reviews],
            "chart": mark_safe(outcome_chart(sheet.courses)),  # noqa: S308  # ours, which escapes
            "is_review_due": sheet.next_review_on <= on and sheet.plan.closed_at is None,
            "circle": _circle(sheet),
            "may_end": can(viewer, P.CASE_WORK) and sheet.plan.closed_at is None,
        },
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def printed(request: MemberRequest, number: int) -> HttpResponse:
    """Show a plan as the person takes it home."""
    sheet = _sheet(request, number)
    actions.read(plans=[sheet.plan], by=request.membership, at=timezone.now())
    return render(
        request,
        "casework/plan_printed.html",
        {
            "sheet": sheet,
            "plan": sheet.plan,
            "on": timezone.localdate(),
            "circle": sheet.circle,
        },
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take a step with a plan."""
    sheet = _sheet(request, number)
    return take(request, PLAN_STEPS, name, sheet, sheet)


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def goal_step(request: MemberRequest, number: int, goal: int, name: str) -> HttpResponse:
    """Take a step with a goal of a plan."""
    sheet = _sheet(request, number)
    found = plans.goal(goal, sheet)
    if found is None or sheet.plan.closed_at is not None:
        raise Http404
    return take(request, GOAL_STEPS, name, found, sheet, quoted=found.words)


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def action_step(request: MemberRequest, number: int, ref: str, name: str) -> HttpResponse:
    """Take a step with an action of a plan."""
    sheet = _sheet(request, number)
    found = plans.action(ref, sheet)
    if found is None or sheet.plan.closed_at is not None:
        raise Http404
    what = f"{found.get_kind_display()}, {found.agency}"
    return take(request, ACTION_STEPS, name, found, sheet, quoted=what)


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def end_share(request: MemberRequest, number: int, agency: int) -> HttpResponse:
    """End what an agency sees of a plan: its holder does, or that agency itself."""
    sheet, viewer = _sheet(request, number), request.membership
    member = next((one for one in sheet.members if one.agency_id == agency), None)
    is_own = agency == viewer.agency_id
    if member is None or not (sheet.sight.is_holder or is_own):
        raise Http404
    form = EndShareForm(posted(request))
    if is_own:
        del form.fields["reason"]

    def act() -> str:
        actions.end_share(
            plan=sheet.plan,
            agency=member.agency,
            reason=ShareEnd(form.cleaned_data.get("reason", ShareEnd.LEFT)),
            by=viewer,
            at=timezone.now(),
        )
        return reverse("casework:plans") if is_own else _address(sheet)

    title = "Leave the plan" if is_own else f"{member.agency} sees the plan no longer"
    return ask(
        request,
        form,
        act,
        title=title,
        button="Leave the plan" if is_own else "End it now",
        done="It is ended. From now on nothing of the plan is seen there.",
        back=_address(sheet),
        back_words="The plan",
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def versions(request: MemberRequest, number: int) -> HttpResponse:
    """Show every change of a plan that the viewer may read, the newest first."""
    sheet = _sheet(request, number)
    actions.read(plans=[sheet.plan], by=request.membership, at=timezone.now())
    found = plan_versions.changes(sheet.plan, sheet.sight)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(at, agency, stamp_of(at)) for at, agency in page]
    return render(
        request,
        "casework/plan_versions.html",
        {"sheet": sheet, "plan": sheet.plan, "rows": rows, "page": page},
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def version(request: MemberRequest, number: int, stamp: int) -> HttpResponse:
    """Show how a plan stood at a time, what had changed just then, and what has since."""
    sheet = _sheet(request, number)
    actions.read(plans=[sheet.plan], by=request.membership, at=timezone.now())
    try:
        at = EPOCH + stamp * A_MICROSECOND
    except OverflowError:
        raise Http404 from None
    stood = plan_versions.as_of(sheet.plan, sheet.sight, at)
    if stood is None:
        raise Http404
    before = plan_versions.as_of(sheet.plan, sheet.sight, at - A_MICROSECOND)
    now = plan_versions.as_of(sheet.plan, sheet.sight, timezone.now())
    return render(
        request,
        "casework/plan_version.html",
        {
            "plan": sheet.plan,
            "stood": stood,
            "at": at,
            "then": plan_versions.said_since(before, stood),
            "since": plan_versions.said_since(stood, now),
        },
    )


def stamp_of(at: datetime) -> int:
    """Return a time as it stands in an address: microseconds since 1970."""
    return (at - EPOCH) // A_MICROSECOND


def take(
    request: MemberRequest,
    steps: Iterable[RecordStep[R]],
    name: str,
    record: R,
    sheet: Sheet,
    *,
    quoted: str = "",
    back: str = "",
) -> HttpResponse:
    """Ask for what a step with a part of a plan needs, take it, and lead back.

    Raises
    ------
    Http404
        If there is no such step for this person as the record stands.
    """
    return take_step(
        request,
        steps,
        name,
        record,
        back=back or _address(sheet),
        back_words="The plan",
        template="casework/plan_step.html",
        shown={"quoted": quoted, "circle": _circle(sheet), "plan": sheet.plan},
    )


def sheet_of(request: MemberRequest, number: int) -> Sheet:
    """Return a plan as the viewer may see it.

    Raises
    ------
    Http404
        If they may not see it.
    """
    return _sheet(request, number)


def _sheet(request: MemberRequest, number: int) -> Sheet:
    viewer, on = request.membership, timezone.localdate()
    found = plans.plan(number, viewer=viewer, on=on)
    if found is None:
        raise Http404
    sheet = plans.sheet(found, viewer=viewer, on=on)
    if sheet is None:
        raise Http404
    return sheet


def _steps(
    steps: Iterable[RecordStep[R]], record: R, sheet: Sheet, request: MemberRequest
) -> list[RecordStep[R]]:
    if sheet.plan.closed_at is not None or not can(request.membership, P.CASE_WORK):
        return []
    return steps_for(steps, record, request.membership)


def _circle(sheet: Sheet) -> list[tuple[str, str, int]]:
    """Return who sees what, each with the number of an agency whose share may be ended, or nought."""
    numbers = [0, *(one.agency_id for one in sheet.members)]
    return [
        (worker, said, number)
        for (worker, said), number in zip(sheet.circle, numbers, strict=True)
    ]


def _address(sheet: Sheet) -> str:
    return reverse("casework:plan", args=[sheet.plan.pk])
