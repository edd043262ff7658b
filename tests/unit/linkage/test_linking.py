"""Who is linked with whom: in the small county, and in pairs made by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage import LinkageModel, link, score, train, untrained
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


def test_twins_and_fathers_and_sons_are_told_apart(
    county: Path, linked: Linked, written: Written
) -> None:
    kin = pl.read_parquet(county / "truth" / "who.parquet").select(
        "person", "kin", "kin_person"
    )
    pairs = kin.filter(
        pl.col("kin").is_in(["twin", "father_and_son"])
        & (pl.col("person") < pl.col("kin_person"))
    )
    held = linked.clusters["published"].join(written.person, on="entry")
    both = pairs.join(held, on="person").join(
        held, left_on="kin_person", right_on="person", suffix="_kin"
    )
    apart = both.group_by("person", "kin").agg(
        is_one=(pl.col("cluster") == pl.col("cluster_kin")).any()
    )
    assert apart.height >= 10
    assert apart["is_one"].mean() <= 0.1


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
        pytest.param(
            {"local_id": "ZN1"},
            {"local_id": "ZN1", "postcode": None, "surname": "BRIGGS"},
            True,
            id="one number, and another surname",
        ),
        pytest.param(
            {"local_id": "ZN1"},
            {
                "local_id": "ZN1",
                "forename": "CARL",
                "surname": "BRIGGS",
                "born": date(1971, 2, 3),
                "postcode": "ZA4 2AB",
                "area": "X07000002",
            },
            False,
            id="one number for two people",
        ),
        pytest.param(
            {"alias_forename": "LEROY", "alias_surname": "BANKS"},
            {"agency": "probation", "forename": "LEROY", "surname": "BANKS"},
            True,
            id="an alias that the police noted",
        ),
        pytest.param(
            {"forename": "MOHAMMED", "surname": "HUSSAIN", "postcode": "ZH1 1GA"},
            {"agency": "prison", "forename": "MUHAMAD", "surname": "HOSSEIN", "postcode": None},
            True,
            id="names from another alphabet",
        ),
        pytest.param(
            {"born": date(1986, 7, 23)},
            {"agency": "probation", "born": date(1996, 7, 23)},
            True,
            id="the decade slipped",
        ),
        pytest.param(
            {"born": date(1986, 7, 23)},
            {"agency": "probation", "born": date(1986, 1, 1)},
            True,
            id="1 January where the day is not known",
        ),
        pytest.param(
            {"sex": "F", "forename": "LORRAINE"},
            {"agency": "probation", "sex": "F", "forename": "LORRAINE", "surname": "BRIGGS"},
            True,
            id="a woman who changed her surname, at one address",
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
    weights = scored.select(pl.sum_horizontal(pl.col("^mw_.*$"))).to_series()
    assert weights.to_list() == pytest.approx(scored["match_weight"].to_list())
    probability = scored["match_probability"].sum()
    assert (probability >= model.thresholds["published"]) is is_linked


SURNAMES = (
    *("ABBOTT", "BAXTER", "CROWE", "DUNMORE", "ELKINS", "FIRTH", "GODDARD", "HOBBS", "IRVINE"),
    *("JESSOP", "KERSHAW", "LOMAX", "MERCER", "NASH", "OAKES", "PRENTICE", "QUILL", "RUSHTON"),
    *("SPENDER", "TREADWELL", "UPTON", "VICKERS", "WHITBY", "ZIMMER"),
)


def alike(count: int, **said: Any) -> pl.DataFrame:
    """Return entries that say the same in all but the agency's number."""
    return entries(*(entry(at, local_id=f"N{at}", **said) for at in range(1, count + 1)))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        pytest.param(
            alike(10_000),
            "police: 10,000 entries say the same in all but their number.",
            id="10,000 identical records",
        ),
        pytest.param(
            entries(
                *(
                    entry(at, forename=None, surname=None, local_id=f"N{at}")
                    for at in range(1, 31)
                )
            ),
            "30 entries have no name: they can be linked by the agency's own number only.",
            id="all names blank",
        ),
        pytest.param(
            entries(
                *(
                    entry(at, postcode=None, surname=surname)
                    for at, surname in enumerate(SURNAMES, start=1)
                )
            ),
            "",
            id="24 people of one forename and one date of birth",
        ),
    ],
)
def test_bad_input_is_told_and_makes_no_great_person(
    named: pl.DataFrame, model: LinkageModel, bad: pl.DataFrame, said: str
) -> None:
    found = link(pl.concat([named.select(bad.columns), bad]), model)
    assert any(note.startswith(said) for note in found.notes)
    assert not any("TATTERSALL" in note or "JOHN" in note for note in found.notes)
    mine = found.clusters["loose"].join(bad.select("entry"), on="entry")
    assert mine.group_by("cluster").len()["len"].max() <= 2


def test_a_model_learns_from_bad_input_as_from_good(named: pl.DataFrame) -> None:
    bad = alike(10_000)
    spoilt = train(pl.concat([named.select(bad.columns), bad]), untrained())
    good = train(named, untrained())
    assert spoilt.comparisons == good.comparisons


def test_too_few_entries_to_learn_from_are_refused() -> None:
    with pytest.raises(LinkageError, match="cannot be trained on 3 entries"):
        link(entries(entry(1), entry(2), entry(3)), untrained())


def test_an_untrained_model_scores_nothing() -> None:
    with pytest.raises(LinkageError, match="has no weights yet"):
        score(entries(entry(1), entry(2)), untrained())


def test_an_entry_that_stands_twice_is_refused(model: LinkageModel) -> None:
    with pytest.raises(LinkageError, match="an entry stands twice"):
        score(entries(entry(1), entry(1)), model)


def test_new_entries_are_scored_as_in_a_full_run(
    named: pl.DataFrame, model: LinkageModel
) -> None:
    new = named["entry"].sample(40, seed=1)
    full = score(named, model)
    touching = full.filter(pl.col("entry_l").is_in(new) | pl.col("entry_r").is_in(new))
    # Few pairs are weighed by our own statement, all of them by Splink: they say the same.
    assert_frame_equal(score(named, model, new), touching, check_exact=False, abs_tol=1e-9)
