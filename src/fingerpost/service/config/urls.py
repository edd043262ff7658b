"""Every address of the service."""

from __future__ import annotations

from django.urls import include, path

from fingerpost.service.access.policies import public
from fingerpost.service.access.views import notices
from fingerpost.service.access.views import start as access
from fingerpost.service.config import health
from fingerpost.service.design import views as design
from fingerpost.service.intake import api
from fingerpost.service.public import data_api, help_api

urlpatterns = [
    path("", access.start, name="start"),
    # Before those of allauth: what we do not offer.
    path("account/email/", access.closed, name="account_email"),
    path("account/confirm-email/", access.closed, name="account_email_verification_sent"),
    path("account/confirm-email/<str:key>/", access.closed, name="account_confirm_email"),
    path("account/", include("allauth.urls")),
    path("county/api/v1/", data_api.urls),
    path("county/help/api/", help_api.urls),
    path("county/", include("fingerpost.service.public.urls")),
    path("directory/", include("fingerpost.service.public.keeping_urls")),
    path("told/", include("fingerpost.service.public.told_urls")),
    path("access/", include("fingerpost.service.access.urls")),
    path("design/", public(design.gallery), name="gallery"),
    path("design/outbox/", notices.outbox, name="outbox"),
    path("evidence/", include("fingerpost.service.insight.urls")),
    path("cases/", include("fingerpost.service.casework.urls")),
    path("board/", include("fingerpost.service.board.urls")),
    path("files/", include("fingerpost.service.intake.urls")),
    path("api/", api.urls),
    path("health/live", health.live, name="live"),
    path("health/metrics", health.metrics, name="metrics"),
    path("health/ready", health.ready, name="ready"),
]

handler400 = design.bad_request
handler403 = design.forbidden
handler404 = design.not_found
handler500 = design.failed
