"""Settings that are wrong say which key, where, and what to do."""

import pytest

from fingerpost.evidence.core.errors import WorkspaceError
from fingerpost.evidence.lake import Workspace


def test_a_new_workspace_opens_and_ignores_what_runs_make(tmp_path):
    made = Workspace.create(tmp_path / "new")
    assert made.partnership.name == "Cambridgeshire and Peterborough"
    assert len(made.partnership.districts) == 6
    assert made.inbox.is_dir()
    ignored = (made.root / ".gitignore").read_text().split()
    assert {"/lake/", "/vault/", "/keys/"} <= set(ignored)
    assert made.key_file == made.root / "keys" / "linkage.key"
    assert not made.key_file.exists()  # made with the first file about people


def test_a_folder_with_files_is_not_made_into_a_workspace(tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(WorkspaceError, match="not empty"):
        Workspace.create(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep me"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param(
            'force_name = "C', 'forse_name = "C', "did you mean force_name", id="a misspelt key"
        ),
        pytest.param(
            'name = "Cambridgeshire and Peterborough"',
            "",
            "partnership.name is missing",
            id="a missing key",
        ),
        pytest.param(
            'engine = "duckdb"', 'engine = "abacus"', "engine", id="an unknown engine"
        ),
        pytest.param("[partnership]", "[partnership", "cannot be read", id="broken settings"),
        pytest.param("key_file", "keyfile", "did you mean key_file", id="a misspelt vault key"),
        pytest.param('"keys/linkage.key"', '""', "vault.key_file", id="no file for the key"),
    ],
)
def test_wrong_settings_are_explained(tmp_path, old, new, words):
    made = Workspace.create(tmp_path / "ws")
    path = made.root / "fingerpost.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(WorkspaceError, match=words):
        Workspace.open(made.root)


def test_a_folder_without_settings_is_no_workspace(tmp_path):
    with pytest.raises(WorkspaceError, match="fingerpost init"):
        Workspace.open(tmp_path)
