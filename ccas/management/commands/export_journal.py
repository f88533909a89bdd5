"""manage.py export_journal FILE: the log for whoever checks it without the platform."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ccas.journal.verification import exported


class Command(BaseCommand):
    help = "Écrit le journal scellé, une ligne JSON par feuille, pour le vérificateur autonome."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        count = 0
        with file.open("wb") as output:
            for content in exported():
                output.write(content + b"\n")
                count += 1
        self.stdout.write(f"{count} lignes écrites dans {file}.")
