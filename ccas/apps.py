"""The platform's Django app."""

from importlib import import_module

from django.apps import AppConfig

from ccas.startup import refuse_the_demonstration, register_rooms

SERVICES = (
    "journal",
    "interface",
    "exchange",
    "jobs",
    "files",
    "documents",
    "outbox",
    "archives",
    "accounts",
    "privacy",
    "webhooks",
    "live",
    "api",
    "operations",
)


class CcasConfig(AppConfig):
    name = "ccas"
    label = "ccas"
    verbose_name = "Plateforme"

    def ready(self) -> None:
        refuse_the_demonstration()
        import_module("ccas.checks")
        register_rooms("ccas", SERVICES)
