"""Addresses of the gallery."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.design import views

app_name = "design"
urlpatterns = [path("", views.gallery, name="gallery")]
