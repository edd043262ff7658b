"""Fields, constraints and facts of one row; every change goes through `actions`."""

from fingerpost.service.casework.models.diversions import (
    Diversion,
    DiversionOutcome,
    DiversionStep,
    EligibilityCheck,
    OutcomeWord,
    Terms,
)
from fingerpost.service.casework.models.drafts import Draft
from fingerpost.service.casework.models.drug_tests import (
    DrugTest,
    DrugTestResult,
    RequiredAssessment,
    Substance,
    WhyTested,
)
from fingerpost.service.casework.models.fairness import FairnessTable, MonthOfOutcomes
from fingerpost.service.casework.models.orders import (
    Attendance,
    DrugOrder,
    OrderEnd,
    OrderReview,
    OrderState,
    ReviewResult,
)
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
from fingerpost.service.casework.models.services import Service, Slot

__all__ = [
    "Attendance",
    "Consent",
    "ConsentAgency",
    "Diversion",
    "DiversionOutcome",
    "DiversionStep",
    "Draft",
    "DrugOrder",
    "DrugTest",
    "DrugTestResult",
    "EligibilityCheck",
    "Ethnicity",
    "FairnessTable",
    "HowGiven",
    "MonthOfOutcomes",
    "OrderEnd",
    "OrderReview",
    "OrderState",
    "OutcomeWord",
    "Person",
    "PersonKey",
    "Referral",
    "ReferralDetail",
    "ReferralList",
    "ReferralSheet",
    "ReferralStep",
    "RequiredAssessment",
    "ReviewResult",
    "Service",
    "Sex",
    "Slot",
    "StepKind",
    "Substance",
    "Terms",
    "WhyTested",
]
