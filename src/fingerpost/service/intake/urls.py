"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.sent, name="sent"),
    path("send", views.send, name="send"),
    path("begin", views.begin, name="begin"),
    path("health", views.health, name="health"),
    path("keys", views.tokens, name="tokens"),
    path("keys/make", views.make_token, name="make_token"),
    path("keys/<int:number>/end", views.end_token, name="end_token"),
    path("<int:number>", views.upload, name="upload"),
    path("<int:number>/part", views.part, name="part"),
    path("<int:number>/complete", views.complete, name="complete"),
    path("<int:number>/refused.csv", views.rejects, name="rejects"),
    path("<int:number>/withdraw", views.withdraw, name="withdraw"),
]
