"""The share usually known after each delay against R surveillance. See README.md."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fingerpost.evidence.early_warning import nowcast, reporting_triangle

MADE_BY_R = json.loads((Path(__file__).parent / "nowcast_r.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "call",
    [pytest.param(c, id=f"{c['now']}, D={c['D']}, m={c['m']}") for c in MADE_BY_R["calls"]],
)
def test_the_share_known_is_that_of_r(call):
    now, first = date.fromisoformat(call["now"]), date.fromisoformat(call["first"])
    periods = (now - first).days + 1
    triangle = reporting_triangle(
        MADE_BY_R["happened"],
        MADE_BY_R["known"],
        as_of=now,
        periods=periods,
        maximum_delay=call["D"],
        interval="day",
    )
    found = nowcast(
        triangle,
        seed=1,
        unit="day",
        window=None if call["m"] is None else call["m"] + 1,
        minimum_completeness=0.0,
    )
    assert len(call["share"]) == periods
    np.testing.assert_allclose(found.completeness[::-1], call["share"], rtol=1e-10)
    there = found.status == "ok"
    np.testing.assert_allclose(
        found.value[there], (found.observed / found.completeness)[there], rtol=1e-12
    )
