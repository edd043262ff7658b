"""Take a step with a record: ask for what it needs, act, and lead back. Each room names its template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import Http404, HttpResponse
from django.utils import timezone

from fingerpost.service.access.record_steps import R, RecordStep, steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.design.asking import ask, posted


def take(
    request: MemberRequest,
    steps: Iterable[RecordStep[R]],
    name: str,
    record: R,
    *,
    back: str,
    back_words: str,
    template: str,
    shown: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Ask for what a step needs, take it, and lead back to the record's page.

    Parameters
    ----------
    back, back_words : str
        Where the link before the page leads, and where one is once the step is taken.
    template : str
    shown : mapping, optional
        As `ask` takes them.

    Raises
    ------
    Http404
        If there is no such step for this person as the record stands.
    """
    viewer = request.membership
    found = next((one for one in steps_for(steps, record, viewer) if one.name == name), None)
    if found is None:
        raise Http404
    step, form = found, found.form(posted(request), record, viewer)

    def act() -> str:
        step.act(record, form.cleaned_data, viewer, timezone.now())
        return back

    return ask(
        request,
        form,
        act,
        title=step.title,
        button=step.title,
        done=step.done,
        back=back,
        back_words=back_words,
        template=template,
        shown=shown,
    )
