"""Addresses of the pages on which agencies keep their services."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.public.views import keeping

app_name = "directory"
urlpatterns = [
    path("", keeping.services, name="services"),
    path("new", keeping.new, name="new"),
    path("import", keeping.take_in, name="import"),
    path("services.json", keeping.export, name="export"),
    path("<slug:number>", keeping.service, name="service"),
    path("<slug:number>/change", keeping.change, name="change"),
    path("<slug:number>/check", keeping.check, name="check"),
    path("<slug:number>/places/new", keeping.new_place, name="new_place"),
    path("<slug:number>/places/<slug:place>", keeping.place, name="place"),
    path("<slug:number>/places/<slug:place>/remove", keeping.remove_place, name="remove_place"),
]
