"""What can be done with a risk on a page, and by whom."""

from __future__ import annotations

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.record_steps import RecordStep
from fingerpost.service.board.actions import risks
from fingerpost.service.board.models import Risk
from fingerpost.service.board.models.risks import RiskKind
from fingerpost.service.board.owners import is_lead, is_of_owner
from fingerpost.service.board.risk_forms import AppetiteForm, DescribeForm, ScoreForm, WhyForm


def _may_change(risk: Risk, viewer: Membership) -> bool:
    is_theirs = is_lead(viewer) or is_of_owner(risk.owner_id, viewer)
    return risk.closed_at is None and is_theirs


def _may_accept(risk: Risk, viewer: Membership) -> bool:
    return risk.closed_at is None and (is_lead(viewer) or viewer.allows(P.BOARD_CHAIR))


STEPS: tuple[RecordStep[Risk], ...] = (
    RecordStep(
        "score",
        "Review and score it",
        "It is scored. The one before stays in its history.",
        ScoreForm,
        lambda risk, said, by, at: risks.rescore(risk=risk, **said, by=by, at=at),
        _may_change,
    ),
    RecordStep(
        "describe",
        "Say what is done about it",
        "It is written down.",
        DescribeForm,
        lambda risk, said, by, at: risks.describe(risk=risk, **said, by=by, at=at),
        _may_change,
    ),
    RecordStep(
        "appetite",
        "Say what the board accepts",
        "It is written down.",
        AppetiteForm,
        lambda risk, said, by, at: risks.accept_up_to(risk=risk, **said, by=by, at=at),
        _may_accept,
    ),
    RecordStep(
        "happened",
        "Say that it has happened",
        "It is an issue now.",
        WhyForm,
        lambda risk, said, by, at: risks.has_happened(risk=risk, **said, by=by, at=at),
        lambda risk, viewer: _may_change(risk, viewer) and risk.kind == RiskKind.RISK,
    ),
    RecordStep(
        "close",
        "Close it",
        "It is closed. It stays in the register, with the reason.",
        WhyForm,
        lambda risk, said, by, at: risks.close(risk=risk, **said, by=by, at=at),
        lambda risk, viewer: risk.closed_at is None and is_lead(viewer),
    ),
)
