"""Addresses of the pages for everybody."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.public.views import (
    ask_for_help,
    board,
    county,
    data,
    find_help,
    tell_us,
    words,
)

app_name = "public"
urlpatterns = [
    path("", county.overview, name="overview"),
    path("districts/<slug:code>", county.district, name="district"),
    path("measures/<slug:name>", county.measure, name="measure"),
    path("measures/<slug:name>/<slug:table>.csv", county.download, name="download"),
    path("measures/<slug:name>/<slug:table>.csv-metadata.json", data.metadata, name="metadata"),
    path("data", data.data, name="data"),
    path("changes.atom", data.atom, name="feed"),
    path("board", board.board, name="board"),
    path("board/minutes/<int:number>", board.minutes, name="minutes"),
    path("help", find_help.find, name="help"),
    path("help/services.json", find_help.export, name="export"),
    path("help/ask", ask_for_help.ask, name="ask"),
    path("help/<slug:number>", find_help.service, name="service"),
    path("tell-us", tell_us.tell, name="tell_us"),
    path("told", tell_us.told, name="told"),
    path("words/<slug:name>", words.text, name="text"),
    path("licences", words.licences, name="licences"),
    path("privacy", words.privacy, name="privacy"),
    path("corrections", words.corrections, name="corrections"),
]
