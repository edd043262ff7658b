"""Addresses of the pages on which what the public told is read."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.public.views import moderating

app_name = "told"
urlpatterns = [
    path("", moderating.waiting, name="waiting"),
    path("<int:number>/decide", moderating.decide, name="decide"),
]
