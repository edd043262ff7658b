"""Make official_python.json with the department's own Python package, in an environment of its own.

    python -m venv apart && apart/bin/pip install phstatsmethods==0.1.16
    apart/bin/python tests/golden/statistics/official_python.py

The package is GPL-3: it is called, its figures are kept, none of its code is.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from PHStatsMethods import (
    ph_dsr,
    ph_ISRate,
    ph_ISRatio,
    ph_mean,
    ph_proportion,
    ph_quantile,
    ph_rate,
)

random = np.random.default_rng(20261125)
BANDS = [*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+"]


def three(frame):
    """Return value, lower and upper of each row; None where the package gives none."""
    columns = ["Value", *(c for c in frame.columns if c.startswith(("lower", "upper")))]
    rows = frame[columns].astype(float).to_numpy()
    return [[None if np.isnan(number) else number for number in row] for row in rows.tolist()]


def ages(events, people):
    return pd.DataFrame({"x": events, "n": people, "age": BANDS})


def made():
    """Return inputs and what the package makes of them."""
    people = random.integers(8, 40_000, 25)
    of = pd.DataFrame({"x": random.integers(0, people + 1), "n": people, "row": range(25)})
    of.loc[:3, "x"] = [0, 1, 9, int(of.n[3])]
    events = np.array([*range(1, 13), *random.integers(13, 900, 13)])
    rates = pd.DataFrame({"x": events, "n": random.integers(900, 90_000, 25), "row": range(25)})
    for level in (0.95, 0.998):
        name = f"{level:g}"
        yield (
            "proportion",
            name,
            {"x": of.x.tolist(), "n": of.n.tolist(), "confidence": level},
            three(ph_proportion(of, "x", "n", "row", confidence=level)),
        )
        yield (
            "rate",
            name,
            {"x": rates.x.tolist(), "n": rates.n.tolist(), "confidence": level},
            three(ph_rate(rates, "x", "n", "row", confidence=level)),
        )
        values = pd.DataFrame({"x": random.gamma(2, 9, 40), "group": [0, 1, 2, 3] * 10})
        yield (
            "mean",
            name,
            {"x": values.x.tolist(), "group": values.group.tolist(), "confidence": level},
            three(ph_mean(values, "x", "group", confidence=level)),
        )
    for number, mean in enumerate((0.4, 0.5, 1, 4, 30, 200)):
        population = random.integers(400, 60_000, 19)
        area = ages(random.poisson(mean, 19), population)
        standard = ages(random.poisson(900, 19) + 1, random.integers(60_000, 900_000, 19))
        one = {"x": area.x.tolist(), "n": area.n.tolist(), "confidence": 0.95}
        two = {**one, "x_ref": standard.x.tolist(), "n_ref": standard.n.tolist()}
        yield "dsr", str(number), one, three(ph_dsr(area, "x", "n", "age"))
        reference = {"ref_df": standard.rename(columns={"x": "rx", "n": "rn", "age": "of"})}
        reference |= {"ref_join_left": "age", "ref_join_right": "of"}
        yield (
            "is_rate",
            str(number),
            two,
            three(ph_ISRate(area, "x", "n", "rx", "rn", **reference)),
        )
        yield (
            "is_ratio",
            str(number),
            two,
            three(ph_ISRatio(area, "x", "n", "rx", "rn", **reference)),
        )
    for groups in (4, 5, 10):
        x = random.integers(0, 40, 33) / 2
        for invert in (True, False):
            found = ph_quantile(pd.DataFrame({"x": x}), "x", nquantiles=groups, invert=invert)
            inputs = {"x": x.tolist(), "groups": groups, "highest_first": invert}
            yield "quantile", f"{groups} {invert}", inputs, found["quantile"].tolist()


if __name__ == "__main__":
    told = [
        {"method": method, "name": name, **inputs, "found": found}
        for method, name, inputs, found in made()
    ]
    lines = ",\n".join(json.dumps(one) for one in told)
    path = Path(__file__).with_suffix(".json")
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
