"""A row with a lease, woken by name through Celery, swept, with progress."""

from ccas.jobs.queue import enqueue, register, retry, run, sweep

__all__ = ["enqueue", "register", "retry", "run", "sweep"]
