"""Rules that scan: cases close together in place and time, day by day or month by month."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from fingerpost.evidence.core.periods import Period, add_months
from fingerpost.evidence.early_warning.cases import WATCHED, Casebook
from fingerpost.evidence.early_warning.course import SHOWN, course_of_place, late_from
from fingerpost.evidence.early_warning.explaining import explain
from fingerpost.evidence.early_warning.findings import Finding, make_signal
from fingerpost.evidence.early_warning.rules import DAYS, SpaceTimeScan, WarningRule
from fingerpost.evidence.early_warning.scan_clusters import Cluster
from fingerpost.evidence.early_warning.scan_space_time import space_time_scan
from fingerpost.evidence.early_warning.series import last_whole_period, select
from fingerpost.evidence.early_warning.signals import SignalKind, Stretch
from fingerpost.evidence.statistics.intervals import OK

SEED = 20_010  # of the random data sets; any number serves
STOP_AFTER = 10  # random data sets as striking as the observed one: it is nothing unusual
EPOCH = date(2000, 1, 1)


def find_clusters(rule: WarningRule, casebook: Casebook, on: date) -> Finding:
    """Return the clusters that still went on at the end of what was known on a day."""
    scan = rule.detector
    assert isinstance(scan, SpaceTimeScan)
    table = WATCHED[rule.watches.table]
    places = casebook.places(table.name)
    if places.is_empty():
        needs = (
            f"No landed file says where a {table.small_areas} lies: needs the "
            "boundaries of small areas"
            + (" and the look-up of postcodes." if "sector" in table.small_areas else ".")
        )
        return Finding(rule.name, cannot_say=(needs,))
    last = last_whole_period(rule, casebook, on)
    covered = casebook.covered(table.name, on)
    if last is None:
        return Finding(rule.name, cannot_say=("Nothing was known yet.",))
    end = _position(rule, last)
    start = max(end - scan.study_periods + 1, _position(rule, _unbroken(covered)))
    if end - start + 1 < 2 * scan.maximum_periods:
        more = 2 * scan.maximum_periods - (end - start + 1)
        unit = rule.interval if more == 1 else f"{rule.interval}s"
        return Finding(
            rule.name, cannot_say=(f"The history is too short: needs {more} more {unit}.",)
        )
    cases = select(rule, casebook.known_on(table.name, on)).join(
        places.select("area"), on="area", how="semi", maintain_order="left"
    )
    positions = np.array([_position(rule, day) for day in cases["day"].to_list()], dtype=int)
    cases = cases.with_columns(position=pl.Series(positions)).filter(
        pl.col("position").is_between(start, end)
    )
    if cases.is_empty():
        return Finding(rule.name, cannot_say=("There are no cases.",))
    found = space_time_scan(
        cases["area"].to_numpy(),
        np.datetime64(EPOCH) + cases["position"].to_numpy(),
        areas=places["area"].to_numpy(),
        coordinates=places.select("longitude", "latitude").to_numpy(),
        is_geographic=True,
        study_period=(EPOCH + timedelta(days=start), EPOCH + timedelta(days=end)),
        seed=SEED,
        maximum_share=scan.maximum_share,
        maximum_days=scan.maximum_periods,
        minimum_cases=scan.minimum_cases,
        replicates=scan.replicates,
        stop_after=STOP_AFTER,
        days_between_scans=DAYS[rule.interval],
        threads=2,
    )
    if found.status != OK:
        return Finding(
            rule.name, cannot_say=(f"{found.reason[:1].upper()}{found.reason[1:]}.",)
        )
    signals = []
    late = late_from(cases, on) if table.is_delayed else None
    for cluster in found.clusters:
        rarity = _once_in_days(rule, cluster, found.replicates)
        if rarity < rule.alarm_once_in_days or cluster.cases < scan.minimum_cases:
            continue
        assert cluster.start is not None
        inside = cases[cluster.rows]
        first = _first_day(rule, (cluster.start - EPOCH).days)
        outside = cases.filter(~pl.col("record").is_in(inside["record"].implode()))
        signals.append(
            make_signal(
                rule,
                SignalKind.CLUSTER,
                on=on,
                first_day=first,
                last_day=last,
                areas=np.array(cluster.areas)[cluster.area_cases > 0].tolist(),
                observed=cluster.cases,
                expected=cluster.expected,
                once_in_days=rarity,
                explanation=explain(inside, outside, cluster.expected, rule.attributes),
                cases=inside,
                method=found.method,
                fingerprint=casebook.fingerprint(table.name),
                course=_course(rule, cases, cluster, begins=start, last=end, late=late),
            )
        )
    return Finding(rule.name, tuple(signals), (), len(places))


def _course(
    rule: WarningRule,
    cases: pl.DataFrame,
    cluster: Cluster,
    *,
    begins: int,
    last: int,
    late: date | None,
) -> tuple[Stretch, ...]:
    """Return stretches as long as a cluster of days, or months, in the places of the cluster."""
    assert cluster.start is not None
    first = (cluster.start - EPOCH).days
    length = 1 if rule.interval == "month" else last - first + 1
    days = []
    for number in range(SHOWN[rule.interval]):
        begin = last - (number + 1) * length + 1
        following = _first_day(rule, begin + length)
        days.append((_first_day(rule, begin), following - timedelta(days=1)))
    return course_of_place(
        cases["position"].to_numpy(),
        cases["area"].is_in(cluster.areas).to_numpy(),
        first=first,
        last=last,
        begins=begins,
        length=length,
        days=days,
        late_from=late,
    )


def _once_in_days(rule: WarningRule, cluster: Cluster, replicates: int) -> float:
    """Return how often chance shows such a cluster: by counting, beyond its reach by Gumbel."""
    p = cluster.p_value
    if p <= 1.5 / (replicates + 1) and cluster.gumbel_p_value < p:
        p = max(cluster.gumbel_p_value, 1e-9)
    return DAYS[rule.interval] / p


def _position(rule: WarningRule, day: date) -> int:
    """Return the number of a day, or of its month, from a fixed day on."""
    if rule.interval == "month":
        return (day.year - EPOCH.year) * 12 + day.month - 1
    return (day - EPOCH).days


def _first_day(rule: WarningRule, position: int) -> date:
    if rule.interval == "month":
        return add_months(EPOCH, position)
    return EPOCH + timedelta(days=position)


def _unbroken(covered: tuple[Period, ...]) -> date:
    """Return from which day on the landed files leave no gap, up to the newest."""
    start: date = covered[-1].start
    for period in reversed(covered):
        if period.end < start - timedelta(days=1):
            break
        start = min(start, period.start)
    return start
