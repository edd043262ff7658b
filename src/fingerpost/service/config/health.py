"""Is the service alive, and can it work? For whoever watches over machines; tells nothing else."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fingerpost.service.access.policies import public


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
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False}, status=503)
    is_ready = not waiting
    return JsonResponse(
        {"ready": is_ready, "database": True, "migrated": is_ready},
        status=200 if is_ready else 503,
    )
