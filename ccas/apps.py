"""The platform's Django app."""

from importlib import import_module

from django.apps import AppConfig

from ccas.startup import register_rooms

SERVICES = ("journal", "interface", "jobs", "documents", "outbox", "accounts", "api")


class CcasConfig(AppConfig):
    name = "ccas"
    label = "ccas"
    verbose_name = "Plateforme"

    def ready(self) -> None:
        import_module("ccas.checks")
        register_rooms("ccas", SERVICES)
