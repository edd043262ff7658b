"""Take up again the jobs of a worker that was killed: nobody else ends them, and they hold their locks.

Every job of ours may run twice and does no harm.
"""

from __future__ import annotations

import structlog
from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

log = structlog.get_logger("fingerpost.service")


@app.periodic(cron="* * * * * */10")  # the last is of seconds
@app.task(name="config.take_up_again", queueing_lock="config.take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:
    """Let every job wait again whose worker gives no sign of life any more."""
    manager = context.app.job_manager
    silent = settings.WORKER_SILENT_SECONDS
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the next of its kind waits already, and does its work
            await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
        log.warning("job_taken_up_again", job=job.id, task=job.task_name)
