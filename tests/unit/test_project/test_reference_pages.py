"""The reference pages are what the declarations say now, and the site asks nobody for anything."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from fingerpost.evidence.core.codelists import Codelist
from fingerpost.evidence.core.declarations import Declaration
from fingerpost.evidence.early_warning.rules import WarningRule
from fingerpost.evidence.measures.declaration import Measure
from fingerpost.evidence.sources.declaration import Source

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"


def _load_generator():
    spec = importlib.util.spec_from_file_location("generator", DOCS / "generate_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATOR = _load_generator()
PAGES = GENERATOR.pages()


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in PAGES])
def test_a_page_is_fresh(path):
    assert path.exists(), "run: make docs"
    assert path.read_text(encoding="utf-8") == PAGES[path], "stale; run: make docs"


@pytest.mark.parametrize(
    ("catalogue", "kind", "page"),
    [
        pytest.param("sources.catalogue", Source, "sources.md", id="sources"),
        pytest.param("sources.codelists", Codelist, "codelists.md", id="codelists"),
        pytest.param("measures.catalogue", Measure, "measures.md", id="measures"),
        pytest.param(
            "early_warning.catalogue", WarningRule, "warning-rules.md", id="warning rules"
        ),
        pytest.param(
            "disclosure.catalogue", Declaration, "disclosure-rules.md", id="disclosure rules"
        ),
    ],
)
def test_each_declaration_has_its_section(catalogue, kind, page):
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    for declaration in GENERATOR.found(catalogue, kind):
        assert f"{{ #{declaration.name} }}" in text


def test_the_pages_are_the_same_each_time():
    assert GENERATOR.pages() == PAGES


# -- commands in the prose ------------------------------------------------------------------------


def commands_in_prose() -> list[tuple[str, str]]:
    places = [*DOCS.glob("**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    found = []
    for path in sorted(places):
        if path.name == "cli.md":
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.strip().removeprefix(".venv/bin/")
            if text.startswith("fingerpost "):
                found.append((str(path.relative_to(ROOT)), text.split("  #")[0]))
    return found


@pytest.mark.parametrize(
    ("path", "line"), [pytest.param(*item, id=" ".join(item)) for item in commands_in_prose()]
)
def test_a_command_in_the_prose_exists(path, line):
    cli = pytest.importorskip("fingerpost.cli")
    if not hasattr(cli, "app"):
        pytest.skip("the command line is not there yet")
    from typer.main import get_command

    command = get_command(cli.app)
    words = shlex.split(line)[1:]
    if words[0] in {"--workspace", "-w"}:
        words = words[2:]
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    is_group = getattr(command, "commands", None)
    may_stand_alone = getattr(command, "invoke_without_command", False)
    assert not is_group or may_stand_alone, f"{path}: {line} is no command"
    options = {name for parameter in command.params for name in parameter.opts}
    for word in words:
        if word.startswith("--"):
            assert word.split("=")[0] in options, f"{path}: {line}: no option {word}"


# -- the site -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site and return its folder."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True))
    return folder


def test_the_site_fetches_nothing_from_elsewhere(site):
    fetching = re.compile(
        r"<(?:script|img|iframe|source|video)[^>]+src=\"(?:https?:)?//[^\"]+"
        r"|<link[^>]+rel=\"(?:stylesheet|preconnect|preload|icon|dns-prefetch)\"[^>]*"
        r"href=\"(?:https?:)?//[^\"]+"
        r"|<link[^>]+href=\"(?:https?:)?//[^\"]+\"[^>]*rel=\"(?:stylesheet|preconnect|preload)"
    )
    pages = list(site.rglob("*.html"))
    assert len(pages) > 15
    assert not [
        (page.name, hit) for page in pages for hit in fetching.findall(page.read_text())
    ]
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//", sheet.read_text()), sheet.name


def test_the_script_that_writes_pages_is_not_a_page(site):
    assert not list(site.rglob("*.py"))
