"""The board's pack: what a release says to the people who must decide.

The first page answers what changed, how sure we are, and what needs a decision. Then one page an
outcome, and pages on what is missing, what was refused, and where everything comes from: each is
a file in `pages/`.
"""

from __future__ import annotations

from fingerpost.evidence.disclosure import Release, require_release
from fingerpost.evidence.publication.content import Pack
from fingerpost.evidence.publication.page_maker import pages_of
from fingerpost.evidence.publication.wording import day

SYNTHETIC = "Synthetic data: nobody and no place in it is real"


def board_pack(release: Release) -> Pack:
    """Return the pack of a release, ready to be drawn as HTML and as PDF."""
    require_release(release)
    statements = dict.fromkeys(
        source.licence_statement for source in release.provenance.sources
    )
    return Pack(
        title=f"{release.partnership.name}: drugs evidence for the board",
        subtitle=f"What the partners' data say, as known on {day(release.provenance.as_of)}",
        audience="the board of the Combating Drugs Partnership",
        is_draft=release.approval is None,
        pages=pages_of(release),
        licence_statements=tuple(statements),
        identity=f"Release {release.id}, as known on {day(release.provenance.as_of)}",
        warnings=(SYNTHETIC,) if release.partnership.is_synthetic else (),
    )
