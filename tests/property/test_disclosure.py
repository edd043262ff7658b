"""What must always hold of protection: no attacker who knows the totals learns a hidden count."""

from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure import all_rules
from fingerpost.evidence.disclosure.protection import protect_table
from fingerpost.evidence.disclosure.rules import strictest
from tests.unit.disclosure.making import frame, grid, measure

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


@given(COUNTS, RULES)
def test_hidden_counts_cannot_be_worked_out_from_the_total(counts, rule):
    cells = [(f"a{i}", None, n, None) for i, n in enumerate(counts)]
    cells.append(("all", None, sum(counts), None, "partnership"))
    out, envelope = run(cells, rule, kinds=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP))
    rows = {row["area"]: row for row in out.iter_rows(named=True)}
    districts = [rows[f"a{i}"] for i in range(len(counts))]
    hidden = [
        (row, n) for row, n in zip(districts, counts, strict=True) if row["numerator"] is None
    ]
    if not hidden or rows["all"]["numerator"] is None:
        return
    # The attacker knows the sum of the hidden cells, and that the marked ones are small.
    rest = rows["all"]["numerator"] - sum(
        r["numerator"] for r in districts if r["numerator"] is not None
    )
    small = [n for row, n in hidden if row["protection"] == "suppressed"]
    other = len(hidden) - len(small)
    low, high = 1, envelope.suppress_below - 1
    if not small:
        return
    if other == 0:
        assert len(small) * low < rest < len(small) * high
    else:
        assert len(hidden) >= 2


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
