"""Write a release's pack into a folder: HTML pages and one PDF, from the same content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fingerpost.evidence.disclosure import Release, require_release
from fingerpost.evidence.publication.board_pack import board_pack
from fingerpost.evidence.publication.html import render_html
from fingerpost.evidence.publication.pdf import render_pdf


@dataclass(frozen=True)
class PackPaths:
    """Where a pack lies: its first page, and its PDF."""

    html: Path
    pdf: Path


def write_pack(release: Release, folder: Path) -> PackPaths:
    """Write the board's pack of a release; the same release gives the same bytes.

    Raises
    ------
    DisclosureError
        If anything but a Release is offered.
    """
    require_release(release)
    pack = board_pack(release)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in render_html(pack).items():
        (folder / name).write_text(text, encoding="utf-8")
    pdf = folder / "board-pack.pdf"
    pdf.write_bytes(render_pdf(pack, made_at=release.provenance.as_of))
    return PackPaths(folder / "index.html", pdf)
