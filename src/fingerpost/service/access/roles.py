"""The roles that a membership can give, each a named set of permissions."""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.service.access.permissions import Permission as P

READER = frozenset({P.MEASURE_VIEW, P.SIGNAL_VIEW, P.PACK_VIEW})
MEMBER = READER | {P.BOARD_VIEW, P.ACTION_REPORT}
CASEWORK = frozenset({P.CASE_VIEW, P.CASE_WORK, P.CASE_HEALTH, P.JUSTICE_WORK, P.RELEASE_PLAN})
SENDER = frozenset({P.UPLOAD_VIEW, P.UPLOAD_MAKE, P.UPLOAD_WITHDRAW, P.TOKEN_MANAGE})


@dataclass(frozen=True)
class Role:
    """A role: its title and meaning in words, and what it permits."""

    name: str
    title: str
    meaning: str
    permissions: frozenset[P]
    is_for_volunteers: bool = False  # then a membership needs a vetting that has not expired


ROLES = {
    role.name: role
    for role in (
        Role(
            "analyst",
            "Partnership analyst",
            "Lands files, reads every measure, assesses signals and decides on charts.",
            MEMBER
            | SENDER
            | {P.SIGNAL_TRIAGE, P.REBASE_DECIDE, P.AGREEMENT_VIEW, P.MEMBER_VIEW},
        ),
        Role(
            "linker",
            "Linkage reviewer",
            "Decides whether two records are of one person. Held by few, and by nobody else's role.",
            frozenset({P.LINK_REVIEW}),
        ),
        Role(
            "sender",
            "Data sender",
            "Sends the agency's files, corrects what was refused and withdraws mistakes.",
            SENDER | {P.AGREEMENT_VIEW, P.MEASURE_VIEW},
        ),
        Role(
            "reader",
            "Practitioner",
            "Reads measures, signals and the pack. For police officers, drug workers, housing and "
            "employment officers, probation.",
            READER | {P.EMERGENCY_OPEN, P.ACTION_REPORT},
        ),
        Role(
            "worker",
            "Caseworker",
            "Keeps records of people, sends and answers referrals, works on plans. For custody and prison "
            "officers, drug, housing and employment workers, probation, charities.",
            READER | CASEWORK | {P.EMERGENCY_OPEN, P.ACTION_REPORT, P.VOLUNTEER_MANAGE},
        ),
        Role(
            "board",
            "Board member",
            "Sits on the board: reads all that it has, and reports on the agency's actions.",
            MEMBER | {P.AGREEMENT_VIEW},
        ),
        Role(
            "secretary",
            "Partnership lead",
            "Prepares the board's meetings from what is due, minutes them, keeps plan and risks, and reads "
            "what the public told.",
            MEMBER
            | {
                P.BOARD_PREPARE,
                P.PLAN_MANAGE,
                P.GRANT_KEEP,
                P.AGREEMENT_VIEW,
                P.DIRECTORY_MANAGE,
                P.TOLD_MODERATE,
            },
        ),
        Role(
            "chair",
            "Chair of the board",
            "Runs the meetings, approves their minutes, and says whether an action is done.",
            MEMBER | {P.BOARD_CHAIR, P.BOARD_OVERSEE, P.GRANT_KEEP, P.AGREEMENT_VIEW},
        ),
        Role(
            "commissioner",
            "Commissioner",
            "Watches over what all agencies promised, did and spent, and puts questions to them.",
            MEMBER | {P.BOARD_OVERSEE, P.GRANT_KEEP, P.AGREEMENT_VIEW},
        ),
        Role(
            "manager",
            "Agency manager",
            "Invites people of the agency and ends their access, signs its agreements, keeps its services, "
            "and sees to what is late.",
            MEMBER
            | CASEWORK
            | {
                P.CASE_MANAGE,
                P.VOLUNTEER_MANAGE,
                P.RECORDS_GOVERN,
                P.MEMBER_VIEW,
                P.MEMBER_INVITE,
                P.MEMBER_END,
                P.AGREEMENT_VIEW,
                P.AGREEMENT_SIGN,
                P.UPLOAD_VIEW,
                P.DIRECTORY_MANAGE,
            },
        ),
        Role(
            "governance",
            "Information governance lead",
            "Drafts agreements, sees who looked at what and why, and answers for the records that are kept.",
            frozenset(
                {
                    P.RECORDS_GOVERN,
                    P.AGREEMENT_VIEW,
                    P.AGREEMENT_DRAFT,
                    P.AGREEMENT_SIGN,
                    P.AUDIT_VIEW,
                    P.MEMBER_VIEW,
                    P.UPLOAD_VIEW,
                    P.MEASURE_VIEW,
                }
            ),
        ),
        Role(
            "administrator",
            "Partnership administrator",
            "Adds agencies and invites their managers. Sees no records.",
            frozenset({P.AGENCY_MANAGE, P.MEMBER_VIEW, P.MEMBER_INVITE, P.MEMBER_END}),
        ),
        Role(
            "volunteer",
            "Volunteer",
            "Writes down sessions, hours and kits given, and sees no case. Needs a vetting that has not "
            "expired.",
            frozenset({P.MEASURE_VIEW, P.VOLUNTEER_LOG}),
            is_for_volunteers=True,
        ),
    )
}
