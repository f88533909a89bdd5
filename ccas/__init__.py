"""The Django project and its platform services. It knows no trade word."""

from ccas.celery import app as celery_app

__all__ = ["celery_app"]
