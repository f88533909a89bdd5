"""A row with a lease, woken by name through Celery, swept, with progress."""

from ccas.jobs.queue import Later, enqueue, register, retry, run, sweep

__all__ = ["Later", "enqueue", "register", "retry", "run", "sweep"]
