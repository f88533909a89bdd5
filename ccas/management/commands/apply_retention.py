"""Let go what has reached its term, or only say what would."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ccas import retention
from ccas.actors import Actor
from ccas.privacy import terms


class Command(BaseCommand):
    help = "Applique les durées de conservation (--dry-run : dit ce qui partirait, et pourquoi)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="ne change rien")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            for one in terms.due():
                self.stdout.write(
                    f"{one.count:>6}  {one.rule.label} : terminés avant le "
                    f"{one.cutoff:%d/%m/%Y} ({one.years} ans) — {one.rule.goes}"
                )
            return
        counts = terms.apply(by=Actor.system()).counts
        for rule in retention.all_rules():
            if rule.forget is None:
                continue
            self.stdout.write(f"{counts.get(rule.code, 0):>6}  {rule.label}")
