"""Addresses of access."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.access.views import (
    agreements,
    audit,
    demo,
    notices,
    openid,
    people,
    start,
)

app_name = "access"
urlpatterns = [
    path("act-for", start.act_for, name="act_for"),
    path("choose-agency", start.choose, name="choose"),
    path("view-as", demo.view_as, name="view_as"),
    path("notices", notices.preferences, name="notices"),
    path("notices/calendar", notices.renew_calendar, name="renew_calendar"),
    path("notices/calendar/end", notices.end_calendar, name="end_calendar"),
    path("calendar/<str:secret>.ics", notices.feed, name="calendar"),
    path("people", people.people, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/<int:number>/end", people.end, name="end"),
    path("invitations/<int:number>/withdraw", people.withdraw, name="withdraw"),
    path("invitation/<str:secret>", people.invitation, name="invitation"),
    path("openid/<slug:agency>", openid.begin, name="openid"),
    path("openid/<slug:agency>/callback", openid.callback, name="openid_callback"),
    path("agencies", people.agencies, name="agencies"),
    path("agreements", agreements.overview, name="agreements"),
    path("agreements/between", agreements.between, name="between"),
    path("agreements/draft", agreements.draft, name="draft"),
    path("agreements/<int:number>", agreements.version, name="agreement"),
    path("agreements/<int:number>/flows", agreements.flows, name="flows"),
    path("agreements/<int:number>/print", agreements.printed, name="printed"),
    path("agreements/<int:number>/ask", agreements.ask, name="ask"),
    path("agreements/<int:number>/agree", agreements.agree, name="agree"),
    path("agreements/<int:number>/return", agreements.give_back, name="give_back"),
    path("agreements/<int:number>/sign", agreements.sign, name="sign"),
    path("agreements/<int:number>/end", agreements.end, name="end_agreement"),
    path("audit", audit.events, name="audit"),
    path("audit/<slug:what>/<str:which>", audit.looked, name="looked"),
]
