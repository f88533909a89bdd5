"""What this service arranges at start-up: workers write their lines as pages do."""

from logging.config import dictConfig
from typing import Any

from celery.signals import setup_logging
from django.conf import settings


def write_as_settings_say(**given: Any) -> None:
    """Instead of Celery's own lines, which repeat arguments and exceptions."""
    dictConfig(settings.LOGGING)


# Celery arranges its own logging unless somebody answers this signal: only where it is said how.
if settings.LOGGING:
    setup_logging.connect(write_as_settings_say, dispatch_uid="ccas.operations.logging")
