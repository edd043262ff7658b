"""What must always hold of protection: no attacker who knows the totals learns a hidden count."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure import all_rules, protect
from fingerpost.evidence.disclosure.protection import protect_table
from fingerpost.evidence.disclosure.rules import strictest
from fingerpost.evidence.publication.paths import path_taken
from tests.unit.disclosure.making import frame, grid, measure
from tests.unit.disclosure.signal_making import DISTRICT_OF, PARTNERSHIP, raised, signal
from tests.unit.publication.making import provenance
from tests.unit.publication.path_release import PATH, path_release

COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=8)
RULES = st.sampled_from(["justice", "children_in_need"])


def run(cells, rule, breakdown=None, kinds=()):
    envelope = strictest([all_rules()[rule]], breakdown)
    out, _ = protect_table(
        frame(cells, breakdown=breakdown),
        measure(),
        grid(*kinds, breakdown=breakdown),
        envelope,
    )
    return out, envelope


def attack(hidden, sums, threshold):
    """Return the numbers that each cell too small to show could be, for all an attacker knows.

    `hidden` is each hidden cell with whether it is marked as too small; `sums` are sets of hidden
    cells whose sum is known. Integer programming, with nothing of ours.
    """
    names = sorted(hidden)
    n = len(names)
    # A cell that only protects others is 0 or at least the threshold: x <= M b, x >= threshold b.
    rows, low, high = [], [], []
    for cells, total in sums:
        rows.append([float(name in cells) for name in names] + [0.0] * n)
        low.append(total)
        high.append(total)
    for i, name in enumerate(names):
        if not hidden[name]:
            for factor, bounds in ((-1000.0, (-np.inf, 0)), (-threshold, (0, np.inf))):
                row = [0.0] * (2 * n)
                row[i], row[n + i] = 1.0, factor
                rows.append(row)
                low.append(bounds[0])
                high.append(bounds[1])
    lower = [1.0 if hidden[name] else 0.0 for name in names] + [0.0] * n
    upper = [threshold - 1 if hidden[name] else 1000 for name in names] + [1.0] * n
    ranges = {}
    for i, name in enumerate(names):
        if hidden[name]:
            ends = []
            for sign in (1.0, -1.0):
                cost = np.zeros(2 * n)
                cost[i] = sign
                done = milp(
                    cost,
                    constraints=LinearConstraint(np.array(rows), low, high),
                    bounds=Bounds(lower, upper),
                    integrality=np.ones(2 * n),
                )
                assert done.success
                ends.append(round(done.x[i]))
            ranges[name] = ends
    return ranges


def known_sums(out, sums):
    """Return the hidden cells, and what is known of their sums; `sums` are (cells, whole)."""
    rows = {(row["area"], row["category"]): row for row in out.iter_rows(named=True)}
    hidden = {
        cell: row["protection"] == "suppressed"
        for cell, row in rows.items()
        if row["numerator"] is None
    }
    known = []
    for cells, whole in sums:
        total = rows[whole]["numerator"] if whole in rows else whole
        inside = {c for c in cells if c in hidden}
        if total is not None and inside:
            shown = sum(rows[c]["numerator"] for c in cells if c not in hidden)
            known.append((inside, total - shown))
        elif total is None:
            known.append(({*inside, whole}, None))
    return hidden, known


@settings(deadline=None)
@given(COUNTS, RULES)
def test_hidden_counts_of_districts_cannot_be_worked_out_from_the_total(counts, rule):
    cells = [(f"a{i}", None, n, None) for i, n in enumerate(counts)]
    cells.append(("all", None, sum(counts), None, "partnership"))
    out, envelope = run(cells, rule, kinds=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP))
    parts = [(f"a{i}", None) for i in range(len(counts))]
    hidden, known = known_sums(out, [(parts, ("all", None))])
    known = [each for each in known if each[1] is not None]
    if known and any(hidden.values()):
        ranges = attack(hidden, known, envelope.suppress_below)
        assert not [cell for cell, (least, most) in ranges.items() if least == most]


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=3))
def test_no_hidden_count_of_a_group_in_a_district_is_the_difference_of_sums(counts):
    groups = ("p", "q", "r")
    areas = [f"a{i}" for i in range(len(counts))]
    cells = [
        (area, group, n, None)
        for area, row in zip(areas, counts, strict=True)
        for group, n in zip(groups, row, strict=True)
    ]
    cells += [
        ("all", group, sum(row[j] for row in counts), None, "partnership")
        for j, group in enumerate(groups)
    ]
    out, _ = run(
        cells, "justice", breakdown="ethnicity", kinds=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP)
    )
    # The totals of each area stand in a table of their own.
    totals = dict(zip(areas, map(sum, counts), strict=True)) | {"all": sum(map(sum, counts))}
    sums = [([(area, g) for area in areas], ("all", g)) for g in groups]
    sums += [([(area, g) for g in groups], total) for area, total in totals.items()]
    hidden, known = known_sums(out, sums)
    names = sorted(hidden)
    lines = np.array([[float(name in inside) for name in names] for inside, _ in known])
    for i in range(len(names)):
        # A cell is fixed by the sums if it is a combination of them.
        alone = np.eye(len(names))[i]
        more = np.linalg.matrix_rank(np.vstack([lines, alone]))
        assert more > np.linalg.matrix_rank(lines), names[i]


BANDED = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=7
)


@given(BANDED, RULES)
def test_no_end_of_a_band_that_is_hidden_can_be_worked_out_from_the_total(cells, rule):
    ends = [(n, max(0, n - down), n + up) for n, down, up in cells]
    ends.append(tuple(map(sum, zip(*ends, strict=True))))
    names = [*(f"a{i}" for i in range(len(cells))), "all"]
    made = frame(
        [
            (name, None, n, None, "partnership" if name == "all" else "district")
            for name, (n, *_) in zip(names, ends, strict=True)
        ]
    ).with_columns(
        band_lower=pl.Series([low for _, low, _ in ends], dtype=pl.Float64),
        band_upper=pl.Series([high for *_, high in ends], dtype=pl.Float64),
    )
    envelope = strictest([all_rules()[rule]], None)
    kinds = grid(AreaKind.DISTRICT, AreaKind.PARTNERSHIP)
    out, _ = protect_table(made, measure(), kinds, envelope)
    least = 1 if envelope.zero_is_shown else 0
    rows = {row["area"]: row for row in out.iter_rows(named=True)}
    true = dict(zip(names, ends, strict=True))
    for at, name in ((1, "band_lower"), (2, "band_upper")):
        for row in rows.values():
            assert row["numerator"] is not None or row[name] is None
            assert row[name] is None or not least <= row[name] < envelope.suppress_below
        hidden = {
            (x, None): least <= true[x][at] < envelope.suppress_below
            for x, row in rows.items()
            if row[name] is None
        }
        whole = rows["all"][name]
        if whole is None or not any(hidden.values()):
            continue
        shown = sum(
            row[name] for x, row in rows.items() if x != "all" and row[name] is not None
        )
        # A cell hidden to protect others is taken to be known as 0 or above the threshold: an
        # attacker of bands knows less than that.
        ranges = attack(hidden, [(set(hidden), whole - shown)], envelope.suppress_below)
        assert not [cell for cell, (low, high) in ranges.items() if low == high]


@given(COUNTS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(counts, rule, random):
    cells = [("a", f"c{i}", n, None) for i, n in enumerate(counts)]
    once, _ = run(cells, rule, breakdown="ethnicity")
    random.shuffle(cells)
    again, _ = run(cells, rule, breakdown="ethnicity")
    assert once.equals(again)


@given(COUNTS, st.sampled_from(["ndtms", "hes_ecds"]))
def test_rounding_is_idempotent_and_never_far(counts, rule):
    cells = [(f"a{i}", None, n, None) for i, n in enumerate(counts)]
    out, envelope = run(cells, rule)
    for row, n in zip(out.sort("area").iter_rows(named=True), counts, strict=True):
        if row["numerator"] is not None:
            assert abs(row["numerator"] - n) <= envelope.round_to / 2
            assert row["numerator"] % envelope.round_to == 0
        else:
            assert 1 <= n < envelope.suppress_below or row["protection"] == "secondary"


@given(st.data())
def test_signals_whose_counts_are_hidden_leave_as_one(data):
    source = data.draw(st.sampled_from(["ambulance_overdoses", "hospital_admissions"]))
    least = {"ambulance_overdoses": 5, "hospital_admissions": 8}[source]
    made = []
    for _ in range(2):
        of = signal(
            observed=float(data.draw(st.integers(1, least - 1))),
            expected=data.draw(st.floats(0, 4)),
            once_in_days=data.draw(st.floats(1, 1e6)),
            areas=data.draw(st.sampled_from([(a,) for a in DISTRICT_OF])),
            first_day=date(2026, 3, data.draw(st.integers(1, 8))),
        )
        made.append(
            protect(
                (),
                partnership=PARTNERSHIP,
                provenance=provenance(),
                signals=(raised(of, sources=(source,)),),
                district_of=DISTRICT_OF,
            ).signals
        )
    assert made[0] == made[1]


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4).filter(lambda ends: sum(ends) > 4))
def test_the_page_of_a_path_gives_no_hidden_part_away(ends):
    made = path_release(tuple(ends), days=())
    taken = path_taken(made.tables[0], made)
    if taken is None:
        return
    parts = {row["category"]: row for row in taken.ends}
    names = list(PATH.ends)
    hidden = {
        name: row["protection"] == "suppressed" and 1 <= ends[names.index(name)] < 5
        for name, row in parts.items()
        if row["numerator"] is None
    }
    # Every step that is shown says how many stand in the parts after it.
    sums = []
    for at, step in enumerate(taken.steps):
        after = [name for name in names[at:] if name in hidden]
        if step.people is not None and after:
            seen = sum(parts[n]["numerator"] for n in names[at:] if n not in hidden)
            sums.append((set(after), step.people - seen))
    if sums and any(hidden.values()):
        ranges = attack(hidden, sums, 5)
        assert not [name for name, (low, high) in ranges.items() if low == high]
