"""The second half of the road: from the jury to the title."""

from django.apps import AppConfig

from ccas.startup import register_rooms

ROOMS = (
    "vae",
    "coverage",
    "juries",
    "deliberation",
    "awards",
    "appeals",
    "register",
    "badges",
    "passport",
    "surveys",
    "figures",
    "home",
)


class CertificationConfig(AppConfig):
    name = "certification"
    label = "certification"
    verbose_name = "Certification"

    def ready(self) -> None:
        register_rooms("certification", ROOMS)
