"""Addresses of the cases."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.casework.views import home, lists, referrals, sending, services

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
]
