"""Addresses of the board's room."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.board.views import home

app_name = "board"
urlpatterns = [
    path("", home.home, name="home"),
]
