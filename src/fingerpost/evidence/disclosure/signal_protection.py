"""Protect signals: coarse places, no small counts, no case, no value of a person.

A signal is about any days and any places, so that its count could be taken from that of a table, or
of another signal, and leave a small one. So where a rule hides small counts at all, a signal's
count is rounded to a multiple that is no less than the rule's threshold, and what was expected
with it. How rare a count is would give it away beside what was expected: it leaves in steps, and
not at all where the count is hidden.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from fingerpost.evidence.core.areas import Area, Partnership
from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.evidence.core.periods import last_day_of_month
from fingerpost.evidence.disclosure.identifiers import number_in, shape_of_identifier
from fingerpost.evidence.disclosure.release import LogLine
from fingerpost.evidence.disclosure.rules import DisclosureRule, Envelope, strictest
from fingerpost.evidence.disclosure.signal_course import Span, protect_course
from fingerpost.evidence.disclosure.signals import (
    ProtectedAttribution,
    ProtectedSignal,
    RaisedSignal,
    Watched,
)
from fingerpost.evidence.early_warning.signals import (
    Attribution,
    Signal,
    SignalKind,
    SignalState,
)
from fingerpost.evidence.sources import all_sources

Rules = tuple[DisclosureRule, ...]
YEAR = 365  # days
# How rare a signal is leaves as the step below it.
RARITY_STEPS = (30, 91, 182, *(YEAR * years for years in (1, 2, 3, 5, 10, 20, 50, 100)))
SHARE_STEPS = (0.25, 0.5, 0.75, 0.9)


def protect_signals(
    raised: Iterable[tuple[RaisedSignal, Rules]],
    *,
    partnership: Partnership,
    district_of: Mapping[str, str],
    hidden: Callable[[RaisedSignal], tuple[Span, ...]] = lambda _: (),
) -> tuple[tuple[ProtectedSignal, ...], tuple[LogLine, ...]]:
    """Return signals that may leave, those that weigh most first, and what was done to them.

    Parameters
    ----------
    raised : iterable of (RaisedSignal, tuple of DisclosureRule)
        Each with the disclosure rules of its sources and the partnership's own.
    partnership : Partnership
        Places are shown as its districts, or as itself.
    district_of : mapping of str to str
        The district of each smaller area; what is not in it is shown as the partnership.
    hidden : callable
        Returns the times in which a table of the release hides a cell of a signal's sources.

    Raises
    ------
    DisclosureError
        If the words of a rule hold what looks like an identifier, or a state has no person.
    """
    pairs, log = _paired(raised, partnership, district_of, hidden)
    done = [signal for _, signal in pairs]
    done.sort(key=lambda one: (-one.weight, -(one.once_in_days or 0), one.reference))
    return tuple(done), log


def references_of(
    raised: Iterable[tuple[RaisedSignal, Rules]],
    *,
    partnership: Partnership,
    district_of: Mapping[str, str],
) -> dict[str, str]:
    """Return the ledger's id of each signal by its reference in the release that has it.

    It stays beside the ledger, so that a person who decides on what they see decides on the right
    thing; a release never holds it. Parameters as in `protect_signals`: a reference does not depend
    on which times are hidden.
    """
    pairs, _ = _paired(raised, partnership, district_of, lambda _: ())
    return {signal.reference: each.entry for each, signal in pairs}


def _paired(
    raised: Iterable[tuple[RaisedSignal, Rules]],
    partnership: Partnership,
    district_of: Mapping[str, str],
    hidden: Callable[[RaisedSignal], tuple[Span, ...]],
) -> tuple[list[tuple[RaisedSignal, ProtectedSignal]], tuple[LogLine, ...]]:
    """Return each signal as it came and as it may leave, with a reference that no other has."""
    pairs: list[tuple[RaisedSignal, ProtectedSignal]] = []
    log: list[LogLine] = []
    seen: Counter[str] = Counter()
    in_order = sorted(raised, key=lambda one: (one[0].signal.id, one[0].signal.last_day))
    for each, rules in in_order:
        signal, lines = _protect(each, rules, partnership, district_of, hidden(each))
        seen[signal.reference] += 1
        if seen[signal.reference] > 1:
            reference = f"{signal.reference}-{seen[signal.reference]}"
            signal = replace(signal, reference=reference)
        pairs.append((each, signal))
        log += lines
    return pairs, tuple(log)


def check_watched(watched: Iterable[Watched]) -> tuple[Watched, ...]:
    """Return what was watched, in order of its titles.

    Raises
    ------
    DisclosureError
        If its words hold what looks like an identifier.
    """
    found = tuple(sorted(watched, key=lambda one: (one.title, one.rule)))
    for each in found:
        _refuse_identifiers(each.rule, each.title, each.cannot_say)
    return found


def _protect(
    raised: RaisedSignal,
    rules: Rules,
    partnership: Partnership,
    district_of: Mapping[str, str],
    hidden_times: tuple[Span, ...],
) -> tuple[ProtectedSignal, list[LogLine]]:
    signal, envelope = raised.signal, strictest(rules, None)
    _require_person(raised)
    _refuse_identifiers(
        signal.rule,
        *(raised.title, raised.what_to_do, raised.why_it_matters, raised.raised_for),
        *(signal.subject, raised.decided_by),
    )
    name = f"Signal “{raised.title}”"
    log = [
        LogLine(
            name,
            envelope.governing,
            0,
            f"Weighed {', '.join(envelope.names)}. {envelope.words}",
        )
    ]

    def note(words: str) -> None:
        log.append(LogLine(name, envelope.governing, 1, words))

    is_data = signal.kind is SignalKind.DATA
    base = _base(envelope)
    pooled = envelope.pool_years > 1 and not is_data
    small = not is_data and _is_small(signal.observed, base, envelope)
    hidden = small or pooled
    places = (partnership.area,) if hidden else _places(signal, partnership, district_of)
    first, last, raised_on = signal.first_day, signal.last_day, signal.raised_on
    if hidden:
        first, raised_on = first.replace(day=1), raised_on.replace(day=1)
        last = last_day_of_month(last)
        why = (
            f"the rule wants {envelope.pool_years} years together"
            if pooled
            else f"it is below {envelope.suppress_below}"
        )
        note(
            f"The count, what was expected and how rare it is are not shown, because {why}; the "
            "place is the whole partnership, and the time is by month."
        )
    elif base > 1 and not is_data:
        note(
            f"The count and what was expected are rounded to {base}, so that no small count follows "
            "from a table or another signal."
        )
    shown = not hidden and not is_data
    explanations = (
        tuple(
            told
            for one in signal.explanations
            if (told := _attribution(one, raised, rules)) is not None
        )
        if shown
        else ()
    )
    if len(explanations) < len(signal.explanations):
        note(
            "Some of what explains it is held back: it could point to a person or a small place."
        )
    observed = _nearest(signal.observed, base) if shown else None
    expected = _expected(signal.expected, base) if shown else None
    course = protect_course(
        signal,
        envelope,
        base=base,
        observed=observed,
        expected=expected,
        hidden=hidden_times,
    )
    if signal.course and not course and not is_data:
        note("There is no chart: its counts are too small, or may not be shown.")
    elif course and base > 1:
        few = sum(one.fewer_than is not None for one in course)
        near = sum(one.is_withheld for one in course)
        note(
            f"The chart shows the signal as one bar, with the numbers of the text; {few} of its "
            f"{len(course)} bars are hidden as too small, {near} because a table hides a number of "
            "the same time, and the others are rounded."
        )
    return (
        ProtectedSignal(
            reference=fingerprint([signal.rule, first.isoformat(), *(p.code for p in places)])[
                :8
            ],
            rule=signal.rule,
            kind=signal.kind,
            evidence_kind=raised.evidence_kind,
            title=raised.title,
            subject=signal.subject,
            places=places,
            raised_on=raised_on,
            first_day=first,
            last_day=last,
            is_by_month=hidden,
            observed=observed,
            expected=expected,
            once_in_days=_step(signal.once_in_days, RARITY_STEPS) if shown else None,
            rounded_to=base if shown else 1,
            fewer_than=envelope.suppress_below if small and not pooled else None,
            weight=signal.weight,
            explanations=explanations,
            looks_like_recording=signal.looks_like_recording,
            is_part_of_known=bool(signal.part_of),
            part_of=_told(signal.part_of, signal, envelope, note, "What it is part of"),
            joined=max(1, len(signal.members)),
            what_to_do=raised.what_to_do,
            why_it_matters=raised.why_it_matters,
            raised_for=raised.raised_for,
            state=raised.state,
            decided_by=raised.decided_by,
            decided_on=raised.decided_on,
            reason=_told(raised.reason, signal, envelope, note, "The reason of the decision"),
            disclosure_rule=envelope.governing,
            disclosure_rules=envelope.names,
            sources=raised.sources,
            course=course,
            marked=_marked(signal, places, partnership, envelope),
            known_on=signal.known_on if course else None,
        ),
        log,
    )


def _require_person(raised: RaisedSignal) -> None:
    if raised.state is SignalState.NEW:
        return
    if not (raised.decided_by.strip() and raised.reason.strip() and raised.decided_on):
        raise DisclosureError(
            f"the signal {raised.signal.id} is said to be {raised.state} by nobody",
            do="Only a person decides: give a name, a reason and a day.",
        )


def _refuse_identifiers(rule: str, *words: str) -> None:
    for text in words:
        shape = shape_of_identifier(text)
        if shape:
            raise DisclosureError(
                f"the words of a signal of the rule {rule} hold what looks like {shape}",
                do="Take it out of the rule's words, or of the name of who decided.",
            )


def _base(envelope: Envelope) -> int:
    """Return what counts are rounded to: a multiple of the rule's, no less than its threshold."""
    if envelope.suppress_below <= 1:
        return envelope.round_to
    return math.ceil(envelope.suppress_below / envelope.round_to) * envelope.round_to


def _is_small(observed: float, base: int, envelope: Envelope) -> bool:
    if envelope.does_nothing:
        return False
    if observed < envelope.suppress_below:
        return observed > 0 or not envelope.zero_is_shown
    return observed > 0 and _nearest(observed, base) == 0


def _nearest(count: float, base: int) -> float:
    return math.floor(count / base + 0.5) * base if base > 1 else count


def _expected(expected: float, base: int) -> float | None:
    if not math.isfinite(expected):
        return None
    return _nearest(expected, base) if base > 1 else round(expected, 1)


def _step(value: float, steps: tuple[int, ...]) -> int | None:
    """Return the step below; 0 below the first, None where nothing is known."""
    if math.isnan(value):
        return None
    return max((step for step in steps if step <= value), default=0)


def _places(
    signal: Signal, partnership: Partnership, district_of: Mapping[str, str]
) -> tuple[Area, ...]:
    found = [partnership.district(district_of.get(code, code)) for code in signal.areas]
    districts = {area for area in found if area is not None}
    if None in found or not districts or districts == set(partnership.districts):
        return (partnership.area,)
    return tuple(sorted(districts))


def _marked(
    signal: Signal, places: tuple[Area, ...], partnership: Partnership, envelope: Envelope
) -> tuple[str, ...]:
    if signal.kind is not SignalKind.CLUSTER:
        return ()
    if envelope.does_nothing:
        return tuple(sorted(signal.areas))
    return () if places == (partnership.area,) else tuple(place.code for place in places)


def _attribution(
    one: Attribution, raised: RaisedSignal, rules: Rules
) -> ProtectedAttribution | None:
    """Return what may be told of one explanation, or None."""
    column = raised.shown_attributes.get(one.attribute)
    attribute = _plain(one.attribute)
    if column is None or {attribute, _plain(column)} & _personal_columns(raised.sources):
        return None
    if shape_of_identifier(one.value, raised.signal.case_ids):
        return None
    # Split by who people are ("age band"), rules that bind only such splits bind too.
    said = f"{attribute} {_plain(column)}".split()
    splits = [word for rule in rules for word in rule.only_splits if word in said]
    envelope = strictest(rules, splits[0] if splits else attribute)
    if envelope.pool_years > 1:
        return None
    steps = [step for step in SHARE_STEPS if step <= one.share]
    if not steps:
        return None
    if envelope.does_nothing:
        return ProtectedAttribution(one.attribute, one.value, steps[-1], round(one.excess, 1))
    rest = raised.signal.observed - raised.signal.expected - one.excess
    if one.excess < envelope.suppress_below or 0.5 <= rest < envelope.suppress_below:
        return None
    return ProtectedAttribution(one.attribute, one.value, steps[-1], None)


def _personal_columns(sources: tuple[str, ...]) -> set[str]:
    return {
        _plain(words)
        for source in sources
        for column in all_sources()[source].columns
        if column.personal
        for words in (column.name, column.header, *column.also)
    }


def _told(
    text: str, signal: Signal, envelope: Envelope, note: Callable[[str], None], what: str
) -> str:
    """Return words that a person wrote, or nothing if they could give somebody away."""
    shape = why_not_told(text, envelope, signal.case_ids)
    if not shape:
        return text
    note(f"{what} is held back: it holds what looks like {shape}.")
    return ""


def why_not_told(text: str, envelope: Envelope, keys: Iterable[str] = ()) -> str:
    """Return what words about a signal hold that may not be told outside; "" if they may be told."""
    shape = shape_of_identifier(text, keys, names=True)
    return shape or ("" if envelope.does_nothing else number_in(text))


def _plain(name: str) -> str:
    return name.replace("_", " ").casefold()
