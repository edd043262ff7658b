"""Addresses of the cases."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.casework.views import filters, home, referrals

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("referrals", referrals.listed, name="referrals"),
    path("referrals/<int:number>", referrals.referral, name="referral"),
    # The worklists.
    path("give", home.give, name="give"),
    path("lists/keep", filters.save, name="save_filter"),
    path("lists/<int:number>/remove", filters.remove, name="remove_filter"),
]
