"""The service as a person meets it: the real server, a small demo, a browser, and who signs in.

`served` starts `fingerpost serve` once for all tests. A `Visitor` walks the links of the pages that a role
is shown and says what is wrong on each; a page that is added is walked without a line being added here.
"""

from __future__ import annotations

import base64
import hmac
import os
import re
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from axe_playwright_python.sync_playwright import Axe

SETTINGS = """engine = "duckdb"

[partnership]
name = "Fenmark"
code = "X47000001"
synthetic = true
districts = [{ code = "X06000001", name = "Harrowmere" }]

[partnership.police_force]
code = "X23000001"
name = "Fenmark police force area"
force_name = "Fenmark Constabulary"
"""
PROGRAM = Path(sys.executable).with_name("fingerpost")
PATIENCE_SECONDS = 300
WIDTHS = (375, 320)  # a phone; 1280 px at 400% zoom (WCAG 1.4.10)
SIBLINGS = (
    2  # pages of one form (measures, agreements) that are looked at; all where a test is slow
)

# One person of the demo for each role.
ROLES = {
    "administrator": "nadia.farrow",
    "analyst": "priya.nair",
    "linker": "tom.hale",
    "governance": "ruth.adeyemi",
    "manager": "helen.brook",
    "sender": "jo.marsh",
    "reader": "sam.okafor",
    "board": "frances.moor",
    "secretary": "marian.tate",
    "chair": "adrian.lowe",
    "commissioner": "rosalind.chu",
    "volunteer": "dean.whitlock",  # who serves two agencies, and chooses
}
# A pack of the board as it was frozen: a document of its own, outside the service's layout.
FROZEN = re.compile(r"/board/meetings/\d+/pack(/\d+)?$")
# What no page of ours links to, and yet is there for whoever is signed in.
UNLINKED = ("/design/", "/access/choose-agency", "/no-such-page")


@dataclass
class Served:
    """A server that runs."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def password(self) -> str:
        return (self.folder / "keys" / "demo.password").read_text(encoding="utf-8")

    @property
    def log(self) -> str:
        return (self.folder / "service.log").read_text(encoding="utf-8")

    def stop(self) -> int:
        """Stop it as Ctrl+C does; return how it ended."""
        self.process.terminate()
        return self.process.wait(60)


def start(folder: Path, mode: str = "demo") -> Served:
    """Start the service on a free port and wait until it can work."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(str(PROGRAM), "serve", str(folder), "--mode", mode),
                *("--port", str(port), "--workers", "1"),
            ],
            stdout=log,
            stderr=log,
            env=_own_environment(),
        )
    served = Served(f"http://127.0.0.1:{port}", folder, process)
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.url}/health/ready") as answer:
                assert answer.status == 200
                return served
        except (urllib.error.URLError, ConnectionError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            time.sleep(0.3)
    process.terminate()
    raise AssertionError(f"the service did not start:\n{served.log[-3000:]}")


def run(folder: Path) -> None:
    """Do the whole main job on a workspace."""
    subprocess.run(
        [str(PROGRAM), "run", str(folder), "--quiet"],
        env=_own_environment(),
        check=False,  # it says so where rows are refused
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert (folder / "published" / "latest.json").is_file()


def make_demo_people(folder: Path) -> None:
    """Make the people of a demo, for a service that is then started in another mode."""
    said = "from fingerpost.service.config.serving import make_demo_people as make"
    subprocess.run(
        [
            sys.executable,
            "-c",
            f"{said}; from pathlib import Path; make(Path({str(folder)!r}), print)",
        ],
        env=_own_environment(),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def code_of(key: str, at: float) -> str:
    """Return the code that an authenticator app shows at a time for a key (RFC 6238)."""
    counter = struct.pack(">Q", int(at) // 30)
    digest = hmac.new(base64.b32decode(key), counter, "sha1").digest()
    begin = digest[-1] & 15
    number = struct.unpack(">I", digest[begin : begin + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def _own_environment() -> dict[str, str]:
    """Return the environment without what tests beside these set for a service of their own."""
    others = ("FINGERPOST_", "DATABASE_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(others)}


def sign_in(page, served: Served, who: str, role: str = "volunteer") -> None:
    """Sign in by the form, as one of the demo's people; who has two roles acts in this one."""
    page.goto(f"{served.url}/account/login/")
    page.get_by_label("Email").fill(f"{who}@fenmark.example")
    page.get_by_label("Password").fill(served.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()
    if page.get_by_role("heading", name="For which agency do you act?").count():
        page.get_by_label(role).check()
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("heading", name="What needs you today").wait_for()


# What stands for one of many in an address: a number, or an identifier of 32 hexadecimal digits.
ONE_OF_MANY = re.compile(r"/(?:\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=/|$)")


def form_of(address: str) -> str:
    """Return what pages of one form have in common: /agreements/3/print is /agreements/*/print."""
    parts = urlsplit(address)
    path = ONE_OF_MANY.sub("/*", parts.path)
    path = re.sub(r"^(/\w+/(?:measures|pages)/).+", r"\1*", path)
    return path + ("?" if parts.query else "")


@dataclass
class Visitor:
    """A browser's page that notes what goes wrong on each address it is led to."""

    page: object
    home: str
    is_demo: bool = True
    problems: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    visited: list[str] = field(default_factory=list)
    here: str = ""

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.note(f"script failed: {error}"))
        self.page.on("request", self._request)

    def note(self, problem: str) -> None:
        self.problems.append(f"{self.here}: {problem}")

    def _console(self, message) -> None:
        # A page that is not there says so itself.
        if message.type in ("error", "warning") and "no-such-page" not in self.here:
            self.note(f"console: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.note(f"asked {request.url}")

    def walk(
        self, *addresses: str, siblings: int = SIBLINGS, look, known_enough=lambda form: False
    ) -> list[str]:
        """Go to addresses and wherever they lead; `look` says what is wrong on each page.

        Where `known_enough` says so, a form of page is left out: other roles have looked at it.
        """
        waiting = list(addresses)
        known = set(waiting)
        while waiting:
            address = waiting.pop(0)
            form = form_of(address)
            if self.seen[form] >= siblings or (address not in addresses and known_enough(form)):
                continue
            self.seen[form] += 1
            self.go(address)
            self.visited.append(address)
            look(self)
            for link in self.links():
                if link not in known:
                    known.add(link)
                    waiting.append(link)
        return self.visited

    def go(self, address: str) -> None:
        self.here = address
        answer = self.page.goto(self.home + address)
        expected = 404 if "no-such-page" in address else 200
        if answer.status != expected:
            self.note(f"answered {answer.status}")

    def links(self) -> list[str]:
        found = self.page.eval_on_selector_all(
            "a[href]:not([download], [type])", "links => links.map(link => link.href)"
        )
        own = [urldefrag(one)[0] for one in found if one.startswith(f"{self.home}/")]
        return sorted({one.removeprefix(self.home) for one in own})

    def look_at_the_whole(self) -> None:
        """Note what a page must have, and what must fit on a small screen."""
        said = self.page.evaluate(
            """() => ({
                headings: document.querySelectorAll('h1').length,
                title: document.title,
                language: document.documentElement.lang,
                banner: !!document.querySelector('.fp-demo'),
                inline: document.querySelectorAll('[style], script:not([src]), style').length,
                data: document.querySelectorAll('script[type="application/json"]').length,
            })"""
        )
        if said["headings"] != 1:
            self.note(f"{said['headings']} headings of the first level")
        if FROZEN.search(self.here):
            if said["inline"] != 1:
                self.note("a frozen pack has its own style within, and nothing else")
        else:
            self._look_at_the_layout(said)
        if said["language"] != "en-GB":
            self.note("it does not say that it is in British English")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.note(f"scrolls sideways at {width} px: {wide}")
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def _look_at_the_layout(self, said: dict[str, object]) -> None:
        """Note what a page lacks that the service draws itself."""
        if not re.fullmatch(r"(Error: )?\S.* – Fingerpost – Fenmark", said["title"]):
            self.note(f"its title is {said['title']!r}")
        if said["banner"] != self.is_demo:
            self.note("it does not say rightly whether it is a demonstration")
        if said["inline"] > said["data"]:
            self.note("it has style or script within")

    def look_for_barriers(self) -> None:
        """Note what axe finds, with all that is folded open."""
        for summary in self.page.locator("summary").all():
            summary.click()
        found = Axe().run(self.page).response["violations"]
        for one in found:
            where = [node["html"][:160] for node in one["nodes"]][:3]
            self.note(f"axe: {one['id']} ({one['help']}) {where}")

    def look_by_keyboard(self) -> None:
        """Note if the skip link does not come first, or the main action cannot be reached by Tab."""
        page = self.page
        page.evaluate(
            "() => { document.activeElement?.blur(); window.getSelection().empty(); }"
        )
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.textContent")
        if first != "Skip to main content":
            self.note(f"Tab comes first to {first!r}")
            return
        page.keyboard.press("Enter")
        if page.evaluate("document.activeElement.id") != "main-content":
            self.note("the skip link does not lead to the content")
        wanted = page.evaluate(
            "document.querySelectorAll('main :is(a, button, input, select, textarea, summary)').length"
            " + 3 * document.querySelectorAll('main input[type=date]').length"
        )
        # What is folded away is reached once it is opened.
        main_action = "main :is(button.govuk-button, a.govuk-button):not(details *)"
        if page.locator(main_action).count() == 0:
            return
        for _ in range(wanted + 1):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches('{main_action}')"):
                shown = page.evaluate(
                    "(() => { const s = getComputedStyle(document.activeElement);"
                    " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()"
                )
                if not shown:
                    self.note("the main action does not show that it has the focus")
                return
        self.note("Tab does not reach the main action")
