"""What can be permitted. A role is a named set of these; nothing else grants anything."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may do, for the agency that they act for."""

    MEASURE_VIEW = "measure.view"
    SIGNAL_VIEW = "signal.view"
    SIGNAL_TRIAGE = "signal.triage"
    REBASE_DECIDE = "rebase.decide"
    LINK_REVIEW = "link.review"
    UPLOAD_VIEW = "upload.view"
    UPLOAD_MAKE = "upload.make"
    UPLOAD_WITHDRAW = "upload.withdraw"
    TOKEN_MANAGE = "token.manage"  # noqa: S105, a name
    AGREEMENT_VIEW = "agreement.view"
    AGREEMENT_DRAFT = "agreement.draft"
    AGREEMENT_SIGN = "agreement.sign"
    AGENCY_MANAGE = "agency.manage"
    MEMBER_VIEW = "member.view"
    MEMBER_INVITE = "member.invite"
    MEMBER_END = "member.end"
    AUDIT_VIEW = "audit.view"
    EMERGENCY_OPEN = "emergency.open"
    PACK_VIEW = "pack.view"
    BOARD_VIEW = "board.view"
    BOARD_PREPARE = "board.prepare"
    BOARD_CHAIR = "board.chair"
    BOARD_OVERSEE = "board.oversee"
    PLAN_MANAGE = "plan.manage"
    ACTION_REPORT = "action.report"
    GRANT_KEEP = "grant.keep"
    DIRECTORY_MANAGE = "directory.manage"
    TOLD_MODERATE = "told.moderate"
    CASE_VIEW = "case.view"
    CASE_WORK = "case.work"
    CASE_HEALTH = "case.health"
    CASE_MANAGE = "case.manage"
    JUSTICE_WORK = "justice.work"
    RELEASE_PLAN = "release.plan"
    VOLUNTEER_LOG = "volunteer.log"
    VOLUNTEER_MANAGE = "volunteer.manage"
    RECORDS_GOVERN = "records.govern"

    @property
    def words(self) -> str:
        """What it allows, as the agency reads it."""
        return WORDS[self]


# What a policing, prison or probation agency never has, whatever role it gives: these open records of
# health, and health records never become police intelligence.
NEVER_FOR_LAW_ENFORCEMENT = frozenset({Permission.LINK_REVIEW, Permission.CASE_HEALTH})
# What only those have: diversion, tests and orders are theirs to begin.
ONLY_FOR_LAW_ENFORCEMENT = frozenset({Permission.JUSTICE_WORK})

WORDS = {
    Permission.MEASURE_VIEW: "See the measures, their charts and how each was computed",
    Permission.SIGNAL_VIEW: "See what the early warning raised",
    Permission.SIGNAL_TRIAGE: "Assess a signal and say what became of it",
    Permission.REBASE_DECIDE: "Decide that a chart starts from a new level, with a reason",
    Permission.LINK_REVIEW: "Decide whether two records are of one person",
    Permission.UPLOAD_VIEW: "See what the agency sent, and what was refused",
    Permission.UPLOAD_MAKE: "Send files for the agency",
    Permission.UPLOAD_WITHDRAW: "Withdraw a file that was sent by mistake",
    Permission.TOKEN_MANAGE: "Make and end the keys with which machines send files",
    Permission.AGREEMENT_VIEW: "Read the agreements of the agency",
    Permission.AGREEMENT_DRAFT: "Draft and change agreements",
    Permission.AGREEMENT_SIGN: "Sign an agreement for the agency",
    Permission.AGENCY_MANAGE: "Add agencies, and change what is known of them",
    Permission.MEMBER_VIEW: "See who works for the agency here",
    Permission.MEMBER_INVITE: "Invite people of the agency, and give them roles",
    Permission.MEMBER_END: "End somebody's access at once",
    Permission.AUDIT_VIEW: "See who looked at what, and why",
    Permission.EMERGENCY_OPEN: "Open a record in an emergency, with a reason that its owner reads",
    Permission.PACK_VIEW: "Read the board's pack",
    Permission.BOARD_VIEW: "See the board's meetings, plan, decisions, actions and risks",
    Permission.BOARD_PREPARE: "Prepare the board's meetings, minute them, and keep what was decided",
    Permission.BOARD_CHAIR: "Run the board's meetings, approve their minutes, accept actions as done",
    Permission.BOARD_OVERSEE: "Watch over what all agencies promised and spent, and put questions",
    Permission.PLAN_MANAGE: "Keep the board's plan, risks, required documents and involvement log",
    Permission.ACTION_REPORT: "Report on the agency's own actions of the board, with evidence",
    Permission.GRANT_KEEP: "Write down the lines of grants and what was spent of them",
    Permission.DIRECTORY_MANAGE: "Keep the agency's services in the directory that everybody reads",
    Permission.TOLD_MODERATE: "Read what the public told, and say what of it may be shown",
    Permission.CASE_VIEW: "See the agency's own people, their referrals and plans",
    Permission.CASE_WORK: "Keep records of people, send and answer referrals, and work on plans",
    Permission.CASE_HEALTH: "Read and write what is about somebody's health",
    Permission.CASE_MANAGE: "Keep the agency's services and their times, and see to what is late",
    Permission.JUSTICE_WORK: "Check who may be diverted, offer it, order tests, and keep requirements",
    Permission.RELEASE_PLAN: "Plan releases from prison, and work through the release day",
    Permission.VOLUNTEER_LOG: "Write down sessions, hours and kits given, without names",
    Permission.VOLUNTEER_MANAGE: "See to volunteers: their sessions, hours and supervision",
    Permission.RECORDS_GOVERN: "Decide what is kept, correct and merge records, and answer what somebody "
    "asks of their own",
}
