"""manage.py load_scenarios CODE [--folder FOLDER]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.framework.models import Qualification
from assessments.sessions.actions import load_scenarios, shipped_folder
from ccas.actors import Actor
from ccas.refusals import Refusal


class Command(BaseCommand):
    """Loads scenarios; says which; on a refusal changes nothing and exits with 1."""

    help = (
        "Charge et publie les scénarios d’une certification : ceux qui sont livrés, ou ceux d’un"
        " dossier de fichiers TOML. Un fichier déjà chargé ne change rien."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code de la certification")
        parser.add_argument("--folder", type=Path, help="dossier de fichiers *.toml")

    def handle(self, *args: Any, **options: Any) -> None:
        qualification = Qualification.objects.filter(code=options["code"]).first()
        if qualification is None:
            raise CommandError(f"La certification {options['code']} n’est pas chargée.")
        revision = qualification.current
        folder = options["folder"] or shipped_folder(revision)
        if folder is None:
            raise CommandError(f"Aucun scénario n’est livré avec {qualification.code}.")
        try:
            loaded = load_scenarios(revision, folder, by=Actor.system())
        except Refusal as refusal:
            raise CommandError("\n".join(["Rien n’a été chargé.", *refusal.sentences])) from None
        for scenario in loaded:
            self.stdout.write(f"{scenario} : {scenario.get_state_display()}.")
