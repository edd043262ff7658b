"""A small release beside the board's tests: an outcome that fell, activity that rose, one that waits."""

from __future__ import annotations

from pathlib import Path

from tests.service.evidence_workspaces import publish
from tests.unit.publication.making import MONTHLY, measure, months, release


def publish_for_board(settings, folder: Path, *, last: int = 60):
    """Put a release into a workspace of its own, and let the service run beside it; return the release."""
    from fingerpost.evidence.measures.declaration import Better, Kind, Outcome

    deaths = measure(
        name="made_deaths", title="Made-up deaths", outcome=Outcome.DEATHS, kind=Kind.OUTCOME
    )
    searches = measure(
        name="made_searches",
        title="Made-up searches",
        outcome=Outcome.SUPPLY,
        kind=Kind.ACTIVITY,
        better=Better.NEITHER,
    )
    waits = measure(
        name="made_waiting",
        title="Made-up recovery",
        outcome=Outcome.RECOVERY,
        numerator=None,
        waiting_for="the recovery extract",
        agency="Fenmark Recovery Service",
    )
    steady = [100, 102, 98, 101, 99, 103, 97, 100, 102, 98, 101, 99, 100, 103]
    made = release(
        (deaths, MONTHLY, months([*steady, last])),
        (searches, MONTHLY, months([*steady, 180])),
        waiting=(waits,),
    )
    put_beside(settings, folder, made)
    return made


def put_beside(settings, folder: Path, made) -> None:
    """Let the service run beside a workspace of its own with this release."""
    from fingerpost.evidence.lake import Workspace

    publish(Workspace.create(folder / "county"), made)
    settings.WORKSPACE = folder / "county"
