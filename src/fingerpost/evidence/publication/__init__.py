"""Board pack and open data: a `Release` in, pages and files out.

Comes in: a `Release` and nothing else; every public function refuses anything that is not one.
Goes out: the pack as HTML and as PDF/UA-1 from one content model, and open data. Imports
disclosure, measures (declarations), statistics, core; never the lake.
"""

from fingerpost.evidence.publication.board_pack import board_pack
from fingerpost.evidence.publication.findings import Finding, findings_for, headline_findings
from fingerpost.evidence.publication.open_data import write_open_data
from fingerpost.evidence.publication.publish import PackPaths, write_pack
from fingerpost.evidence.publication.rebase_words import Suggestion, suggestions

__all__ = [
    "Finding",
    "PackPaths",
    "Suggestion",
    "board_pack",
    "findings_for",
    "headline_findings",
    "suggestions",
    "write_open_data",
    "write_pack",
]
