"""Addresses of the cases."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.casework.views import (
    drafts,
    home,
    referrals,
    release_intake,
    releases,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("referrals", referrals.listed, name="referrals"),
    path("referrals/<int:number>", referrals.referral, name="referral"),
    path("drafts", drafts.draft, name="draft"),
    # Releases from prison.
    path("releases", releases.ahead, name="releases"),
    path("releases/clock", releases.clock, name="release_clock"),
    path("releases/new", release_intake.new, name="new_release"),
    path("releases/list", release_intake.send_list, name="send_releases"),
    path("releases/list/<int:number>", release_intake.file, name="release_file"),
    path("releases/transfers", release_intake.queue, name="transfers"),
    path("releases/transfers/<int:number>", release_intake.resolve, name="transfer"),
    path(
        "releases/needs/<int:number>/<slug:name>", releases.item_step, name="release_item_step"
    ),
    path("releases/<int:number>", releases.release, name="release"),
    path("releases/<int:number>/health", releases.health, name="release_health"),
    path("releases/<int:number>/<slug:name>", releases.step, name="release_step"),
]
