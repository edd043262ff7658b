"""How a plan stood at a time: frozen in layers, so that each reader is given the layers that are theirs.

The first layer holds codes, days and names of agencies and workers; the second goals and words that are
not of health; the third those that are. A change writes the layers that it changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fingerpost.evidence.publication import wording
from fingerpost.service.access.models import Membership
from fingerpost.service.casework.models import (
    HealthAction,
    PlanAction,
    PlanGoal,
    PlanMember,
    PlanReview,
    PlanVersion,
    PlanWords,
    PlanWordsVersion,
    SupportPlan,
)
from fingerpost.service.casework.plan_parts import ActionKind, ActionState, GoalState, Part
from fingerpost.service.casework.plan_sharing import Sight

Layer = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """How a plan stood at a time, as somebody may read it."""

    at: datetime | None
    agencies: list[str]
    review_on: str
    goals: list[dict[str, Any]]
    actions: list[dict[str, Any]]


def freeze(plan: SupportPlan, sight: Sight, *, by: Membership, at: datetime) -> None:
    """Write how the plan stands now, in each layer that was changed and that the writer may see."""
    common = {"plan": plan, "at": at, "agency": by.agency, "by": by.user}
    layers: list[tuple[type[PlanVersion] | type[PlanWordsVersion], Layer, dict[str, Any]]]
    layers = [(PlanVersion, _open_layer(plan), {})]
    if sight.words:
        layers.append((PlanWordsVersion, _words_layer(plan, False), {"is_health": False}))
    if sight.health:
        layers.append((PlanWordsVersion, _words_layer(plan, True), {"is_health": True}))
    for model, layer, of in layers:
        content = json.dumps(layer, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(content.encode()).hexdigest()
        last = model.objects.filter(plan=plan, **of).order_by("-at", "-id").first()
        if last is None or last.sha256 != digest:
            model.objects.create(content=content, sha256=digest, **common, **of)


def _open_layer(plan: SupportPlan) -> Layer:
    members = PlanMember.objects.filter(plan=plan, until__isnull=True).select_related("agency")
    review = PlanReview.objects.filter(plan=plan).first()
    return {
        "agencies": sorted([plan.agency.name, *(one.agency.name for one in members)]),
        "review_on": (review.next_on if review else plan.review_on).isoformat(),
        "actions": [_action(one, "a") for one in _in_order(PlanAction.objects, plan)],
    }


def _words_layer(plan: SupportPlan, is_health: bool) -> Layer:
    goals = PlanGoal.objects.filter(plan=plan, is_health=is_health).order_by("id")
    words: dict[str, list[str]] = {}
    written = PlanWords.objects.filter(plan=plan, is_health=is_health, review__isnull=True)
    for one in written.order_by("id"):
        key = f"a{one.action_id}" if one.action_id else f"h{one.health_action_id}"
        words.setdefault(key, []).append(one.words)
    layer: Layer = {"goals": [_goal(one) for one in goals], "words": words}
    if is_health:
        layer["actions"] = [_action(one, "h") for one in _in_order(HealthAction.objects, plan)]
    return layer


def _in_order(manager: Any, plan: SupportPlan) -> Iterable[PlanAction | HealthAction]:
    found: Iterable[PlanAction | HealthAction] = (
        manager.filter(plan=plan).select_related("agency", "person").defer("person__password")
    ).order_by("id")
    return found


def _action(one: PlanAction | HealthAction, letter: str) -> dict[str, Any]:
    return {
        "key": f"{letter}{one.pk}",
        "part": one.part,
        "kind": one.kind,
        "agency": one.agency.name,
        "person": one.person.name if one.person else "",
        "due_on": one.due_on.isoformat(),
        "state": one.state,
        "reason": one.reason,
    }


def _goal(one: PlanGoal) -> dict[str, Any]:
    return {
        "key": f"g{one.pk}",
        "part": one.part,
        "words": one.words,
        "by_when": one.by_when.isoformat() if one.by_when else "",
        "state": one.state,
    }


def changes(plan: SupportPlan, sight: Sight) -> list[tuple[datetime, str]]:
    """Return when something changed that somebody may read, and through which agency, the newest first."""
    found = {
        (one.at, one.agency.name)
        for rows in _layers(plan, sight)
        for one in rows.select_related("agency").defer("content")
    }
    return sorted(found, reverse=True)


def as_of(plan: SupportPlan, sight: Sight, at: datetime) -> Standing | None:
    """Return how a plan stood at a time as somebody may read it, or None before there was any of it."""
    newest = [
        rows.filter(at__lte=at).order_by("-at", "-id").first() for rows in _layers(plan, sight)
    ]
    layers = [json.loads(one.content) for one in newest if one is not None and one.content]
    if not layers:
        return None
    words: dict[str, list[str]] = {}
    for layer in layers:
        words |= layer.get("words", {})
    return Standing(
        at=max(one.at for one in newest if one is not None),
        agencies=layers[0].get("agencies", []),
        review_on=layers[0].get("review_on", ""),
        goals=[
            {**one, "part": Part(one["part"]), "state": GoalState(one["state"])}
            for layer in layers
            for one in layer.get("goals", [])
        ],
        actions=[
            {
                **one,
                "part": Part(one["part"]),
                "kind": ActionKind(one["kind"]),
                "state": ActionState(one["state"]),
                "words": words.get(one["key"], []),
                "due": _day(one["due_on"]),
            }
            for layer in layers
            for one in layer.get("actions", [])
        ],
    )


def _layers(plan: SupportPlan, sight: Sight) -> list[Any]:
    layers: list[Any] = [PlanVersion.objects.filter(plan=plan)]
    if sight.words:
        layers.append(PlanWordsVersion.objects.filter(plan=plan, is_health=False))
    if sight.health:
        layers.append(PlanWordsVersion.objects.filter(plan=plan, is_health=True))
    return layers


def said_since(before: Standing | None, now: Standing | None) -> list[str]:
    """Return in sentences what is another in the second than in the first."""
    if now is None:
        return []
    said: list[str] = []
    old_agencies = before.agencies if before else []
    said += [f"{one} came in." for one in now.agencies if one not in old_agencies]
    said += [f"{one} sees it no longer." for one in old_agencies if one not in now.agencies]
    if before and before.review_on != now.review_on:
        said.append(f"The next review is on {_day(now.review_on)}.")
    goals = {one["key"]: one for one in (before.goals if before else [])}
    for one in now.goals:
        old = goals.get(one["key"])
        if old is None:
            said.append(f"New goal: “{one['words']}”")
        elif old["words"] != one["words"] or old["by_when"] != one["by_when"]:
            said.append(f"Goal changed from “{old['words']}” to “{one['words']}”")
        elif old["state"] != one["state"]:
            said.append(f"Goal “{one['words']}”: {one['state'].label.lower()}.")
    actions = {one["key"]: one for one in (before.actions if before else [])}
    for one in now.actions:
        old = actions.get(one["key"])
        what = f"{one['kind'].label}, {one['agency']}"
        if old is None:
            said.append(f"New action: {what}, by {_day(one['due_on'])}.")
        elif old["state"] != one["state"]:
            said.append(f"{what}: {one['state'].label.lower()}.")
        elif old["due_on"] != one["due_on"]:
            said.append(f"{what}: by {_day(one['due_on'])} in place of {_day(old['due_on'])}.")
        elif old["person"] != one["person"]:
            said.append(f"{what}: {one['person'] or 'nobody'} does it.")
    return said


def _day(said: str) -> str:
    return wording.day(date.fromisoformat(said))
