"""What the environment says: which workspace, which database, who may call, how careful to be."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fingerpost.evidence.core.errors import FingerpostError

SHORTEST_KEY = 50
SHORTEST_TOKEN = 32
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


class SettingsError(FingerpostError):
    """The environment says something that cannot be, or leaves out what must be said."""

    exit_code = 51


class Mode(StrEnum):
    """How careful the service is. Only a synthetic workspace may be shown as a demo."""

    PRODUCTION = "production"
    DEMO = "demo"  # made-up people, printed sign-ins, no second factor, and every page says so
    DEVELOPMENT = "development"


@dataclass(frozen=True)
class Mail:
    """The server that sends e-mails, always reached with TLS."""

    host: str
    port: int
    sender: str
    user: str
    password: str


@dataclass(frozen=True)
class Environment:
    """The settings that differ from machine to machine; everything else is in `settings.py`."""

    mode: Mode
    workspace: Path
    database_url: str
    hosts: tuple[str, ...]
    secret_key: str
    is_https: bool
    is_synthetic: bool
    partnership: str
    evidence_holder: str  # the short name of the agency that keeps the evidence; "": not said
    metrics_token: str
    address: str  # under which people reach it, such as "https://fingerpost.example.org"
    mail: Mail | None  # None: written to files

    @property
    def is_demo(self) -> bool:
        """Whether everybody on it is made up."""
        return self.mode is Mode.DEMO

    @classmethod
    def read(cls, said: Mapping[str, str] = os.environ) -> Environment:
        """Read the environment.

        FINGERPOST_WORKSPACE, DATABASE_URL, FINGERPOST_MODE (production if not said),
        FINGERPOST_HOSTS (separated by commas), FINGERPOST_SECRET_KEY_FILE (by default
        `keys/service.secret` in the workspace, made on first use), FINGERPOST_HTTPS ("no" only
        where every host is this machine), FINGERPOST_EVIDENCE_HOLDER (the short name of the agency
        that keeps the evidence: files land if an agreement lets their sender give them to it; in
        production it must be said), FINGERPOST_METRICS_TOKEN_FILE (what a watcher on another machine
        must show), FINGERPOST_ADDRESS (under which e-mails and calendars say the service is; made
        from the first host if not said), FINGERPOST_MAIL_SERVER, FINGERPOST_MAIL_FROM,
        FINGERPOST_MAIL_USER and FINGERPOST_MAIL_PASSWORD_FILE (who sends e-mails; written to files if
        not said).

        Raises
        ------
        SettingsError
            Naming the variable and what to do.
        """
        folder = said.get("FINGERPOST_WORKSPACE", "")
        if not folder:
            raise SettingsError(
                "FINGERPOST_WORKSPACE is not set",
                do="Set it to the folder with fingerpost.toml, or start with: fingerpost serve FOLDER",
            )
        workspace = Path(folder).resolve()
        try:
            content = tomllib.loads((workspace / "fingerpost.toml").read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(
                "FINGERPOST_WORKSPACE names a folder without a readable fingerpost.toml",
                where=str(workspace),
                do="Make a workspace: fingerpost init FOLDER",
            ) from error
        partnership = content.get("partnership", {})
        try:
            mode = Mode(said.get("FINGERPOST_MODE", Mode.PRODUCTION))
        except ValueError as error:
            raise SettingsError(
                "FINGERPOST_MODE is not one of production, demo, development", do="Mend it."
            ) from error
        is_synthetic = bool(partnership.get("synthetic", False))
        if mode is Mode.DEMO and not is_synthetic:
            raise SettingsError(
                "a demo needs a synthetic workspace, in which nobody is real",
                where=str(workspace),
                do="Make one: fingerpost demo. For real people leave FINGERPOST_MODE out.",
            )
        url = said.get("DATABASE_URL", "")
        if not url:
            raise SettingsError(
                "DATABASE_URL is not set", do="Set it, or start with: fingerpost serve FOLDER"
            )
        hosts = tuple(
            host.strip() for host in said.get("FINGERPOST_HOSTS", "").split(",") if host.strip()
        )
        is_https = (
            said.get("FINGERPOST_HTTPS", "yes" if mode is Mode.PRODUCTION else "no") != "no"
        )
        if mode is Mode.PRODUCTION:
            _refuse_unsafe(hosts, is_https)
        return cls(
            mode=mode,
            workspace=workspace,
            database_url=url,
            hosts=hosts or ("localhost", "127.0.0.1", "[::1]"),
            secret_key=_secret_key(workspace, said.get("FINGERPOST_SECRET_KEY_FILE", "")),
            is_https=is_https,
            is_synthetic=is_synthetic,
            partnership=str(partnership.get("name", "The partnership")),
            evidence_holder=said.get("FINGERPOST_EVIDENCE_HOLDER", "").strip(),
            metrics_token=_metrics_token(said.get("FINGERPOST_METRICS_TOKEN_FILE", "")),
            address=_address(said.get("FINGERPOST_ADDRESS", ""), hosts, is_https),
            mail=_mail(said) if mode is Mode.PRODUCTION else None,
        )


def are_local(hosts: Iterable[str]) -> bool:
    """Tell whether there are hosts, and every one of them is this machine."""
    named = set(hosts)
    return bool(named) and named <= LOCAL


def _refuse_unsafe(hosts: tuple[str, ...], is_https: bool) -> None:
    if not hosts or "*" in hosts:
        raise SettingsError(
            "FINGERPOST_HOSTS does not say under which names the service is reached",
            do="Set it, such as FINGERPOST_HOSTS=fingerpost.example.org. A star is not safe.",
        )
    if not is_https and not are_local(hosts):
        raise SettingsError(
            "FINGERPOST_HTTPS=no would send pages and cookies over a network unencrypted",
            do="Leave it out, and put a proxy in front that speaks HTTPS.",
        )


def _address(said: str, hosts: tuple[str, ...], is_https: bool) -> str:
    if said and not said.startswith(("https://", "http://")):
        raise SettingsError(
            "FINGERPOST_ADDRESS is not an address",
            do="Set it, such as FINGERPOST_ADDRESS=https://fingerpost.example.org.",
        )
    made = f"{'https' if is_https else 'http'}://{hosts[0] if hosts else 'localhost'}"
    return (said or made).rstrip("/")


def _mail(said: Mapping[str, str]) -> Mail | None:
    server = said.get("FINGERPOST_MAIL_SERVER", "")
    if not server:
        return None
    host, _, port = server.partition(":")
    sender = said.get("FINGERPOST_MAIL_FROM", "")
    if not host or not port.isdigit() or "@" not in sender:
        raise SettingsError(
            "FINGERPOST_MAIL_SERVER or FINGERPOST_MAIL_FROM does not say how e-mails are sent",
            do="Set both, such as smtp.example.org:587 and fingerpost@example.org.",
        )
    named = said.get("FINGERPOST_MAIL_PASSWORD_FILE", "")
    try:
        password = Path(named).read_text(encoding="utf-8").strip() if named else ""
    except OSError as error:
        raise SettingsError(
            "FINGERPOST_MAIL_PASSWORD_FILE names no file that can be read", do="Make it."
        ) from error
    return Mail(host, int(port), sender, said.get("FINGERPOST_MAIL_USER", ""), password)


def _metrics_token(named: str) -> str:
    if not named:
        return ""
    try:
        token = Path(named).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            "FINGERPOST_METRICS_TOKEN_FILE names no file that can be read",
            do="Make it, with 32 random characters.",
        ) from error
    if len(token) < SHORTEST_TOKEN:
        raise SettingsError(
            f"the token for metrics is shorter than {SHORTEST_TOKEN} characters",
            where=named,
            do="Make a longer one.",
        )
    return token


def _secret_key(workspace: Path, named: str) -> str:
    path = Path(named) if named else workspace / "keys" / "service.secret"
    if not path.is_file():
        if named:
            raise SettingsError(
                "FINGERPOST_SECRET_KEY_FILE names no file",
                do="Make it, with 50 random characters.",
            )
        path.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text(encoding="utf-8").strip()
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < SHORTEST_KEY:
        raise SettingsError(
            f"the secret key is shorter than {SHORTEST_KEY} characters",
            where=str(path),
            do="Make a longer one.",
        )
    return key
