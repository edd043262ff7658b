"""Who is linked with whom: in the small county, and in pairs made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from fingerpost.evidence.linkage import LinkageModel, link, score
from fingerpost.evidence.linkage.linking import Linked
from tests.unit.linkage.conftest import Written, entries, entry


def pairwise(clusters: pl.DataFrame, person: pl.DataFrame, agency: pl.DataFrame) -> float:
    """Return the F1 over pairs of entries of different agencies."""
    joined = clusters.join(person, on="entry").join(agency, on="entry")

    def pairs(*by: str) -> int:
        def within(*groups: str) -> int:
            size = joined.group_by(groups).len()["len"].cast(pl.Int64)
            return int((size * (size - 1) // 2).sum())

        return within(*by) - within(*by, "agency")

    return 2 * pairs("cluster", "person") / (pairs("cluster") + pairs("person"))


@pytest.fixture(scope="module")
def linked(named: pl.DataFrame, model: LinkageModel) -> Linked:
    return link(named, model)


@pytest.mark.parametrize(
    ("threshold", "least"), [("strict", 0.95), ("published", 0.97), ("loose", 0.97)]
)
def test_named_agencies_are_linked_as_the_truth_says(
    linked: Linked, written: Written, threshold: Any, least: float
) -> None:
    found = linked.clusters[threshold]
    agency = linked.entries.select("entry", "agency")
    assert pairwise(found, written.person, agency) >= least


def test_order_of_rows_changes_nothing(named: pl.DataFrame, model: LinkageModel) -> None:
    shuffled = link(named.sample(fraction=1.0, shuffle=True, seed=3), model)
    straight = link(named, model)
    assert shuffled.pairs.equals(straight.pairs)
    assert all(
        shuffled.clusters[threshold].equals(clusters)
        for threshold, clusters in straight.clusters.items()
    )


@pytest.mark.parametrize(
    ("one", "other", "is_linked"),
    [
        pytest.param({}, {"agency": "probation"}, True, id="the same in two agencies"),
        pytest.param(
            {"born": date(1986, 7, 12)},
            {"agency": "probation", "born": date(1986, 12, 7)},
            True,
            id="day and month exchanged",
        ),
        pytest.param(
            {"forename": "JACK"}, {"agency": "probation"}, True, id="a nickname of John"
        ),
        pytest.param(
            {"forename": "TATTERSALL", "surname": "JOHN"},
            {"agency": "probation"},
            True,
            id="forename and surname exchanged",
        ),
        pytest.param(
            {"surname": "TATTERSALL BRIGGS"},
            {"agency": "probation"},
            True,
            id="half of a double-barrelled surname",
        ),
        pytest.param(
            {"postcode": None, "area": None},
            {"agency": "probation"},
            True,
            id="no fixed abode in one",
        ),
        pytest.param(
            {"forename": "JOHN"},
            {"agency": "probation", "forename": "PETER"},
            False,
            id="twins: another forename",
        ),
        pytest.param(
            {},
            {"agency": "probation", "born": date(1958, 3, 4)},
            False,
            id="father and son of one name",
        ),
        pytest.param(
            {},
            {"agency": "probation", "surname": "OKONKWO", "forename": "EMEKA"},
            False,
            id="neighbours born on one day",
        ),
        pytest.param(
            {"forename": None, "surname": None},
            {"agency": "probation", "forename": None, "surname": None},
            False,
            id="no names at all",
        ),
    ],
)
def test_pairs_made_by_hand(
    named: pl.DataFrame,
    model: LinkageModel,
    one: dict[str, Any],
    other: dict[str, Any],
    is_linked: bool,
) -> None:
    pair = entries(entry(1, **one), entry(2, **other))
    scored = score(
        pl.concat([named.select(pair.columns), pair]), model, pl.Series([1, 2])
    ).filter((pl.col("entry_l") == 1) & (pl.col("entry_r") == 2))
    probability = scored["match_probability"].sum()
    assert (probability >= model.thresholds["published"]) is is_linked
