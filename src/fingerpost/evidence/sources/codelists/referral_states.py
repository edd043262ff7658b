"""States of a referral between agencies."""

from fingerpost.evidence.core.codelists import Codelist

REFERRAL_STATES = Codelist(
    name="referral_states",
    publisher="Fingerpost",
    version="1",
    values={
        "sent": "Sent",
        "received": "Received",
        "more_needed": "More information needed",
        "accepted": "Accepted",
        "contact_tried": "First contact tried",
        "appointed": "First appointment offered",
        "attended": "Attended",
        "missed": "Appointment missed",
        "engaged": "Engaged",
        "declined": "Declined",
        "outcome": "Outcome returned",
        "closed": "Closed",
        "withdrawn": "Withdrawn",
        "redirected": "Redirected",
        "lapsed": "Lapsed",
    },
)
