"""Fields, constraints and facts of one row; every change goes through `actions`."""

from fingerpost.service.casework.models.drafts import Draft
from fingerpost.service.casework.models.people import (
    Consent,
    ConsentAgency,
    Ethnicity,
    HowGiven,
    Person,
    PersonKey,
    Sex,
)
from fingerpost.service.casework.models.referrals import (
    Referral,
    ReferralDetail,
    ReferralList,
    ReferralSheet,
    ReferralStep,
    StepKind,
)
from fingerpost.service.casework.models.releases import (
    ItemState,
    PrisonRelease,
    ReleaseAgency,
    ReleaseFile,
    ReleaseHealth,
    ReleaseItem,
    ReleaseStep,
    ReleaseStepKind,
    Transfer,
)
from fingerpost.service.casework.models.services import Service, Slot

__all__ = [
    "Consent",
    "ConsentAgency",
    "Draft",
    "Ethnicity",
    "HowGiven",
    "ItemState",
    "Person",
    "PersonKey",
    "PrisonRelease",
    "Referral",
    "ReferralDetail",
    "ReferralList",
    "ReferralSheet",
    "ReferralStep",
    "ReleaseAgency",
    "ReleaseFile",
    "ReleaseHealth",
    "ReleaseItem",
    "ReleaseStep",
    "ReleaseStepKind",
    "Service",
    "Sex",
    "Slot",
    "StepKind",
    "Transfer",
]
