"""Is the service alive, and can it work? For whoever watches over machines; tells nothing else."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from fingerpost.service.access.policies import public

FORWARDED = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")


@public
@require_safe
@transaction.non_atomic_requests
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer that the process is alive; asks nobody else."""
    return JsonResponse({"live": True})


@public
@require_safe
@transaction.non_atomic_requests
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer whether the database answers and every migration has run."""
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        return JsonResponse({"ready": False, "database": False}, status=503)
    is_ready = not waiting
    return JsonResponse(
        {"ready": is_ready, "database": True, "migrated": is_ready},
        status=200 if is_ready else 503,
    )


@public
@require_safe
@transaction.non_atomic_requests
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer how many pages were asked for, how they ended and how long they took, for Prometheus.

    Only this machine itself may ask, not through the proxy in front, or who shows the token. For
    everybody else there is no such page. It names views and never an address, a person or an agency.
    """
    if not (_is_this_machine(request) or _shows_token(request)):
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    return answer


def _is_this_machine(request: HttpRequest) -> bool:
    is_forwarded = any(name in request.META for name in FORWARDED)
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not is_forwarded


def _shows_token(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(shown, settings.METRICS_TOKEN)
