"""Fields, constraints and facts of one row; every change goes through `actions`."""

from fingerpost.service.board.models.action_items import ActionItem, ActionReport, ReportKind
from fingerpost.service.board.models.decisions import Decision
from fingerpost.service.board.models.documents import (
    DocumentKind,
    DocumentVersion,
    RequiredDocument,
)
from fingerpost.service.board.models.involvement import InvolvementEntry, InvolvementMember
from fingerpost.service.board.models.meetings import (
    AgendaItem,
    Attendance,
    Handling,
    Interest,
    ItemKind,
    Meeting,
    Presence,
    Seat,
)
from fingerpost.service.board.models.minutes import Minute, MinuteKind, Minutes
from fingerpost.service.board.models.oversight import GrantLine, Question, Spend
from fingerpost.service.board.models.papers import FrozenPack, Paper, PaperVersion
from fingerpost.service.board.models.plan import (
    Commitment,
    CommitmentReport,
    Framework,
    PlanVersion,
    Priority,
)
from fingerpost.service.board.models.risks import DeepDive, Risk, RiskScore

__all__ = [
    "ActionItem",
    "ActionReport",
    "AgendaItem",
    "Attendance",
    "Commitment",
    "CommitmentReport",
    "Decision",
    "DeepDive",
    "DocumentKind",
    "DocumentVersion",
    "Framework",
    "FrozenPack",
    "GrantLine",
    "Handling",
    "Interest",
    "InvolvementEntry",
    "InvolvementMember",
    "ItemKind",
    "Meeting",
    "Minute",
    "MinuteKind",
    "Minutes",
    "Paper",
    "PaperVersion",
    "PlanVersion",
    "Presence",
    "Priority",
    "Question",
    "ReportKind",
    "RequiredDocument",
    "Risk",
    "RiskScore",
    "Seat",
    "Spend",
]
