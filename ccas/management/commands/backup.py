"""`manage.py backup DOSSIER`: the database and every file, with their fingerprints."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ccas.operations import backup


class Command(BaseCommand):
    help = "Sauvegarde la base et les fichiers dans un dossier vide."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            made = backup.make(folder)
        except backup.Unfit as unfit:
            raise CommandError(str(unfit)) from unfit
        rows = sum(made.facts.tables.values())
        self.stdout.write(
            f"Sauvegardé dans {folder} : {rows} lignes, {len(made.files) - 1} fichiers, "
            f"{made.size / 1e6:.1f} Mo, journal de {made.facts.journal_lines} lignes."
        )
