"""Write a Release to a folder, and read it back as it was, or not at all.

The manifest holds the SHA-256 of every table; a table that was changed by hand is refused. This
guards against accidents and careless edits, not against somebody who rewrites the manifest too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import TypeAdapter, ValidationError

from fingerpost.evidence.core.areas import Outline, Partnership
from fingerpost.evidence.core.errors import DisclosureError, OldReleaseError
from fingerpost.evidence.core.fingerprints import fingerprint, fingerprint_file
from fingerpost.evidence.core.provenance import Provenance
from fingerpost.evidence.disclosure.release import (
    _SEAL,
    RELEASED_SCHEMA,
    Approval,
    LogLine,
    Release,
    ReleasedTable,
    rebases_for,
    require_release,
)
from fingerpost.evidence.disclosure.signals import ProtectedSignal, Watched
from fingerpost.evidence.measures.declaration import Grid, Measure

MANIFEST = "release.json"
_PARTNERSHIP = TypeAdapter(Partnership)
_PROVENANCE = TypeAdapter(Provenance)
_APPROVAL = TypeAdapter(Approval | None)
_LOG = TypeAdapter(tuple[LogLine, ...])
_SIGNALS = TypeAdapter(tuple[ProtectedSignal, ...])
_WATCHED = TypeAdapter(tuple[Watched, ...])
_OUTLINES = TypeAdapter(tuple[Outline, ...])


def write_release(release: Release, folder: Path) -> Path:
    """Write the release's tables and its manifest into `folder`; return the manifest's path."""
    require_release(release)
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    listed = []
    for table in release.tables:
        path = tables / f"{table.name}.parquet"
        table.frame.write_parquet(path)
        listed.append(
            {
                "file": path.name,
                "sha256": fingerprint_file(path),
                "measure": table.measure.model_dump(mode="json"),
                "grid": table.grid.model_dump(mode="json"),
                "rules": table.rules,
                "rule": table.rule,
            }
        )
    content: dict[str, Any] = {
        "id": release.id,
        "partnership": _PARTNERSHIP.dump_python(release.partnership, mode="json"),
        "provenance": _PROVENANCE.dump_python(release.provenance, mode="json"),
        "approval": _APPROVAL.dump_python(release.approval, mode="json"),
        "log": _LOG.dump_python(release.log, mode="json"),
        "waiting": [measure.model_dump(mode="json") for measure in release.waiting],
        "outlines": _OUTLINES.dump_python(release.outlines, mode="json"),
        "districts": _OUTLINES.dump_python(release.districts, mode="json"),
        "signals": _SIGNALS.dump_python(release.signals, mode="json"),
        "watched": _WATCHED.dump_python(release.watched, mode="json"),
        "tables": listed,
        "reader": release.reader,
    }
    content["fingerprint"] = fingerprint(content)
    manifest = folder / MANIFEST
    # Last, and under its name only when whole: a release without a manifest does not exist.
    temporary = manifest.with_suffix(".tmp")
    temporary.write_text(json.dumps(content, sort_keys=True), encoding="utf-8")
    temporary.replace(manifest)
    return manifest


def read_release(folder: Path) -> Release:
    """Read a release that `write_release` wrote.

    Raises
    ------
    DisclosureError
        If there is none, or anything in it was changed since.
    OldReleaseError
        If it was made by another version of Fingerpost, in another form.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise DisclosureError(
            "there is no release here", where=str(folder), do="Make one: fingerpost release."
        )
    content = json.loads(manifest.read_text(encoding="utf-8"))
    stated = content.pop("fingerprint", None)
    if stated != fingerprint(content):
        raise _changed(manifest)
    try:
        return _read(folder, content)
    except (KeyError, ValidationError) as error:
        raise _old(manifest) from error


def _read(folder: Path, content: dict[str, Any]) -> Release:
    provenance = _PROVENANCE.validate_python(content["provenance"])
    tables = []
    for entry in content["tables"]:
        path = folder / "tables" / entry["file"]
        if not path.is_file() or fingerprint_file(path) != entry["sha256"]:
            raise _changed(path)
        frame = pl.read_parquet(path)
        if dict(frame.schema) != RELEASED_SCHEMA:
            raise _old(path)
        measure = Measure.model_validate(entry["measure"])
        grid = Grid.model_validate(entry["grid"])
        tables.append(
            ReleasedTable(
                measure=measure,
                grid=grid,
                rules=tuple(entry["rules"]),
                rule=entry["rule"],
                frame=frame,
                rebases=rebases_for(provenance, measure, grid),
            )
        )
    return Release(
        id=content["id"],
        partnership=_PARTNERSHIP.validate_python(content["partnership"]),
        tables=tuple(tables),
        waiting=tuple(Measure.model_validate(measure) for measure in content["waiting"]),
        log=_LOG.validate_python(content["log"]),
        provenance=provenance,
        outlines=_OUTLINES.validate_python(content["outlines"]),
        districts=_OUTLINES.validate_python(content["districts"]),
        signals=_SIGNALS.validate_python(content.get("signals", ())),
        watched=_WATCHED.validate_python(content.get("watched", ())),
        approval=_APPROVAL.validate_python(content["approval"]),
        reader=content.get("reader", ""),
        seal=_SEAL,
    )


def _old(path: Path) -> OldReleaseError:
    return OldReleaseError(
        "this release was made by another version of Fingerpost, in another form",
        where=path.name,
        do="Make a new release: fingerpost run.",
    )


def _changed(path: Path) -> DisclosureError:
    return DisclosureError(
        "this was changed after the release was protected",
        where=path.name,
        do="Make the release again: fingerpost release.",
    )
