"""Addresses of insight."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.insight.views import measures, pairs, rebases, signals

app_name = "insight"
urlpatterns = [
    path("", measures.overview, name="overview"),
    path("measures/<slug:name>", measures.measure, name="measure"),
    path("measures/<slug:name>/<slug:table>.csv", measures.download, name="download"),
    path("pages/<slug:slug>", measures.page, name="page"),
    path("signals", signals.listed, name="signals"),
    path("signals/<slug:reference>", signals.signal, name="signal"),
    path("signals/<slug:reference>/answer", signals.triage, name="triage"),
    path("charts", rebases.listed, name="rebases"),
    path("charts/<slug:measure>/<slug:area>/<slug:period>", rebases.chart, name="rebase"),
    path("pairs", pairs.listed, name="pairs"),
    path("pairs/take-back", pairs.take_back, name="take_back"),
    path("pairs/<slug:queue>", pairs.pair, name="pair"),
    path("registers", measures.registers, name="registers"),
]
