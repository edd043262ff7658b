"""Do with a decision or an action of a demo what its story says that somebody did."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fingerpost.service.access.models import AgencyKind
from fingerpost.service.board.actions import action_items, decisions
from fingerpost.service.board.demo import cast
from fingerpost.service.board.demo.told import Then
from fingerpost.service.board.models import ActionItem, Decision, Minute


def what_became(line: Minute, then: Then, *, at: datetime) -> None:
    """Take one step with what a line of minutes made."""
    if line.decision_id is not None:
        _of_decision(Decision.objects.get(pk=line.decision_id), then, at)
    if line.action_item_id is not None:
        until = line.meeting.starts_at + timedelta(days=then.until)
        _of_action(ActionItem.objects.get(pk=line.action_item_id), then, until, at)


def _of_decision(decision: Decision, then: Then, at: datetime) -> None:
    lead, words = cast.lead(), then.words
    if then.step == "carry_out":
        decisions.carry_out(decision=decision, evidence=words, by=lead, at=at)
    elif then.step == "give_up":
        decisions.give_up(decision=decision, reason=words, by=lead, at=at)
    else:
        later = Decision.objects.get(title=then.step.removeprefix("replaced by "))
        decisions.replace(decision=decision, replaced_by=later, reason=words, by=lead, at=at)


def _of_action(item: ActionItem, then: Then, until: datetime, at: datetime) -> None:
    words, chair = then.words, cast.chair()
    if then.step == "escalate":
        action_items.escalate(item=item, by=None, at=at)
    elif then.step == "accept":
        action_items.accept(item=item, by=chair, at=at)
    elif then.step == "send_back":
        action_items.send_back(item=item, reason=words, by=chair, at=at)
    elif then.step == "carry_over":
        due_on = timezone.localdate(until)
        action_items.carry_over(item=item, due_on=due_on, reason=words, by=chair, at=at)
    else:
        _report(item, then, at)


def _report(item: ActionItem, then: Then, at: datetime) -> None:
    by, words = cast.reporter(AgencyKind(item.owner.kind)), then.words
    if then.step == "report_done":
        action_items.report_done(item=item, evidence=words, by=by, at=at)
    elif then.step == "give_up":
        action_items.give_up(item=item, reason=words, by=by, at=at)
    else:
        assert then.step == "report_progress"
        action_items.report_progress(item=item, words=words, by=by, at=at)
