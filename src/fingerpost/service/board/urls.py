"""Addresses of the board's room."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.board.views import (
    actions,
    home,
    interests,
    meetings,
    packs,
    papers,
    seats,
    sitting,
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
    path(
        "meetings/<int:number>/items/<int:item>/change",
        meetings.change_item,
        name="change_item",
    ),
    path("meetings/<int:number>/items/<int:item>/papers/new", papers.new, name="new_paper"),
    path("meetings/<int:number>/items/<int:item>/interest", interests.declare, name="interest"),
    path("papers/<int:number>", papers.paper, name="paper"),
    path("papers/<int:number>/change", papers.change, name="change_paper"),
    path("papers/<int:number>/send", papers.send, name="send_paper"),
    path("papers/<int:number>/versions/<int:version>", papers.paper, name="paper_version"),
    path("meetings/<int:number>/freeze", packs.freeze, name="freeze"),
    path("meetings/<int:number>/pack", packs.pack, name="pack"),
    path("meetings/<int:number>/pack/<int:edition>", packs.pack, name="earlier_pack"),
    path("meetings/<int:number>/pack/<int:edition>/pdf", packs.pack_pdf, name="pack_pdf"),
    path("meetings/<int:number>/open", sitting.open_meeting, name="open_meeting"),
    path("meetings/<int:number>/chair", sitting.chair, name="chair"),
    path("meetings/<int:number>/chair/<int:item>", sitting.chair, name="chair_item"),
    path("meetings/<int:number>/chair/<int:item>/come", sitting.come_to, name="come_to"),
    path("meetings/<int:number>/chair/<int:item>/finish", sitting.finish, name="finish"),
    path("meetings/<int:number>/close", sitting.close_meeting, name="close_meeting"),
    path("meetings/<int:number>/apologies", seats.apologies, name="apologies"),
    path("seats", seats.seats, name="seats"),
    path("seats/new", seats.new_seat, name="new_seat"),
    path("seats/<int:seat>/fill", seats.fill, name="fill_seat"),
    path("seats/<int:seat>/chair", seats.chair, name="hand_on_chair"),
    path("seats/<int:seat>/end", seats.end, name="end_seat"),
]
