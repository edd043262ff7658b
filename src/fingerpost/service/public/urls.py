"""Addresses of the public's pages."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.public import views

app_name = "public"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("districts/<slug:code>", views.district, name="district"),
    path("measures/<slug:name>", views.measure, name="measure"),
    path("measures/<slug:name>/<slug:table>.csv", views.download, name="download"),
]
