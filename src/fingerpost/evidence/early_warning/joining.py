"""Signals about the same thing become one, with its members; what is known already is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from fingerpost.evidence.early_warning.rules import all_rules
from fingerpost.evidence.early_warning.signals import Signal, SignalKind

CLOSE = timedelta(days=14)


def join(signals: Iterable[Signal], district_of: Mapping[str, str]) -> tuple[Signal, ...]:
    """Join signals that overlap in topic, place and time; the most weighty lead, ranked.

    A signal joins the first lead that it overlaps itself, not by way of another member: else all
    of a busy summer would be one signal.

    Parameters
    ----------
    signals : iterable of Signal
        Of one day, from all rules, in any order.
    district_of : mapping of str to str
        The district of every area that a signal may name.
    """
    leads: list[Signal] = []
    members: list[list[Signal]] = []
    for signal in rank(signals):
        for number, lead in enumerate(leads):
            if overlaps(lead, signal, district_of):
                members[number].append(signal)
                break
        else:
            leads.append(signal)
            members.append([])
    return tuple(
        _with_members(lead, tuple(others)) for lead, others in zip(leads, members, strict=True)
    )


def _with_members(lead: Signal, others: tuple[Signal, ...]) -> Signal:
    if not others:
        return lead
    flagged = next((one for one in (lead, *others) if one.looks_like_recording), lead)
    return replace(
        lead,
        members=tuple(replace(one, course=()) for one in (lead, *others)),
        looks_like_recording=flagged.looks_like_recording,
        why_recording=flagged.why_recording,
    )


def rank(signals: Iterable[Signal]) -> list[Signal]:
    """Return signals in order of weight for public health, then rarity."""
    return sorted(
        signals,
        key=lambda one: (
            -one.weight,
            -one.once_in_days,
            one.first_day,
            one.rule,
            one.areas,
            one.subject,
        ),
    )


def overlaps(one: Signal, other: Signal, district_of: Mapping[str, str]) -> bool:
    """Tell whether two signals are about one thing: topic, place, and time with two weeks between.

    Missing files are one thing only if they are the same file.
    """
    if topic(one) != topic(other):
        return False
    if one.first_day > other.last_day + CLOSE or other.first_day > one.last_day + CLOSE:
        return False
    if SignalKind.DATA in (one.kind, other.kind):
        return (one.kind, one.subject, one.areas) == (other.kind, other.subject, other.areas)
    return _in_one_place(one, other, district_of)


def topic(signal: Signal) -> str:
    """Return the topic of a signal's rule; a rule that is no longer declared has its own."""
    rule = all_rules().get(signal.rule)
    return rule.topic if rule else signal.rule


def _in_one_place(one: Signal, other: Signal, district_of: Mapping[str, str]) -> bool:
    """Tell whether two signals share an area, a district, or one of them is of the whole county."""
    if set(one.areas) & set(other.areas):
        return True
    here, there = ({district_of.get(area) for area in signal.areas} for signal in (one, other))
    if None in here or None in there:  # the partnership itself lies in no district
        return True
    both_small = not (set(one.areas) & here or set(other.areas) & there)
    return bool(here & there) and not both_small
