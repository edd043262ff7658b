"""Addresses of access."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.access import views

app_name = "access"
urlpatterns = [path("act-for", views.act_for, name="act_for")]
