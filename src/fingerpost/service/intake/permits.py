"""Which files an agency may have landed on a day, and why: the agreements decide.

The lake is kept by one agency, the holder of the evidence. To send it a file is a flow like any other:
from the sender to the holder, of that data item, for statistics.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings

from fingerpost.evidence.sources import Source, all_sources
from fingerpost.service.access.agreements import Answer, may_flow
from fingerpost.service.access.models import Agency, AgencyKind
from fingerpost.service.access.vocabulary import Purpose, all_data_items
from fingerpost.service.intake.landing_permits import Permits
from fingerpost.service.intake.models import LANDED_HERE, UploadedFile, UploadStatus

# Who holds the evidence of a demo, or of one who develops, where the settings do not name the holder.
HOLDER_KINDS = (AgencyKind.COUNCIL, AgencyKind.PUBLIC_HEALTH, AgencyKind.PCC)
PURPOSE = {"encoded_people": Purpose.LINKAGE}  # every other file lands for statistics


def holders() -> list[Agency]:
    """Return the agency that keeps the evidence. Only where nobody is real may it be left unsaid."""
    active = Agency.objects.filter(is_active=True)
    if settings.EVIDENCE_HOLDER:
        return list(active.filter(slug=settings.EVIDENCE_HOLDER))
    if settings.MODE == "production":
        return []
    return list(active.filter(kind__in=HOLDER_KINDS))


def may_send(agency: Agency, source: Source, *, on: date) -> Answer:
    """Tell whether a file of a source may land that an agency sends on a day, and why."""
    kept_by = holders()
    if not kept_by:
        return Answer(False, "The partnership has not said which agency keeps the evidence.")
    declared = declared_senders(agency)
    if declared and source.name not in declared:
        return Answer(False, f"{agency} is not known to send {source.title}.")
    if source.name not in all_data_items():
        if agency in kept_by:
            return Answer(True, "It is open data.")
        return Answer(
            False,
            f"{source.title} is open data, which the agency that keeps the evidence lands itself.",
        )
    purpose = PURPOSE.get(source.name, Purpose.STATISTICS)
    answers = [
        may_flow(giver=agency, receiver=holder, item=source.name, purpose=purpose, on=on)
        for holder in sorted(kept_by, key=lambda one: one != agency)
    ]
    refused = Answer(False, _why(answers, source))
    return next((answer for answer in answers if answer), refused)


def _why(answers: list[Answer], source: Source) -> str:
    # An agreement that ended says more than that there is none.
    told = [answer.why for answer in answers if not answer.why.startswith("No agreement")]
    if told or len(answers) == 1:
        return (told or [answers[0].why])[0]
    return f"No agreement allows {source.title} to be given to those who keep the evidence."


def sendable(agency: Agency, *, on: date) -> list[Source]:
    """Return the sources of which an agency's files may land on a day, by title."""
    found = [one for one in all_sources().values() if may_send(agency, one, on=on)]
    return sorted(found, key=lambda source: source.title)


def declared_senders(agency: Agency) -> dict[str, list[str]]:
    """Return which sources an agency is declared to send, and under which names in the files.

    `Agency.sources` holds `{"source": "ndtms_adult", "sender": "T0901"}`; without a sender, or as the
    bare name of a source, any sender's.
    """
    declared: dict[str, list[str]] = {}
    for entry in agency.sources:
        said = entry if isinstance(entry, dict) else {"source": entry}
        senders = declared.setdefault(str(said.get("source", "")), [])
        if said.get("sender"):
            senders.append(str(said["sender"]))
    return declared


def permits_for(agency: Agency, *, said_source: str, on: date) -> Permits:
    """Return what the landing of an agency's upload may do on a day.

    Asked as the service, which alone sees what other agencies sent.
    """
    refused = {}
    for name, source in all_sources().items():
        if said_source and name != said_source:
            said = all_sources()[said_source].title
            refused[name] = f"You said that it is “{said}”, but it is “{source.title}”."
            continue
        answer = may_send(agency, source, on=on)
        if not answer:
            refused[name] = answer.why
    taken: dict[str, list[str]] = {}
    others = (
        UploadedFile.objects.filter(status__in=LANDED_HERE, upload__status=UploadStatus.LANDED)
        .exclude(agency=agency)
        .values_list("source", "editions")
    )
    for name, editions in others:
        taken.setdefault(name, []).extend(editions)
    declared = declared_senders(agency)
    return Permits(refused, {name: to for name, to in declared.items() if to}, taken)
