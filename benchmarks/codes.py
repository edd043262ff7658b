"""What codes in place of names cost and what they protect: the tables of "Keyed codes".

python benchmarks/codes.py [--people 260000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.unit.linkage import frequency_attack as attack

from fingerpost.evidence.linkage.code_schema import PEOPLE, CodeSchema, Kind
from fingerpost.evidence.vault import Key

KEY = Key(bytes(range(32)))
AT = datetime(2026, 11, 1, tzinfo=UTC)
NAMED = ("police", "prison", "probation", "employment")
HIDDEN = ("forename", "surname", "born", "sex", "postcode", "area")
WHOLE_NAMES = ("names_day_month", "names_month_year", "names_day_year", "names_postcode")
FILTERS = tuple(
    f"{code.name}_{word}"
    for code in PEOPLE.codes
    if code.kind is not Kind.TOKEN
    for word in range(code.length // 64)
)
COMMON_NAMES = 1_500  # that the attacker's list holds
GROUPS = 30  # of one salt, the largest, that are attacked one by one


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=260_000)
    parser.add_argument("--attack", action="store_true", help="the second table only")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        county = Path(folder) / "county"
        from fingerpost.county.making import make

        make(county, people=asked.people, years=5, seed=11)
        if not asked.attack:
            accuracy_lost(county)
        given_back(pl.read_parquet(county / "truth" / "who.parquet"))


# -- accuracy -------------------------------------------------------------------------------------


def accuracy_lost(county: Path) -> None:
    """Print F1 with names, and with the codes of the housing authorities in their place."""
    from fingerpost.evidence.lake import Lake, Workspace, land
    from fingerpost.evidence.lake.identifiers import open_vault
    from fingerpost.evidence.linkage import link, untrained
    from fingerpost.evidence.linkage.code_entries import CodesInUse, with_codes
    from fingerpost.evidence.linkage.intake import linked_parts, take
    from fingerpost.evidence.linkage.truth import true_persons

    workspace = Workspace.open(county)
    folders = [workspace.inbox / name for name in NAMED]
    folders += sorted(workspace.inbox.glob("housing-*"))
    land(workspace, folders, at=AT, today=AT.date())
    lake, vault = Lake(workspace), open_vault(workspace)
    taken = take(lake, vault, linked_parts(lake))
    person = true_persons(county / "truth", lake, vault, taken.entry_records)
    entries = taken.entries.filter(pl.col("regime") == "named").drop("lsoa_code")
    by_name = link(entries, untrained())
    everybody = with_codes(entries, CodesInUse(KEY, key_version=1))
    is_sent = pl.col("kind") == "housing"

    def sent(change: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
        """Return everybody, housing's people as codes alone, after a change of the codes."""
        return change(everybody).with_columns(
            regime=pl.when(is_sent).then(pl.lit("encoded")).otherwise("regime"),
            **{name: pl.when(~is_sent).then(name) for name in HIDDEN},
        )

    print(f"{entries.height:,} ways of writing {person['person'].n_unique():,} people")
    print("pairs between housing and the others, published links   precision  recall  F1")
    show("names", by_name.clusters["published"], entries, person)
    for label, change in {
        "codes": lambda frame: frame,
        "codes, without tokens of whole names": lambda frame: blank(frame, WHOLE_NAMES),
        "codes, without filters: only the same": lambda frame: blank(frame, FILTERS),
        "codes, 5% of the bits sent flipped": lambda frame: flipped(frame, is_sent, 0.05),
    }.items():
        linked = link(sent(change), by_name.model)
        show(label, linked.clusters["published"], entries, person)


def show(
    label: str, clusters: pl.DataFrame, entries: pl.DataFrame, person: pl.DataFrame
) -> None:
    """Print precision, recall and F1 over pairs of one housing entry and one other."""
    is_housing = (pl.col("kind") == "housing").alias("is_housing")
    known = clusters.join(person, on="entry").join(
        entries.select("entry", is_housing), on="entry"
    )

    def pairs(*by: str) -> int:
        sizes = known.group_by(by).agg(
            one=pl.col("is_housing").sum().cast(pl.Int64),
            other=(~pl.col("is_housing")).sum().cast(pl.Int64),
        )
        return int((sizes["one"] * sizes["other"]).sum())

    both, found, true = pairs("cluster", "person"), pairs("cluster"), pairs("person")
    precision, recall = both / found, both / true
    f1 = 2 * both / (found + true)
    print(f"  {label:53} {precision:9.4f}  {recall:.4f}  {f1:.4f}", flush=True)


def blank(frame: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return codes of which some are left out."""
    return frame.with_columns(
        pl.lit(None).cast(frame.schema[column]).alias(column) for column in columns
    )


def flipped(frame: pl.DataFrame, chosen: pl.Expr, share: float) -> pl.DataFrame:
    """Return filters of which a share of the bits is flipped, in some rows."""
    generator = np.random.default_rng(1)
    noise = {
        column: pl.Series(
            np.packbits(generator.random((frame.height, 64)) < share, axis=1).view(">i8")[:, 0]
        ).cast(pl.Int64)
        for column in FILTERS
    }
    return frame.with_columns(
        pl.when(chosen).then(pl.col(column) ^ bits).otherwise(column).alias(column)
        for column, bits in noise.items()
    )


# -- the attack -----------------------------------------------------------------------------------


def given_back(who: pl.DataFrame) -> None:
    """Print the share of names that the attacker says rightly, by how codes are hardened."""
    from fingerpost.evidence.linkage.codes import encode_for_linkage, parts

    people = who.select(
        "forename",
        "surname",
        sex=pl.when(pl.col("sex") == 0).then(pl.lit("M")).otherwise(pl.lit("F")),
        born=(pl.date(1970, 1, 1) + pl.duration(days=pl.col("born"))).cast(pl.Date),
        postcode=pl.lit(None, pl.String),
    ).sample(fraction=1, shuffle=True, seed=1)
    half = people.height // 2
    sent, listed = people[:half], parts(people[half:])
    said = parts(sent)
    bits = {"salt": (), "fill": "each token", "bits": 5}
    schemes: dict[str, tuple[dict[str, object], Callable[[list[str]], list[str]]]] = {
        "no hardening, as clkhash": (bits, same),
        "a constant number of bits": ({"salt": ()}, same),
        "folded in half": ({"salt": (), "length": 512}, folded),
        "with the complement, in a secret order": ({"salt": ()}, with_complement),
        "2% of the bits flipped": ({"salt": ()}, lambda codes: noisy(codes, 0.02)),
        "5% of the bits flipped": ({"salt": ()}, lambda codes: noisy(codes, 0.05)),
        "10% of the bits flipped": ({"salt": ()}, lambda codes: noisy(codes, 0.10)),
        "salted with the year of birth": ({"salt": ("year",)}, same),
        "salted with the date of birth (ours)": ({}, same),
    }
    lists = {name: common(listed, name) for name in ("forename", "surname")}
    print(f"{half:,} people attacked with the names of {half:,} others; names given back")
    print(f"  {'':40} forenames  surnames")
    best = [float((said[name] == names[0]).mean()) for name, (names, _) in lists.items()]
    print(f"  {'guessing the commonest name':40} {best[0]:9.4f} {best[1]:9.4f}")
    for label, (changed, hardened) in schemes.items():
        codes = encode_for_linkage(sent, KEY, schema=with_filters(changed))
        rates = [
            right(codes[f"{name}_code"].to_list(), said[name], *lists[name], hardened)
            for name in lists
        ]
        print(f"  {label:40} {rates[0]:9.4f} {rates[1]:9.4f}", flush=True)
    print("the same to one who knows of each code what its salt is, in the largest groups")
    for label, salt in (("year of birth", "year"), ("date of birth (ours)", "born")):
        codes = encode_for_linkage(sent, KEY, schema=with_filters({"salt": (salt,)}))
        groups = said.with_columns(codes["forename_code"], codes["surname_code"])
        groups = sorted(groups.partition_by(salt), key=lambda each: -each.height)[:GROUPS]
        found = dict.fromkeys(lists, 0.0)
        guessed = dict(found)
        for group in groups:
            for name, (names, shares) in lists.items():
                told = group[f"{name}_code"].to_list()
                found[name] += right(told, group[name], names, shares) * group.height
                guessed[name] += float((group[name] == names[0]).sum())
        every = sum(group.height for group in groups)
        print(
            f"  {label:22} {every:6,} people {found['forename'] / every:9.4f} "
            f"{found['surname'] / every:9.4f}   guessing {guessed['forename'] / every:.4f} "
            f"{guessed['surname'] / every:.4f}",
            flush=True,
        )


def with_filters(changed: dict[str, object]) -> CodeSchema:
    """Return the schema with other settings of its filters."""
    codes = (
        code if code.kind is Kind.TOKEN else code.model_copy(update=changed)
        for code in PEOPLE.codes
    )
    return PEOPLE.model_copy(update={"codes": tuple(codes)})


def common(listed: pl.DataFrame, name: str) -> tuple[list[str], np.ndarray]:
    """Return the commonest names of people who are not in the file, with their shares."""
    counts = listed[name].drop_nulls().value_counts(sort=True)
    counts = counts.sort("count", name, descending=[True, False]).head(COMMON_NAMES)
    return counts[name].to_list(), (counts["count"] / listed.height).to_numpy()


def same(codes: list[str]) -> list[str]:
    """Return codes as they are."""
    return codes


def right(
    codes: list[str | None],
    truth: pl.Series,
    names: list[str],
    shares: np.ndarray,
    hardened: Callable[[list[str]], list[str]] = same,
) -> float:
    """Return the share of people whose name the attacker says."""
    told = [name for code, name in zip(codes, truth, strict=True) if code is not None]
    guessed = attack.guess_names(hardened([code for code in codes if code]), names, shares)
    return sum(one == other for one, other in zip(guessed, told, strict=True)) / len(codes)


def folded(codes: list[str]) -> list[str]:
    """Return codes folded in half by "either, not both"."""
    bits = attack.as_bits(codes).astype(bool)
    half = bits.shape[1] // 2
    return attack.as_codes(bits[:, :half] ^ bits[:, half:])


def with_complement(codes: list[str]) -> list[str]:
    """Return codes beside their complement, in one secret order."""
    bits = attack.as_bits(codes).astype(bool)
    order = np.random.default_rng(5).permutation(2 * bits.shape[1])
    return attack.as_codes(np.hstack([bits, ~bits])[:, order])


def noisy(codes: list[str], share: float) -> list[str]:
    """Return codes with flipped bits, as the attacker has put them right."""
    bits = attack.as_bits(codes).astype(bool)
    flips = np.random.default_rng(6).random(bits.shape) < share
    return attack.without_noise(attack.as_codes(bits ^ flips))


if __name__ == "__main__":
    main()
