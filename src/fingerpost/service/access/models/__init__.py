"""Fields, constraints and facts of one row; every change goes through `actions`."""

from fingerpost.service.access.models.agencies import Agency, AgencyKind
from fingerpost.service.access.models.agreements import (
    Agreement,
    AgreementVersion,
    Flow,
    Party,
    VersionStatus,
)
from fingerpost.service.access.models.audit import Event, EventKind, EventValues, Seal
from fingerpost.service.access.models.identities import Identity
from fingerpost.service.access.models.memberships import Invitation, Membership
from fingerpost.service.access.models.notices import (
    CalendarAddress,
    HowOften,
    Notice,
    NoticeKind,
    NoticePreference,
)
from fingerpost.service.access.models.users import User

__all__ = [
    "Agency",
    "AgencyKind",
    "Agreement",
    "AgreementVersion",
    "CalendarAddress",
    "Event",
    "EventKind",
    "EventValues",
    "Flow",
    "HowOften",
    "Identity",
    "Invitation",
    "Membership",
    "Notice",
    "NoticeKind",
    "NoticePreference",
    "Party",
    "Seal",
    "User",
    "VersionStatus",
]
