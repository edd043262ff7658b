"""Read the lake: the newest editions of a source, or those known on an earlier day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from fingerpost.evidence.core.errors import LakeError
from fingerpost.evidence.core.fingerprints import code_version, fingerprint
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.core.provenance import (
    LandedFile,
    Provenance,
    RefusedRows,
    SourceSummary,
)
from fingerpost.evidence.core.spreadsheet_safety import neutralise_frame
from fingerpost.evidence.lake.catalogue import Landing, Part
from fingerpost.evidence.lake.editions import current_parts
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.lake.links import LinkRun, newest_link_run, person_keys
from fingerpost.evidence.lake.withdrawals import standing_landings
from fingerpost.evidence.lake.workspace import Workspace
from fingerpost.evidence.sources import ColumnKind, Source, all_sources

# Kinds of column whose source has one instalment for every month, quarter or year.
REGULAR = (
    ColumnKind.MONTH,
    ColumnKind.QUARTER,
    ColumnKind.YEAR,
    ColumnKind.FINANCIAL_YEAR,
)
FOUND = re.compile(r", found [\"…].*", re.DOTALL)
REJECT_COLUMNS = {
    "source": pl.String,
    "file": pl.String,
    "sha256": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "reason": pl.String,
    "original_line": pl.String,
    "reader_version": pl.Int64,
}


@dataclass(frozen=True)
class Lake:
    """The landed tables of a workspace. Reading needs no lock: entries are never changed."""

    workspace: Workspace
    _known: dict[datetime | None, tuple[Landing, ...]] = field(default_factory=dict)

    def landings(self, as_of: datetime | None = None) -> tuple[Landing, ...]:
        """Return every landing that was known on `as_of` and not withdrawn, in order; read once."""
        if as_of not in self._known:
            self._known[as_of] = standing_landings(self.workspace.lake, as_of)
        return self._known[as_of]

    def current(
        self, source: str, as_of: datetime | None = None
    ) -> tuple[tuple[Landing, Part], ...]:
        """Return, for each edition, the part that counts and the landing it came in."""
        return current_parts(self.landings(as_of), source)

    def has(self, source: str, as_of: datetime | None = None) -> bool:
        """Tell whether any row of a source is landed."""
        return bool(self.current(source, as_of))

    def paths(self, source: str, as_of: datetime | None = None) -> list[Path]:
        """Return the Parquet files of the editions that count.

        Raises
        ------
        LakeError
            If nothing of the source is landed.
        """
        found = [self.workspace.lake / part.path for _, part in self.current(source, as_of)]
        if not found:
            raise LakeError(
                f"nothing of {source} is landed",
                do="Put its files into inbox/ and run: fingerpost land inbox.",
            )
        return found

    def frame(self, source: str, as_of: datetime | None = None) -> pl.LazyFrame:
        """Return the rows of the editions that count."""
        return pl.scan_parquet(self.paths(source, as_of))

    def link_run(self, as_of: datetime | None = None) -> LinkRun | None:
        """Return the run of linking that counts, or counted on `as_of`; None before the first."""
        return newest_link_run(self.workspace.lake, as_of)

    def person_keys(
        self, purpose: str = "measures", as_of: datetime | None = None
    ) -> pl.LazyFrame:
        """Return which records are of one person: a row for each record that could be linked.

        Parameters
        ----------
        purpose : str
            Whose keys: those of two purposes cannot be joined.
        as_of : datetime, optional
            As known then.

        Returns
        -------
        LazyFrame
            `source`, `record`, `person_key`, `person_key_strict`, `person_key_loose` (32 digits each:
            by the threshold that is published, a stricter and a looser one), `match_probability`
            (of the weakest link that holds the record to its person; 1 if it stands alone) and
            `lsoa_code` (where the person lived as this record says; null if it does not). In the
            order of records.

        Raises
        ------
        LakeError
            If nothing is linked for this purpose.
        """
        run = self.link_run(as_of)
        if run is None or purpose not in run.linked:
            words = "" if purpose == "measures" else f" --purpose {purpose}"
            raise LakeError(
                "no records are linked" + (f" for {purpose}" if words else ""),
                do=f"Link them: fingerpost link{words}.",
            )
        return person_keys(self.workspace.lake, run.linked[purpose])

    def fingerprint(
        self, sources: Iterable[str] | None = None, as_of: datetime | None = None
    ) -> str:
        """Return a fingerprint of the editions that count: of some sources, or of all.

        The order of landing, the time of it and the names of files change nothing.
        """
        names = sorted(
            {landing.source for landing in self.landings(as_of)} if sources is None else sources
        )
        return fingerprint(
            [
                [name, landing.sha256, landing.source_version, part.edition]
                for name in names
                for landing, part in self.current(name, as_of)
            ]
        )

    def provenance(self, as_of: datetime) -> Provenance:
        """Return where everything comes from; `unplaced` is left to the measures."""
        landings = self.landings(as_of)
        names = sorted({landing.source for landing in landings})
        summaries = [
            self._summary(all_sources()[name], as_of) for name in names if name in all_sources()
        ]
        counting = {
            landing.sequence: landing
            for name in names
            for landing, _ in self.current(name, as_of)
        }
        refused: Counter[tuple[str, str]] = Counter()
        for landing in counting.values():
            for reason, rows in landing.refused.items():
                refused[landing.source, _without_value(reason)] += rows
        return Provenance(
            code_version=code_version(),
            as_of=as_of,
            files=tuple(_file(landing) for _, landing in sorted(counting.items())),
            sources=tuple(summaries),
            refused=tuple(
                RefusedRows(source, reason, rows)
                for (source, reason), rows in sorted(refused.items())
            ),
            unplaced=(),
            input_fingerprint=self.fingerprint(None, as_of),
        )

    def _summary(self, source: Source, as_of: datetime) -> SourceSummary:
        current = self.current(source.name, as_of)
        counting = {landing.sequence: landing for landing, _ in current}
        every = [entry for entry in self.landings(as_of) if entry.source == source.name]
        periods = sorted(
            {Period.parse(part.period) for _, part in current if part.period},
        )
        return SourceSummary(
            source=source.name,
            title=source.title,
            publisher=source.publisher,
            licence=source.licence,
            licence_statement=source.licence_statement,
            files=len(counting),
            rows_read=sum(entry.rows_read for entry in counting.values()),
            rows_landed=sum(entry.rows_landed for entry in counting.values()),
            rows_refused=sum(entry.rows_refused for entry in counting.values()),
            superseded_files=len(every) - len(counting),
            first_period=periods[0].code if periods else None,
            last_period=periods[-1].code if periods else None,
            period_end=max((period.end for period in periods), default=None),
            missing_periods=_gaps(periods) if _is_regular(source) else (),
            lag=source.lag,
            quirks=source.quirks,
        )


def _without_value(reason: str) -> str:
    """Return a reason without the cell it repeats: what came in by mistake may name a person."""
    return FOUND.sub(", found …", reason)


def _is_regular(source: Source) -> bool:
    """Tell whether a source has one instalment for every month or year."""
    if source.period is None:
        return False
    return source.column(source.period).kind in REGULAR


def _gaps(periods: list[Period]) -> tuple[str, ...]:
    """Return the periods between the first and the last that are not landed."""
    if not periods or periods[0].kind is PeriodKind.ROLLING_12_MONTHS:
        return ()
    have = set(periods)
    gaps = []
    step = periods[0]
    while step < periods[-1]:
        if step not in have:
            gaps.append(step.code)
        step = step.next()
    return tuple(gaps)


def _file(landing: Landing) -> LandedFile:
    periods = sorted(Period.parse(part.period) for part in landing.parts if part.period)
    return LandedFile(
        source=landing.source,
        file=landing.name,
        sha256=landing.sha256,
        landed_at=landing.landed_at,
        rows_read=landing.rows_read,
        rows_landed=landing.rows_landed,
        rows_refused=landing.rows_refused,
        first_period=periods[0].code if periods else None,
        last_period=periods[-1].code if periods else None,
        notes=landing.notes,
    )


def rejects(
    workspace: Workspace,
    *,
    source: str | None = None,
    file: str | None = None,
    sha256: Collection[str] | None = None,
    as_of: datetime | None = None,
    with_lines: bool = True,
) -> pl.DataFrame:
    """Return the refused cells of every landing, with reason and original line.

    The lines of files about people come from the vault: they are what the partner sent, to go back
    to that partner.

    Parameters
    ----------
    workspace : Workspace
    source, file : str, optional
        Only of this source; only of files with this text in their name.
    sha256 : collection of str, optional
        Only of these files.
    as_of : datetime, optional
        As known then.
    with_lines : bool
        Without them no vault is opened, and the lines of files about people are null.

    Raises
    ------
    VaultError
        If lines lie in the vault and it does not open.
    """
    chosen = [
        landing
        for landing in standing_landings(workspace.lake, as_of)
        if landing.rejects
        and (source is None or landing.source == source)
        and (file is None or file in landing.name)
        and (sha256 is None or landing.sha256 in sha256)
    ]
    is_secret = any(landing.rejects in landing.vault for landing in chosen)
    vault = open_vault(workspace) if with_lines and is_secret else None
    frames = []
    for landing in chosen:
        assert landing.rejects is not None
        frame = pl.read_parquet(workspace.lake / landing.rejects)
        if landing.rejects in landing.vault:
            lines = vault.get(landing.rejects)["original_line"] if vault else pl.lit(None)
            frame = frame.with_columns(original_line=lines)
        frames.append(frame)
    columns = [pl.col(name).cast(kind) for name, kind in REJECT_COLUMNS.items()]
    if not frames:
        return pl.DataFrame(schema=REJECT_COLUMNS)
    return pl.concat(frame.select(columns) for frame in frames)


def write_rejects(frame: pl.DataFrame, path: Path) -> None:
    """Write refused rows to a CSV for the partner; no cell can act as a formula.

    The lines may name people, so a new file is its owner's alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    safe = neutralise_frame(frame.drop("sha256", "reader_version"))
    if not path.exists():
        path.touch(mode=0o600)
    path.write_bytes(b"\xef\xbb\xbf" + safe.write_csv().encode())  # a mark that Excel needs
