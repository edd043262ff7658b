"""Addresses of the board's room."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.board.views import actions, home

app_name = "board"
urlpatterns = [
    path("", home.home, name="home"),
    path("actions", actions.listed, name="actions"),
    path("actions/new", actions.new, name="new_action"),
    path("actions/<int:number>", actions.action, name="action"),
    path("actions/<int:number>/<slug:name>", actions.step, name="action_step"),
]
