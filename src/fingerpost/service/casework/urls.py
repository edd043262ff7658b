"""Addresses of the cases."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.casework.views import (
    consents,
    emergency,
    home,
    people,
    records,
    referrals,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("referrals", referrals.listed, name="referrals"),
    path("referrals/<int:number>", referrals.referral, name="referral"),
    # People, what they agreed to, and their records.
    path("people", people.search, name="people"),
    path("people/new", people.new, name="new_person"),
    path("people/<int:number>", people.person, name="person"),
    path("people/<int:number>/change", people.change, name="change_person"),
    path("people/<int:number>/died", people.died, name="died"),
    path("people/<int:number>/known", people.known, name="known"),
    path("people/<int:number>/consent", consents.new, name="new_consent"),
    path("people/received/<int:number>", people.received, name="received_as"),
    path("consents/<int:number>", consents.consent, name="consent"),
    path("consents/<int:number>/withdraw", consents.withdraw, name="withdraw_consent"),
    path("consents/<int:number>/held", consents.held, name="held_under"),
    path("records", records.listed, name="records"),
    path("records/sheets", records.sheets, name="sheets"),
    path("records/people/<int:number>", records.record, name="record"),
    path("records/people/<int:number>/keep-on", records.keep_on, name="keep_on"),
    path("records/people/<int:number>/erase", records.erase, name="erase"),
    path("records/people/<int:number>/alive", records.alive, name="alive"),
    path("records/people/<int:number>/alike", records.alike, name="alike"),
    path("records/people/<int:number>/into/<int:into>", records.merge, name="merge"),
    path("records/people/<int:number>/part", records.part, name="part"),
    path("records/people/<int:number>/asked", records.asked, name="asked"),
    path("records/requests/<int:number>", records.access_request, name="access_request"),
    path("emergency", emergency.opening, name="emergency"),
    path("emergency/<int:number>", emergency.opened, name="emergency_record"),
]
