"""Declarations are found by folder, frozen, and have one name each."""

import sys
from types import ModuleType

import pytest
from pydantic import ValidationError

from fingerpost.evidence.core.declarations import Declaration, discover
from fingerpost.evidence.core.errors import FingerpostError


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    folder = tmp_path / "made_up_catalogue"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.startswith("made_up_catalogue")]:
        del sys.modules[name]


def write(folder, file, *names):
    lines = ["from fingerpost.evidence.core.declarations import Declaration"]
    lines += [f"D{i} = Declaration(name={name!r})" for i, name in enumerate(names)]
    (folder / f"{file}.py").write_text("\n".join(lines))


def load() -> ModuleType:
    import importlib

    return importlib.import_module("made_up_catalogue")


def test_declarations_are_found_in_name_order(catalogue):
    write(catalogue, "zebra", "apple")
    write(catalogue, "ant", "pear", "fig")
    assert list(discover(load(), Declaration)) == ["apple", "fig", "pear"]


def test_a_name_used_twice_is_refused(catalogue):
    write(catalogue, "one", "apple")
    write(catalogue, "two", "apple")
    with pytest.raises(FingerpostError, match="already used"):
        discover(load(), Declaration)


def test_a_file_that_declares_nothing_is_refused(catalogue):
    (catalogue / "nothing.py").write_text("")
    with pytest.raises(FingerpostError, match="declares no Declaration"):
        discover(load(), Declaration)


def test_a_declaration_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Declaration(name="apple").name = "pear"


@pytest.mark.parametrize("name", ["Apple", "an apple", "", "9apples", "apple-pie"])
def test_names_are_snake_case(name):
    with pytest.raises(ValidationError, match="pattern"):
        Declaration(name=name)
