"""Celery: PostgreSQL remembers the jobs, Redis only wakes the workers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccas.settings.development")

app = Celery("ccas")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "ccas.jobs",
        "ccas.journal",
        "ccas.files",
        "ccas.archives",
        "ccas.accounts",
        "ccas.privacy",
        "assessments.practice",
        "certification.vae",
        "certification.juries",
        "certification.register",
        "certification.surveys",
    ]
)
