"""manage.py verify_journal: recompute the log from the database and say what is wrong."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ccas.journal import verifier
from ccas.journal.verification import verify


class Command(BaseCommand):
    help = (
        "Recalcule le journal scellé depuis la base et dit ce qui est faux ; code 1 s’il y a lieu."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--tetes",
            type=Path,
            action="append",
            default=[],
            help="fichier de têtes publiées et conservées ailleurs (plusieurs possibles)",
        )

    def handle(self, *args: Any, tetes: list[Path], **options: Any) -> None:
        published = [note for path in tetes for note in verifier.split_notes(path.read_text())]
        report = verify(published)
        for sentence in report.wrong:
            self.stdout.write(sentence)
        said = f"{report.sealed} lignes scellées, {report.heads} têtes, {report.waiting} en attente"
        if report.wrong:
            raise CommandError(f"Journal altéré : {said}.")
        self.stdout.write(f"Journal intact : {said}.")
