"""Addresses of the cases."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.casework.views import (
    consents,
    emergency,
    home,
    lists,
    people,
    records,
    referrals,
    sending,
    services,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("referrals", referrals.listed, name="referrals"),
    path("referrals/<int:number>", referrals.referral, name="referral"),
    path("referrals/<int:number>/change", sending.change, name="change_draft"),
    path("referrals/<int:number>/read", referrals.read, name="read_referral"),
    path("referrals/<int:number>/<slug:name>", referrals.step, name="referral_step"),
    path("people/<int:number>/refer", sending.choose, name="refer"),
    path("people/<int:number>/refer/<int:service>", sending.draft, name="refer_to"),
    path("services", services.listed, name="services"),
    path("services/new", services.new, name="new_service"),
    path("services/<int:number>", services.service, name="service"),
    path("services/<int:number>/change", services.change, name="change_service"),
    path("services/<int:number>/times", services.slots, name="service_times"),
    path("services/<int:number>/times/<int:slot>/off", services.take_off, name="take_off"),
    path("lists", lists.listed, name="lists"),
    path("lists/new", lists.new, name="new_list"),
    path("lists/<int:number>", lists.one, name="list"),
    path("lists/<int:number>/people", lists.people, name="list_people"),
    path("lists/<int:number>/send", lists.send, name="send_list"),
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
