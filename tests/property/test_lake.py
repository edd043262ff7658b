"""What must always hold of the lake."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.evidence.lake import Lake, land
from tests.unit.lake.making import FIRST, SECOND, contents, street, workspace

NUMBERS = st.lists(st.integers(0, 10_000), min_size=1, max_size=30, unique=True)
FEW = settings(max_examples=15, deadline=None)


@FEW
@given(NUMBERS, st.sampled_from(["\n", "\r\n"]))
def test_landing_again_changes_nothing(numbers, end):
    with tempfile.TemporaryDirectory() as folder:
        made = workspace(Path(folder) / "ws")
        street(made.inbox / "a.csv", numbers, end=end)
        land(made, [made.inbox], at=FIRST)
        before = contents(made.root)
        land(made, [made.inbox], at=SECOND)
        assert contents(made.root) == before


@FEW
@given(NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_row(numbers, random):
    landed = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(2):
            made = workspace(Path(folder) / f"ws{turn}")
            street(made.inbox / "a.csv", numbers)
            land(made, [made.inbox], at=FIRST)
            frame = Lake(made).frame("police_street").collect()
            landed.append(frame.drop("_row").sort("crime_id"))
            random.shuffle(numbers)
    assert landed[0].equals(landed[1])
