"""`manage.py restore DOSSIER`: fill an empty database and empty stores from a backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ccas.operations import backup


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base vide et des dépôts vides ; n’écrase rien."
    #: The database is empty: there is nothing to check against yet.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            made = backup.restore(folder)
        except backup.Damaged as damaged:
            raise CommandError("\n".join(damaged.faults)) from damaged
        except backup.Unfit as unfit:
            raise CommandError(str(unfit)) from unfit
        self.stdout.write(f"Restauré : {len(made.files) - 1} fichiers, base du {made.made_at}.")
