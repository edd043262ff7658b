"""The one function that says whether data may flow; a landing, a page, an export and a referral ask it.

Everything is refused that no signed agreement in force allows, and some things no agreement can
allow: health records never flow to an agency of law enforcement for its own purposes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fingerpost.evidence.publication import wording
from fingerpost.service.access.models import Agency, AgencyKind, Flow, VersionStatus
from fingerpost.service.access.vocabulary import (
    DataItem,
    Purpose,
    Regime,
    Sensitivity,
    all_data_items,
)

# For what an agency of law enforcement may never be given health records, whoever signed it.
OWN_PURPOSES = (Purpose.CRIME, Purpose.JUSTICE)


@dataclass(frozen=True)
class Answer:
    """Whether data may flow, and why, in a sentence that can be shown."""

    is_allowed: bool
    why: str
    flow: Flow | None = None

    def __bool__(self) -> bool:
        return self.is_allowed


def may_flow(
    *, giver: Agency, receiver: Agency, item: str, purpose: Purpose | str, on: date
) -> Answer:
    """Tell whether an agency may give a data item to another for a purpose on a day.

    Parameters
    ----------
    giver, receiver : Agency
    item : str
        Of `vocabulary.all_data_items`.
    purpose : Purpose
    on : date
    """
    known = all_data_items().get(item)
    if known is None:
        return Answer(False, f"{item} is no data item that an agreement can name.")
    purpose = Purpose(purpose)
    if giver == receiver:
        return Answer(True, "An agency may use what is its own.")
    never = never_allowed(known, receiver, purpose)
    if never:
        return Answer(False, never)
    flows = (
        Flow.objects.filter(giver=giver, receiver=receiver, item=item, purpose=purpose)
        .select_related("version__agreement")
        .order_by("-version__ends_on", "-version__number")
    )
    for flow in flows:
        if flow.version.is_in_force(on):
            said = (
                f"{flow.version} allows it until {wording.day(flow.version.ends_on)}, for "
                f"{purpose.label[0].lower()}{purpose.label[1:]}."
            )
            return Answer(True, said, flow)
    return Answer(False, _why_not(list(flows), known, giver, receiver, purpose, on))


def open_items(*, receiver: Agency, purpose: Purpose, on: date) -> frozenset[str]:
    """Return the data items that an agency may have from somebody, or its own, for a purpose on a day."""
    own = {one["source"] if isinstance(one, dict) else one for one in receiver.sources}
    flows = Flow.objects.filter(receiver=receiver, purpose=purpose).select_related("giver")
    asked = {(flow.giver_id, flow.item): flow.giver for flow in flows}
    return frozenset(own) | {
        item
        for (_, item), giver in asked.items()
        if may_flow(giver=giver, receiver=receiver, item=item, purpose=purpose, on=on)
    }


def never_allowed(item: DataItem, receiver: Agency, purpose: Purpose, regime: str = "") -> str:
    """Return why no agreement can allow this, or nothing if one can."""
    if item.sensitivity is Sensitivity.HEALTH and (
        (AgencyKind(receiver.kind).is_law_enforcement and purpose in OWN_PURPOSES)
        or regime == Regime.LAW_ENFORCEMENT
    ):
        return (
            f"{item.title} are health records. They never become police intelligence: no agreement "
            "can allow this."
        )
    return ""


def _why_not(
    flows: list[Flow],
    item: DataItem,
    giver: Agency,
    receiver: Agency,
    purpose: Purpose,
    on: date,
) -> str:
    what = f"{item.title} from {giver} to {receiver}"
    for flow in flows:
        version = flow.version
        if version.status == VersionStatus.SIGNED and version.ends_on < on:
            return f"{version}, which allowed {what}, ended on {wording.day(version.ends_on)}."
        if version.status == VersionStatus.SIGNED:
            return (
                f"{version}, which allows {what}, starts on {wording.day(version.starts_on)}."
            )
        if version.status == VersionStatus.ENDED and version.ended_on:
            return f"{version}, which allowed {what}, was ended on {wording.day(version.ended_on)}."
        if version.status in (VersionStatus.DRAFT, VersionStatus.REVIEW):
            return f"{version} would allow {what}, but not all parties have signed it."
    return f"No agreement allows {what} for {purpose.label[0].lower()}{purpose.label[1:]}."
