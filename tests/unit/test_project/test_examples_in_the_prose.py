"""The declarations that the how-to pages show are ones that would be accepted."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np

from fingerpost.evidence import early_warning
from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.declarations import Declaration, discover
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.disclosure import catalogue as rules
from fingerpost.evidence.measures import declaration as measures
from fingerpost.evidence.sources.declaration import Source

DOCS = Path(__file__).parents[3] / "docs"


def python_in(page: str) -> str:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)
    assert len(blocks) == 1
    return blocks[0]


def test_the_source_can_be_declared_as_shown():
    names = {}
    exec(python_in("how-to/add-a-source.md"), names)
    (source,) = [value for value in names.values() if isinstance(value, Source)]
    assert source.disclosure in discover(rules, Declaration)


def test_the_measure_can_be_declared_as_shown():
    names = {**vars(measures), "date": date, "AreaKind": AreaKind, "PeriodKind": PeriodKind}
    before = set(names)
    exec(python_in("how-to/add-a-measure.md"), names)
    (name,) = set(names) - before
    assert isinstance(names[name], measures.Measure)
    assert names[name].is_computed


def test_each_period_code_in_the_machine_interface_is_understood():
    text = (DOCS / "reference/machine-interface.md").read_text()
    section = text.partition("## Periods")[2].partition("\n## ")[0]
    codes = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert {Period.parse(code).kind for code in codes} == set(PeriodKind)
    assert [Period.parse(code).code for code in codes] == codes


def test_each_exit_code_of_an_error_is_in_the_machine_interface():
    from fingerpost.evidence.core import errors

    text = (DOCS / "reference/machine-interface.md").read_text()
    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(error, errors.FingerpostError):
            assert f"| {error.exit_code} |" in text, error.__name__


def test_late_reports_are_tested_as_shown():
    generator = np.random.default_rng(1)
    as_of = date(2026, 11, 1)
    happened = np.datetime64(as_of) - generator.integers(350 * 7, size=9000)
    names = {
        **vars(early_warning),
        "as_of": as_of,
        "happened": happened,
        "known": happened + generator.integers(40, size=9000),
    }
    exec(python_in("explanation/early-warning.md"), names)
    assert names["estimated"].status.tolist()[0] == "ok"
    assert not (names["firm"].alarm & ~names["estimated"].alarm).any()


def test_the_scan_prints_what_is_shown(capsys):
    page = "explanation/space-time-scan.md"
    exec(python_in(page), {})
    (shown,) = re.findall(r"```\n(\('area.*?)```", (DOCS / page).read_text(), re.DOTALL)
    assert capsys.readouterr().out == shown
