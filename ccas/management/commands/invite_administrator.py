"""`manage.py invite_administrator ADRESSE NOM`: the first, whom nobody inside can invite."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ccas.accounts import invitations
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Ouvre un compte d’administrateur et lui envoie son lien ; les autres s’invitent à l’écran."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        grants = [invitations.Grant(Role.ADMINISTRATOR)]
        try:
            invitations.invite(email=email, display_name=name, grants=grants, by=Actor.system())
        except Refusal as refusal:
            raise CommandError(" ".join(refusal.sentences)) from refusal
        self.stdout.write(f"Le lien part à {email} ; il vaut sept jours.")
