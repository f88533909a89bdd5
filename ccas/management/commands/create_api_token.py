"""Make a token for somebody: whoever runs the server may, and the journal says so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.api.actions import USUAL_DAYS, create_token
from ccas.api.rooms import scopes
from ccas.refusals import Refusal


class Command(BaseCommand):
    help = "Crée un jeton d’API pour une personne, et le montre cette seule fois."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="adresse du compte")
        parser.add_argument("role", choices=Role.values, help="rôle sous lequel il agit")
        parser.add_argument("name", help="à quoi il sert")
        parser.add_argument("scopes", nargs="+", help="portées : candidates:read grading:write…")
        parser.add_argument("--days", type=int, default=USUAL_DAYS, help="durée de vie, en jours")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("Aucun compte n’a cette adresse.")
        try:
            token, secret = create_token(
                user,
                role=options["role"],
                name=options["name"],
                scopes=options["scopes"],
                known_scopes=[scope.code for scope in scopes()],
                days=options["days"],
                by=Actor.system(),
            )
        except Refusal as refusal:
            raise CommandError(" ".join(refusal.sentences)) from refusal
        self.stderr.write(f"Jeton {token}, valable jusqu’au {token.expires_at:%d/%m/%Y}.")
        self.stdout.write(secret)
