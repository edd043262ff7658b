"""Addresses of the board's room."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.board.views import (
    actions,
    deep_dives,
    documents,
    home,
    involvement,
    meetings,
    risks,
)

app_name = "board"
urlpatterns = [
    path("", home.home, name="home"),
    path("actions", actions.listed, name="actions"),
    path("actions/new", actions.new, name="new_action"),
    path("actions/<int:number>", actions.action, name="action"),
    path("actions/<int:number>/<slug:name>", actions.step, name="action_step"),
    path("meetings", meetings.listed, name="meetings"),
    path("meetings/new", meetings.new, name="new_meeting"),
    path("meetings/<int:number>", meetings.meeting, name="meeting"),
    path("meetings/<int:number>/due", meetings.agenda, name="agenda"),
    path("meetings/<int:number>/items/new", meetings.item, name="new_item"),
    path("meetings/<int:number>/items/<int:item>/strike", meetings.strike, name="strike"),
    path("meetings/<int:number>/attendance", meetings.attendance, name="attendance"),
    path("meetings/<int:number>/cancel", meetings.cancel, name="cancel_meeting"),
    path("risks", risks.listed, name="risks"),
    path("risks/new", risks.new, name="new_risk"),
    path("risks/matrix", risks.matrix, name="risk_matrix"),
    path("risks/<int:number>", risks.risk, name="risk"),
    path("risks/<int:number>/<slug:name>", risks.step, name="risk_step"),
    path("deep-dives", deep_dives.listed, name="deep_dives"),
    path("deep-dives/new", deep_dives.new, name="new_deep_dive"),
    path("deep-dives/<int:number>", deep_dives.dive, name="deep_dive"),
    path("deep-dives/<int:number>/<slug:name>", deep_dives.step, name="deep_dive_step"),
    path("documents", documents.listed, name="documents"),
    path("documents/new", documents.new, name="new_document"),
    path("documents/<int:number>", documents.document, name="document"),
    path("documents/<int:number>/upload", documents.upload, name="upload_version"),
    path("documents/<int:number>/compose", documents.compose, name="compose_document"),
    path("documents/<int:number>/<slug:name>", documents.step, name="document_step"),
    path(
        "documents/<int:number>/versions/<int:version>/file",
        documents.file,
        name="version_file",
    ),
    path(
        "documents/<int:number>/versions/<int:version>/pdf", documents.pdf, name="version_pdf"
    ),
    path(
        "documents/<int:number>/versions/<int:version>/<slug:name>",
        documents.version_step,
        name="version_step",
    ),
    path("involvement", involvement.listed, name="involvement"),
    path("involvement/new", involvement.new, name="new_involvement"),
    path("involvement/needs", involvement.my_needs, name="my_needs"),
    path("involvement/members", involvement.members, name="involvement_members"),
    path("involvement/members/new", involvement.new_member, name="new_involvement_member"),
    path(
        "involvement/members/<int:number>/<slug:name>",
        involvement.member_step,
        name="involvement_member_step",
    ),
    path("involvement/<int:number>", involvement.entry, name="involvement_entry"),
    path("involvement/<int:number>/<slug:name>", involvement.step, name="involvement_step"),
    path("meetings/<int:number>/easy-read", involvement.easy_agenda, name="easy_agenda"),
    path("seats", meetings.seats, name="seats"),
    path("seats/new", meetings.new_seat, name="new_seat"),
]
