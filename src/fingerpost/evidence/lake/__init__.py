"""Land files once, and read them as known on any day.

Comes in: files that sources recognise. Goes out: typed, immutable Parquet tables with their
editions, the refused rows with a reason each, and where everything came from. What identifies
people goes to the vault as it lands; `lake.identifiers` reads it, for linkage alone. Imports vault,
sources, statistics, core.
"""

from fingerpost.evidence.lake.catalogue import Landing, Part, write_run
from fingerpost.evidence.lake.identifiers import state_of_vault
from fingerpost.evidence.lake.lake import Lake, rejects, write_rejects
from fingerpost.evidence.lake.landing import (
    FileResult,
    LandingStatus,
    LandReport,
    MayLand,
    land,
)
from fingerpost.evidence.lake.rebases import add_rebase, read_rebases, require_change
from fingerpost.evidence.lake.withdrawals import Withdrawal, read_withdrawals, withdraw
from fingerpost.evidence.lake.workspace import Workspace

__all__ = [
    "FileResult",
    "Lake",
    "LandReport",
    "Landing",
    "LandingStatus",
    "MayLand",
    "Part",
    "Withdrawal",
    "Workspace",
    "add_rebase",
    "land",
    "read_rebases",
    "read_withdrawals",
    "rejects",
    "require_change",
    "state_of_vault",
    "withdraw",
    "write_rejects",
    "write_run",
]
