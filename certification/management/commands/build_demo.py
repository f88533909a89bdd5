"""`manage.py build_demo`: the invented cohort, through the same actions as the screens."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ccas.accounts.demonstration import cast
from ccas.accounts.models import User
from ccas.journal import sealing
from ccas.refusals import Refusal
from certification.demonstration import (
    elders,
    foundations,
    jury_day,
    session_days,
    supervisors,
    today,
)
from certification.demonstration.cast import PASSWORD
from certification.demonstration.stage import Stage


class Command(BaseCommand):
    help = "Construit la démonstration, ou la reprend là où elle s’est arrêtée."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accounts", action="store_true", help="n’affiche que les comptes de la distribution"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CLOCK_MAY_MOVE:
            raise CommandError("La démonstration déplace l’horloge : elle n’existe pas ici.")
        if not options["accounts"]:
            stage = Stage(self.stdout)
            try:
                for part in (foundations, elders, session_days, jury_day, supervisors, today):
                    part.build(stage)
            except Refusal as refusal:
                raise CommandError("\n".join(refusal.sentences)) from refusal
            sealing.seal()
        self._accounts()

    def _accounts(self) -> None:
        emails = dict(User.objects.filter(demonstration=True).values_list("pk", "email"))
        self.stdout.write(f"\nComptes de la démonstration (mot de passe : {PASSWORD})\n")
        for member in cast():
            self.stdout.write(f"  {member.role_label:<34} {member.name:<32} {emails[member.pk]}")
