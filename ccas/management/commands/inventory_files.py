"""manage.py inventory_files: are the files we hold those we received?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ccas.files import inventory


class Command(BaseCommand):
    help = "Compare les fichiers reçus, leurs lignes en base et leurs empreintes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sweep", action="store_true", help="efface les fichiers sans ligne en base"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(inventory.take())
        for finding in findings:
            self.stdout.write(str(finding))
        if options["sweep"]:
            swept = inventory.sweep_strays(findings)
            self.stdout.write(f"{swept} fichier(s) sans ligne effacé(s).")
        lost = [finding for finding in findings if finding.trouble == "lost"]
        if lost:
            raise CommandError(f"{len(lost)} fichier(s) absent(s) ou altéré(s).")
        self.stdout.write(f"Inventaire fini : {len(findings)} écart(s).")
