"""The chart and the map of a signal for those who may open the ledger: nothing is protected.

They are drawn from the ledger, not from a release, and every one says so on its face. A pack, a page
and open data are made from a release alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fingerpost.evidence.core.areas import Outline
from fingerpost.evidence.early_warning.signals import Signal
from fingerpost.evidence.publication.maps import place_map
from fingerpost.evidence.publication.signal_charts import (
    Bar,
    Look,
    own_label,
    signal_chart,
    unit_of,
)
from fingerpost.evidence.publication.wording import capital, number

NOT_PROTECTED = "For analysts: small numbers are not protected."


def analyst_chart(signal: Signal, place: str) -> str:
    """Return the chart of a signal's course as SVG.

    Parameters
    ----------
    signal : Signal
        With its course.
    place : str
        Where it is, in words.
    """
    bars = []
    for one in signal.course:
        look: Look = "late" if one.is_late else "seen"
        bars.append(
            Bar(
                one.first_day,
                one.last_day,
                one.observed,
                "missing" if one.observed is None else look,
                expected=one.expected,
                upper=one.upper,
                to_come=one.to_come,
                is_signal=one.is_signal,
            )
        )
    title = f"{capital(signal.subject)}, {place}"
    return signal_chart(
        bars,
        id="chart",
        title=title,
        unit=unit_of(bars),
        label=own_label(bars, number(signal.observed)),
        alternative=f"{title}: how many, and how many were expected. {NOT_PROTECTED}",
        note=NOT_PROTECTED,
    )


def analyst_map(
    signal: Signal,
    place: str,
    marked: Collection[str],
    outlines: Sequence[Outline],
    districts: Sequence[Outline],
) -> str:
    """Return where a signal is, marked on the outline of the county, as SVG."""
    known = {one.code for one in (*outlines, *districts)}
    codes = {code for code in marked if code in known} or {one.code for one in districts}
    title = f"{capital(signal.subject)}: {place}"
    return place_map(
        outlines,
        districts,
        codes,
        id="map",
        title=title,
        words="where the signal is",
        alternative=f"{title}. {NOT_PROTECTED}",
        note=NOT_PROTECTED,
    )
