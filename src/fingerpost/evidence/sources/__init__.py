"""Read partners' files as they are declared.

Comes in: paths to files, folders and ZIP archives. Goes out: for each file what it is taken for and
why, and its rows, typed as its source declares, beside the rows that were refused with a reason
each; rows read = rows landed + rows refused, for every file. Nothing is written. Imports core.
"""

from fingerpost.evidence.sources.casting import LANDED_AS
from fingerpost.evidence.sources.codelists import all_codelists
from fingerpost.evidence.sources.declaration import (
    AGREEMENT,
    OGL,
    OGL_ONS,
    RECORD_NUMBER,
    Column,
    ColumnKind,
    Source,
    Unpivot,
)
from fingerpost.evidence.sources.discovery import all_sources
from fingerpost.evidence.sources.opening import open_files
from fingerpost.evidence.sources.reading import read
from fingerpost.evidence.sources.recognition import recognise
from fingerpost.evidence.sources.results import (
    REJECTS_SCHEMA,
    ROW,
    Opened,
    RawTable,
    ReadFile,
    Recognition,
    Unopened,
)

__all__ = [
    "AGREEMENT",
    "LANDED_AS",
    "OGL",
    "OGL_ONS",
    "RECORD_NUMBER",
    "REJECTS_SCHEMA",
    "ROW",
    "Column",
    "ColumnKind",
    "Opened",
    "RawTable",
    "ReadFile",
    "Recognition",
    "Source",
    "Unopened",
    "Unpivot",
    "all_codelists",
    "all_sources",
    "open_files",
    "read",
    "recognise",
]
