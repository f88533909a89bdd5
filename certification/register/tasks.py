"""What Celery calls by name."""

from celery import shared_task

from certification.register import counting


@shared_task(name="certification.register.tidy", ignore_result=True)
def tidy() -> None:
    """Forget the counts of the days before."""
    counting.forget_old()
