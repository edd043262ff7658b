"""What the repository promises about itself: rooms, records, words, pages."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src/fingerpost"
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def rooms_in_the_tree() -> set[str]:
    evidence = SOURCE / "evidence"
    packages = {f"evidence/{path.parent.name}" for path in evidence.glob("*/__init__.py")}
    modules = {f"evidence/{path.name}" for path in evidence.glob("[a-z]*.py")}
    service = {f"service/{path.parent.name}" for path in SOURCE.glob("service/*/__init__.py")}
    halves = {path.parent.name for path in SOURCE.glob("*/__init__.py")} - {
        "evidence",
        "service",
    }
    return packages | modules | service | halves


def test_the_table_of_rooms_is_the_tree():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    table = set(re.findall(r"^\| `([a-z_./]+)` \|", text, re.MULTILINE))
    assert table == rooms_in_the_tree()


@pytest.mark.parametrize("room", sorted(rooms_in_the_tree() - {"cli"}))
def test_a_room_says_what_comes_in_and_goes_out(room):
    path = SOURCE / room
    module = path if path.suffix else path / "__init__.py"
    docstring = " ".join((ast.get_docstring(ast.parse(module.read_text())) or "").split())
    assert "Comes in:" in docstring
    assert "Goes out:" in docstring


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert not [path for path in SOURCE.rglob("*.py") if path.name in drawers]


def test_each_dependency_says_where_it_is_used():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    asked = [line for line in lines if re.match(r'^  "[a-z].*[<>=].*",', line)]
    assert len(asked) > 10
    assert not [line for line in asked if "# " not in line]


def test_every_room_not_yet_built_has_its_place_in_the_import_contracts():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c for c in contracts["contracts"] if c.get("exhaustive"))["layers"]
    names = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    built = {Path(room).stem for room in rooms_in_the_tree() if room.startswith("evidence/")}
    assert built <= names
    text = (ROOT / "ARCHITECTURE.md").read_text()
    for name in names - built:
        assert f"`{name}`" in text, f"ARCHITECTURE.md does not speak of {name}"


@pytest.mark.parametrize("record", [pytest.param(path, id=path.stem[:3]) for path in DECISIONS])
def test_a_decision_record_is_short_and_whole(record):
    text = record.read_text()
    assert len(text.splitlines()) <= 40
    assert re.match(rf"# {record.stem[:3]} .+\n\nDate: \d{{4}}-\d\d-\d\d · Status: \w+", text)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Options", "Decision", "Consequences"]
    assert "- Bad:" in text, "every decision costs something"
    assert record.name in (ROOT / "docs/decisions/index.md").read_text()


def test_each_word_of_the_glossary_stands_once_and_in_order():
    lines = (ROOT / "docs/reference/glossary.md").read_text().splitlines()
    terms = [line.split(" | ")[0].strip("| ") for line in lines if line.startswith("| ")][1:]
    assert len(terms) > 60
    assert len(terms) == len(set(terms))
    in_order = sorted(terms, key=lambda term: term.lower().replace("'", ""))
    assert terms == in_order


def test_the_changelog_begins_with_what_is_not_released():
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(name):
    text = (ROOT / name).read_text()
    for target in re.findall(r"\]\(([^)#]+)", text):
        if not target.startswith("https://") and not target.startswith("docs/images/"):
            assert (ROOT / target).exists(), target
