"""Addresses of insight."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("measures/<slug:name>", views.measure, name="measure"),
    path("pages/<slug:slug>", views.page, name="page"),
]
