"""What Celery calls by name."""

from celery import shared_task

from ccas.journal import sealing


@shared_task(name="ccas.journal.seal", ignore_result=True)
def seal() -> None:
    """Seal what was written since the last time, and have the head timestamped."""
    sealing.seal()
    sealing.stamp()
