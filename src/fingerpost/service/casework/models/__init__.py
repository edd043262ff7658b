"""Fields, constraints and facts of one row; every change goes through `actions`."""

from fingerpost.service.casework.models.drafts import Draft
from fingerpost.service.casework.models.people import (
    ERASED,
    Consent,
    ConsentAgency,
    DeathSource,
    Ethnicity,
    HowGiven,
    Person,
    PersonKey,
    Sex,
    WithdrawalReason,
)
from fingerpost.service.casework.models.records import AccessRequest, KeepOn, SheetKey
from fingerpost.service.casework.models.referrals import (
    Referral,
    ReferralDetail,
    ReferralList,
    ReferralSheet,
    ReferralStep,
    StepKind,
)
from fingerpost.service.casework.models.services import Service, Slot

__all__ = [
    "ERASED",
    "AccessRequest",
    "Consent",
    "ConsentAgency",
    "DeathSource",
    "Draft",
    "Ethnicity",
    "HowGiven",
    "KeepOn",
    "Person",
    "PersonKey",
    "Referral",
    "ReferralDetail",
    "ReferralList",
    "ReferralSheet",
    "ReferralStep",
    "Service",
    "Sex",
    "SheetKey",
    "Slot",
    "StepKind",
    "WithdrawalReason",
]
