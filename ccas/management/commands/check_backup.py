"""`manage.py check_backup DOSSIER`: is it whole? `--restored`: is it what runs here?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ccas.operations import backup


class Command(BaseCommand):
    help = "Vérifie qu’une sauvegarde est entière ; --restored : que la base d’ici en est la copie."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--restored", action="store_true")

    def handle(self, *args: Any, folder: Path, restored: bool, **options: Any) -> None:
        try:
            manifest = backup.verify(folder)
        except backup.Damaged as damaged:
            raise CommandError("\n".join(damaged.faults)) from damaged
        self.stdout.write(f"Entière : {len(manifest.files)} fichiers, du {manifest.made_at}.")
        if restored:
            if found := backup.differences(manifest):
                raise CommandError("\n".join(found))
            self.stdout.write("La base et les fichiers d’ici sont ceux de la sauvegarde.")
