"""Setting up: what happens where uv, pip, the network or the right to install are missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

SAYS_NO = "#!/bin/sh\nexit 1\n"
# A Python that starts, and can neither make an environment nor install.
BARE_PYTHON = """#!/bin/sh
[ "$1" = --version ] && { echo "Python 3.11.2"; exit 0; }
echo "No module named $2" >&2
exit 1
"""
# A Python without ensurepip, whose pip can only install into a folder (as Debian's may).
TARGET_ONLY_PYTHON = """#!/bin/sh
[ "$1" = --version ] && { echo "Python 3.11.2"; exit 0; }
case "$*" in
    *--target*) mkdir -p .tools/bin; cp "$STUBS/good-uv" .tools/bin/uv; exit 0 ;;
esac
echo "error: externally-managed-environment" >&2
exit 1
"""
GOOD_UV = """#!/bin/sh
[ "$1" = --version ] && { echo "uv 0.9"; exit 0; }
mkdir -p .venv
echo "$*" >.venv/uv-was-told
"""
APT = """#!/bin/sh
case "$*" in *install*chromium*) cp "$STUBS/good-uv" "$STUBS/chromium" ;; esac
"""
SUDO = """#!/bin/sh
shift
exec "$@"
"""
# All that the set-up needs of a machine, besides what each test pretends.
TOOLS = ("sh", "env", "id", "true", "dirname", "mkdir", "cp", "tail", "touch", "cat")
UV_WITHOUT_NETWORK = """#!/bin/sh
[ "$1" = --version ] && { echo "uv 0.9"; exit 0; }
echo "error: could not connect" >&2
exit 2
"""


@pytest.fixture
def machine(tmp_path):
    """Return a function that runs the set-up on a pretended machine with these programs."""

    def run(what: str, **programs: str) -> subprocess.CompletedProcess[str]:
        stubs = tmp_path / "stubs"
        stubs.mkdir()
        # Never the real ones: nothing is installed on the machine that runs this test.
        defaults = {"uv": SAYS_NO, "apt-get": SAYS_NO, "sudo": SAYS_NO, "good-uv": GOOD_UV}
        for tool in TOOLS:
            (stubs / tool).symlink_to(shutil.which(tool))
        for name, text in {**defaults, **programs}.items():
            stub = stubs / name.replace("_", ".")
            stub.write_text(text)
            stub.chmod(0o755)
        (tmp_path / "clone" / "scripts").mkdir(parents=True)
        script = shutil.copy(ROOT / "scripts/set-up.sh", tmp_path / "clone/scripts")
        (tmp_path / "home").mkdir()
        environment = {
            "PATH": str(stubs),
            "HOME": str(tmp_path / "home"),
            "STUBS": str(stubs),
        }
        return subprocess.run(
            ["/bin/sh", script, what],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_uv_that_is_there_is_used(machine, tmp_path):
    done = machine("python", uv=GOOD_UV)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "clone/.venv/uv-was-told").read_text() == "sync --locked --quiet\n"
    assert not (tmp_path / "clone/.tools").exists()


def test_where_python_can_make_no_environment_uv_goes_into_a_folder(machine, tmp_path):
    done = machine("python", python3_11=TARGET_ONLY_PYTHON)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "clone/.venv/uv-was-told").exists()
    assert (tmp_path / "clone/.tools/.gitignore").read_text() == "*\n"


def test_where_nothing_works_it_says_what_to_do(machine):
    done = machine("python", python3_11=BARE_PYTHON)
    assert done.returncode == 1
    assert "uv could not be installed" in done.stderr
    assert "sudo apt-get install python3-venv" in done.stderr
    assert "No module named" in done.stderr, "the reason is shown"


def test_without_the_network_it_says_so(machine):
    done = machine("python", uv=UV_WITHOUT_NETWORK)
    assert done.returncode == 1
    assert "could not connect" in done.stderr
    assert "check that this machine can reach" in done.stderr


def test_without_chromium_it_goes_on_and_says_what_is_skipped(machine):
    done = machine("browser")
    assert done.returncode == 0
    assert "browser tests will be skipped" in done.stderr


def test_chromium_is_installed_where_we_may(machine, tmp_path):
    done = machine("browser", **{"apt-get": APT, "sudo": SUDO})
    assert done.returncode == 0
    assert "skipped" not in done.stderr
    assert (tmp_path / "stubs/chromium").exists()


def test_a_chromium_that_is_there_is_enough(machine, tmp_path):
    done = machine("browser", chromium=SAYS_NO)
    assert done.returncode == 0
    assert done.stderr == ""
    assert not (tmp_path / "clone/.tools").exists()


def test_an_unknown_word_is_wrong_usage(machine):
    done = machine("everything")
    assert done.returncode == 2
    assert "usage" in done.stderr
