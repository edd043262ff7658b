"""Make the risks, deep dives, documents and involvement log of a demo, in the name of its people."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.evidence.publication.content import Pack, Page, Paragraph
from fingerpost.evidence.publication.odt import render_odt
from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.access.models import Membership
from fingerpost.service.board.actions import (
    composing,
    deep_dives,
    documents,
    involvement,
    risks,
)
from fingerpost.service.board.demo import cast
from fingerpost.service.board.demo import documents_texts as said
from fingerpost.service.board.models import (
    DocumentKind,
    InvolvementEntry,
    RequiredDocument,
    Risk,
)
from fingerpost.service.board.models.involvement import EntryStatus
from fingerpost.service.board.what_measures_say import all_measures

A_QUARTER = timedelta(days=92)


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make them, dated before `at`; nothing if they are there."""
    if RequiredDocument.objects.exists():
        return
    lead, chair = cast.lead(), cast.chair()
    for risk in said.RISKS:
        _make_risk(risk, lead, at)
    _make_deep_dives(lead, at)
    _make_involvement(lead, at)
    _make_documents(lead, chair, at)  # last: the progress report is composed of all the rest


def _make_risk(one: said.DemoRisk, lead: Membership, at: datetime) -> Risk:
    (days, likelihood, impact, reason), *later = one.scores
    review_on = timezone.localdate(at) + timedelta(days=one.review_in)
    risk = risks.raise_risk(
        title=one.title,
        owner=cast.agency(one.owner),
        likelihood=likelihood,
        impact=impact,
        reason=reason,
        review_on=review_on,
        cause=one.cause,
        consequence=one.consequence,
        controls=one.controls,
        appetite=one.appetite,
        is_public=True,
        by=lead,
        at=at - timedelta(days=days),
    )
    for ago, likelihood, impact, reason in later:
        risks.rescore(
            risk=risk,
            likelihood=likelihood,
            impact=impact,
            reason=reason,
            review_on=review_on,
            by=lead,
            at=at - timedelta(days=ago),
        )
    if one.happened:
        ago, what = one.happened
        risks.has_happened(risk=risk, reason=what, by=lead, at=at - timedelta(days=ago))
    if one.closed:
        ago, why = one.closed
        risks.close(risk=risk, reason=why, by=lead, at=at - timedelta(days=ago))
    return risk


def _make_deep_dives(lead: Membership, at: datetime) -> None:
    known = all_measures(viewer=lead)
    today = timezone.localdate(at)
    before = at - A_QUARTER
    unplanned = [name for name in said.UNPLANNED_MEASURES if name in known]
    concluded = deep_dives.begin(
        title="People who leave treatment early",
        question=said.UNPLANNED,
        quarter=today - A_QUARTER,
        owner=cast.agency(K.TREATMENT),
        measures=unplanned,
        by=lead,
        at=before,
    )
    deep_dives.collect(
        dive=concluded, measures=unplanned, notes=said.UNPLANNED_NOTES, by=lead, at=before
    )
    deep_dives.conclude(
        dive=concluded,
        conclusion=said.UNPLANNED_CONCLUSION,
        by=lead,
        at=at - timedelta(days=40),
    )
    deep_dives.begin(
        title="Deaths, and what would have prevented them",
        question=said.DEATHS,
        quarter=today,
        owner=cast.agency(K.PUBLIC_HEALTH),
        measures=[name for name in said.DEATHS_MEASURES if name in known],
        by=lead,
        at=at - timedelta(days=15),
    )


def _make_involvement(lead: Membership, at: datetime) -> None:
    today = timezone.localdate(at)
    for ago, who, you_said, owner, status, we_did, is_public in said.SAID:
        entry: InvolvementEntry = involvement.write_down(
            on=today - timedelta(days=ago),
            who=who,
            you_said=you_said,
            owner=cast.agency(owner),
            is_public=is_public,
            by=lead,
            at=at - timedelta(days=ago - 1),
        )
        if status != EntryStatus.HEARD:
            involvement.answer(
                entry=entry,
                status=status,
                we_did=we_did,
                by=lead,
                at=at - timedelta(days=ago // 2),
            )
    voice = cast.member(K.LIVED_EXPERIENCE, "board")
    involvement.say_needs(
        person=voice.user,
        agency=lead.agency,
        wants_easy_read=True,
        wants_pre_meeting=True,
        wants_expenses_paid=True,
        other_needs="Somebody to go through the papers with, the day before.",
        by=voice,
        at=at - timedelta(days=30),
    )


def _make_documents(lead: Membership, chair: Membership, at: datetime) -> None:
    today = timezone.localdate(at)
    for kind, title, owner, due_in, months in said.DOCUMENTS:
        document = documents.require(
            kind=kind,
            title=title,
            owner=cast.agency(owner),
            due_on=today + timedelta(days=due_in),
            review_months=months,
            by=lead,
            at=at - timedelta(days=200),
        )
        if kind is DocumentKind.TERMS:
            _approve_terms(document, lead, chair, at - timedelta(days=180))
        if kind is DocumentKind.PROGRESS:
            since = date(today.year - 1, 4, 1)
            with suppress(ValidationError):  # a release that must be made again
                composing.compose(document=document, since=since, by=lead, at=at)


def _approve_terms(
    document: RequiredDocument, lead: Membership, chair: Membership, at: datetime
) -> None:
    pack = Pack(
        title="Terms of reference",
        subtitle="Of the High Harms Board",
        audience="its members, and everybody",
        is_draft=False,
        pages=tuple(
            Page(f"part-{number}", title, (Paragraph(words),))
            for number, (title, words) in enumerate(said.TERMS)
        ),
        licence_statements=(),
        identity="Made up for a demonstration",
    )
    version = documents.add_version(
        document=document,
        file_name="Terms of reference.odt",
        content=render_odt(pack, made_at=at),
        by=lead,
        at=at,
    )
    documents.put_to_board(version=version, meeting=None, by=lead, at=at)
    documents.approve(version=version, by=chair, at=at + timedelta(days=14))
