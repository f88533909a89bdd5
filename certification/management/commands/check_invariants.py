"""`manage.py check_invariants`: prove from the outside what must never be false."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certification.invariants import INVARIANTS


class Command(BaseCommand):
    help = "Vérifie ce qui ne doit jamais être faux ; sort en erreur si quelque chose l’est."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for invariant in INVARIANTS:
            sentences = list(invariant.broken())
            broken += len(sentences)
            mark = "faux" if sentences else "vrai"
            self.stdout.write(f"{invariant.number:>2}  {mark}  {invariant.says}")
            for sentence in sentences:
                self.stdout.write(f"          {sentence}")
        if broken:
            facts = "1 fait contredit" if broken == 1 else f"{broken} faits contredisent"
            raise CommandError(f"{facts} ce qui ne doit jamais être faux.")
