"""Land files once, and read them as known on any day.

Comes in: files that sources recognise. Goes out: typed, immutable Parquet tables with their
editions, the refused rows with a reason each, and where everything came from. Imports sources,
statistics, core.
"""

from fingerpost.evidence.lake.catalogue import Landing, Part, write_run
from fingerpost.evidence.lake.lake import Lake, rejects, write_rejects
from fingerpost.evidence.lake.landing import FileResult, LandingStatus, LandReport, land
from fingerpost.evidence.lake.rebases import add_rebase, read_rebases, require_change
from fingerpost.evidence.lake.workspace import Workspace

__all__ = [
    "FileResult",
    "Lake",
    "LandReport",
    "Landing",
    "LandingStatus",
    "Part",
    "Workspace",
    "add_rebase",
    "land",
    "read_rebases",
    "rejects",
    "require_change",
    "write_rejects",
    "write_run",
]
