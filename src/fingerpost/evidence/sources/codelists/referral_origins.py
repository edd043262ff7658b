"""Where a referral begins."""

from fingerpost.evidence.core.codelists import Codelist

REFERRAL_ORIGINS = Codelist(
    name="referral_origins",
    publisher="Fingerpost",
    version="1",
    values={
        "custody": "Police custody",
        "street": "Street, stop or voluntary attendance",
        "court": "Court or probation",
        "prison": "Prison, before release",
        "community": "Community service",
        "hospital": "Hospital or surgery",
        "outreach": "Outreach or charity",
        "self": "The person themselves",
    },
)
