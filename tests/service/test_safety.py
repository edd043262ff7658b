"""Unsafe settings are refused: by the environment, by Django's check, and by the web server."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from tests.service.conftest import WORKSPACE

from fingerpost.service.config.environment import Environment, Mode, SettingsError
from fingerpost.service.config.safety import problems

PRODUCTION = {
    "FINGERPOST_WORKSPACE": str(WORKSPACE),
    "FINGERPOST_MODE": "production",
    "FINGERPOST_HOSTS": "fingerpost.example.org",
    "DATABASE_URL": "postgresql://fingerpost_service@/fingerpost",
    "FINGERPOST_EVIDENCE_HOLDER": "fenmark-council",
}


@pytest.fixture
def real_workspace(tmp_path):
    """A workspace in which people are real."""
    (tmp_path / "fingerpost.toml").write_text('[partnership]\nname = "Fenmark"\n')
    return tmp_path


def said(**more: str) -> dict[str, str]:
    return {key: value for key, value in {**PRODUCTION, **more}.items() if value}


def test_what_is_safe_is_read() -> None:
    read = Environment.read(said())
    assert (read.mode, read.is_https, read.hosts) == (
        Mode.PRODUCTION,
        True,
        ("fingerpost.example.org",),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"FINGERPOST_HOSTS": ""}, "FINGERPOST_HOSTS", id="no host"),
        pytest.param({"FINGERPOST_HOSTS": "*"}, "FINGERPOST_HOSTS", id="every host"),
        pytest.param({"FINGERPOST_HOSTS": "a.example, *"}, "FINGERPOST_HOSTS", id="a star among"),
        pytest.param({"FINGERPOST_HTTPS": "no"}, "unencrypted", id="http only"),
        pytest.param(
            {"FINGERPOST_HTTPS": "no", "FINGERPOST_HOSTS": "localhost,a.example"},
            "unencrypted",
            id="http only, not all hosts local",
        ),
        pytest.param({"FINGERPOST_MODE": "prodction"}, "is not one of", id="no such mode"),
        pytest.param({"DATABASE_URL": ""}, "DATABASE_URL", id="no database"),
        pytest.param(
            {"FINGERPOST_SECRET_KEY_FILE": "/nowhere/key"}, "names no file", id="a missing key"
        ),
        pytest.param(
            {"FINGERPOST_METRICS_TOKEN_FILE": "/nowhere/token"}, "TOKEN_FILE", id="no token"
        ),
    ],
)  # fmt: skip
def test_what_is_not_safe_is_refused_with_what_to_do(change, words) -> None:
    with pytest.raises(SettingsError, match=words) as refused:
        Environment.read(said(**change))
    assert refused.value.do
    assert refused.value.exit_code == 51


def test_http_is_for_this_machine_alone() -> None:
    local = said(FINGERPOST_HTTPS="no", FINGERPOST_HOSTS="localhost,127.0.0.1")
    assert not Environment.read(local).is_https


@pytest.mark.parametrize(
    "name", ["FINGERPOST_SECRET_KEY_FILE", "FINGERPOST_METRICS_TOKEN_FILE"]
)
def test_a_short_secret_is_refused(tmp_path, name) -> None:
    (tmp_path / "secret").write_text("x" * 31)
    with pytest.raises(SettingsError, match="shorter than"):
        Environment.read(said(**{name: str(tmp_path / "secret")}))


def test_a_demo_of_real_people_is_refused(real_workspace) -> None:
    with pytest.raises(SettingsError, match="synthetic"):
        Environment.read(said(FINGERPOST_WORKSPACE=str(real_workspace), FINGERPOST_MODE="demo"))


SAFE = {
    "DEBUG": False,
    "SECRET_KEY": "k" * 50,
    "MODE": Mode.PRODUCTION,
    "SECOND_FACTOR": True,
    "IS_DEMO": False,
    "IS_SYNTHETIC": False,
    "ALLOWED_HOSTS": ["fingerpost.example.org"],
    "EVIDENCE_HOLDER": "fenmark-council",
    "SECURE_SSL_REDIRECT": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


@pytest.mark.parametrize(
    ("change", "names"),
    [
        pytest.param({}, [], id="safe"),
        pytest.param({"DEBUG": True}, ["debug"], id="debug"),
        pytest.param({"SECRET_KEY": "k" * 49}, ["secret_key"], id="short key"),
        pytest.param({"SECRET_KEY": ""}, ["secret_key"], id="no key"),
        pytest.param({"SECOND_FACTOR": False}, ["second_factor"], id="no second factor"),
        pytest.param({"ALLOWED_HOSTS": ["*"]}, ["hosts"], id="every host"),
        pytest.param({"ALLOWED_HOSTS": []}, ["hosts"], id="no host"),
        pytest.param({"SECURE_SSL_REDIRECT": False}, ["https"], id="no redirect"),
        pytest.param({"SESSION_COOKIE_SECURE": False}, ["https"], id="cookie by http"),
        pytest.param(
            {"SECURE_SSL_REDIRECT": False, "ALLOWED_HOSTS": ["localhost"]}, [], id="local only"
        ),
        pytest.param({"EVIDENCE_HOLDER": ""}, ["evidence_holder"], id="no holder of evidence"),
        pytest.param(
            {"EVIDENCE_HOLDER": "", "MODE": Mode.DEVELOPMENT}, [], id="no holder, development"
        ),
        pytest.param({"IS_DEMO": True}, ["demo", "demo"], id="a demo of real people"),
        pytest.param({"IS_DEMO": True, "IS_SYNTHETIC": True}, ["demo"], id="production a demo"),
        pytest.param(
            {"MODE": Mode.DEVELOPMENT, "SECOND_FACTOR": False}, ["second_factor"], id="development"
        ),
        pytest.param(
            {"MODE": Mode.DEMO, "IS_DEMO": True, "IS_SYNTHETIC": True, "SECOND_FACTOR": False},
            [],
            id="a demo",
        ),
    ],
)  # fmt: skip
def test_what_the_settings_became_is_checked(change, names) -> None:
    found = [one.id for one in problems(SimpleNamespace(**{**SAFE, **change}))]
    assert found == [f"fingerpost.{name}" for name in names]


@pytest.mark.parametrize(
    ("mode", "is_asked"), [("production", True), ("development", True), ("demo", False)]
)
def test_a_second_factor_is_asked_for_everywhere_but_in_a_demo(mode, is_asked) -> None:
    done = in_python("print(settings.SECOND_FACTOR, settings.DEBUG)", FINGERPOST_MODE=mode)
    assert done.stdout.split() == [str(is_asked), "False"]


def test_djangos_own_check_for_deployment_finds_nothing() -> None:
    done = run("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


UNSAFE = "settings.SECOND_FACTOR = False\n"


def test_django_checks_it_too() -> None:
    done = in_python(
        UNSAFE + "from django.core.management import call_command\ncall_command('check')"
    )
    assert "fingerpost.second_factor" in done.stderr
    assert done.returncode == 1


def test_the_web_server_does_not_start_with_what_is_not_safe() -> None:
    server = "import fingerpost.service.config.wsgi"
    assert in_python(server).returncode == 0
    done = in_python(UNSAFE + server)
    assert "SettingsError" in done.stderr
    assert done.returncode == 1


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    plain = {key: value for key, value in os.environ.items() if "FINGERPOST" not in key}
    environment = {**plain, **said(**more)}
    environment["DJANGO_SETTINGS_MODULE"] = "fingerpost.service.config.settings"
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def in_python(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    begin = "import django\nfrom django.conf import settings\ndjango.setup()\n"
    return run("-c", begin + code, **more)
