#!/usr/bin/env python3
"""Fetch GOV.UK Frontend from npm and keep what we serve of it, without what is the government's own.

Taken out: the GDS Transport typeface, which may be used on GOV.UK alone, the crown, the icons. Run
it again when `govuk-frontend-django` moves to another version of the components:

    python scripts/vendor-govuk-frontend.py
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "6.0.0"  # the version whose macros govuk-frontend-jinja 4.0.0 renders
TARGET = Path(__file__).parents[1] / "src/fingerpost/service/design/static/govuk-frontend"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"govuk-frontend@{VERSION}"], cwd=folder, check=True
        )
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:

        def content(name: str) -> str:
            file = packed.extractfile(f"package/{name}")
            assert file is not None
            return file.read().decode()

        css = content("dist/govuk/govuk-frontend.min.css")
        script = content("dist/govuk/govuk-frontend.min.js")
        licence = json.loads(content("package.json"))["license"]
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"GDS Transport,", "", css)
    css = re.sub(r"url\(/assets/images/[a-z-]*crest\.svg\)", "none", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css).strip()
    script = re.sub(r"//# sourceMappingURL=.*", "", script).strip()
    assert licence == "MIT", licence
    for gone in ("url(", "GDS Transport"):
        assert gone not in css, f"{gone} is still there"
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "govuk-frontend.min.css").write_text(css + "\n", encoding="utf-8")
    (TARGET / "govuk-frontend.min.js").write_text(script + "\n", encoding="utf-8")
    (TARGET / "LICENCE.txt").write_text(
        f"GOV.UK Frontend {VERSION}, from npm. Copyright (c) 2017 Crown Copyright (Government Digital "
        "Service).\nMIT licence: https://github.com/alphagov/govuk-frontend/blob/main/LICENSE.txt\n"
        "Changed: the GDS Transport typeface and every link to it are taken out.\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
