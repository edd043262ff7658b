"""Make the pictures of the service's pages in docs/images again, from a demo that runs.

    .venv/bin/fingerpost demo && .venv/bin/fingerpost serve demo --mode demo &
    .venv/bin/python scripts/screenshots.py http://127.0.0.1:8000 demo

With `--all FOLDER` every page that a role is shown, at 1280 and 375 px, to look at.
"""

import argparse
import io
import re
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.browser.service_rig import ROLES, UNLINKED, Served, Visitor, sign_in  # noqa: E402

# What stands in the docs: its name, who looks (nobody signed in: ""), at what, how wide, how high.
PICTURES = (
    ("service-today", "aisha.khan", "/", 1100, 620),
    ("service-evidence", "frances.moor", "/evidence/", 1100, 900),
    (
        "service-measure",
        "frances.moor",
        "/evidence/measures/acquisitive_crime_recorded",
        1100,
        900,
    ),
    ("service-agreements", "ruth.adeyemi", "/access/agreements", 1100, 900),
    ("service-phone", "frances.moor", "/evidence/", 375, 760),
    ("service-board", "marian.tate", "/board/", 1100, 900),
    ("service-plan", "marian.tate", "/board/plan", 1100, 900),
    ("service-oversight", "rosalind.chu", "/board/oversight", 1100, 900),
    ("public-county", "", "/county/", 1100, 900),
    ("public-help", "", "/county/help", 375, 760),
)
MOST_BYTES = 150_000


def small(picture: bytes, path: Path) -> None:
    """Save a picture with as many colours as fit into what a page may weigh."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            break
    print(f"{path}  {path.stat().st_size:,} bytes")


def pictures(browser: Browser, served: Served) -> None:
    for name, who, address, width, height in PICTURES:
        page = browser.new_page(viewport={"width": width, "height": height})
        if who:
            sign_in(page, served, who)
        answer = page.goto(served.url + address)
        if answer is None or not answer.ok:
            raise SystemExit(f"{address} does not answer as it should")
        small(page.screenshot(), ROOT / "docs" / "images" / f"{name}.png")
        page.context.close()


def everything(browser: Browser, served: Served, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for role, who in ROLES.items():
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        sign_in(page, served, who)

        def look(visitor: Visitor, role: str = role) -> None:
            name = re.sub(r"\W+", "-", visitor.here).strip("-") or "start"
            for width in (1280, 375):
                visitor.page.set_viewport_size({"width": width, "height": 900})
                path = folder / f"{role.replace(' ', '-')}--{name}--{width}.png"
                visitor.page.screenshot(path=path, full_page=True)

        visitor = Visitor(page, served.url)
        visitor.walk("/", *UNLINKED, look=look)
        print(role, *visitor.problems, sep="\n  ")
        page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Pictures of the service's pages.")
    parser.add_argument("url")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    said = parser.parse_args()
    served = Served(said.url.rstrip("/"), said.workspace, None)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        everything(browser, served, said.all) if said.all else pictures(browser, served)
        browser.close()


if __name__ == "__main__":
    main()
