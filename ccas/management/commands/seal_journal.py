"""manage.py seal_journal: seal now what the scheduled job would seal."""

from typing import Any

from django.core.management.base import BaseCommand

from ccas.journal import sealing


class Command(BaseCommand):
    help = "Scelle maintenant les lignes du journal qui ne le sont pas, et horodate la tête."

    def handle(self, *args: Any, **options: Any) -> None:
        count = sealing.seal()
        stamped = sealing.stamp()
        self.stdout.write(f"{count} lignes scellées{', tête horodatée' if stamped else ''}.")
