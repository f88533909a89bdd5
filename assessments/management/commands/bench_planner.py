"""Measure how long a full session takes to be planned, and how far from the best the plan may be.

40 candidates × 3 blocks, 25-minute simulations and 10 minutes of rating, two days of 8 h with a
lunch break, three candidates with a third more time, 6 stations, 16 evaluators.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.sessions.planner.checker import faults
from assessments.sessions.planner.invented import problem
from assessments.sessions.planner.search import Search

#: Seconds in which a full session is planned.
LONGEST = 60


class Command(BaseCommand):
    help = "Durée de la recherche d’un emploi du temps de grande taille, et écart prouvé."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--candidates", type=int, default=40)
        parser.add_argument("--stations", type=int, default=6)
        parser.add_argument("--evaluators", type=int, default=16)
        parser.add_argument("--seconds", type=float, default=settings.PLANNING_SECONDS)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the two figures, what they are made of, and the checker's verdict."""
        asked = problem(
            candidates=options["candidates"],
            stations=options["stations"],
            evaluators=options["evaluators"],
        )
        search = Search(
            asked,
            seconds=options["seconds"],
            workers=settings.PLANNING_WORKERS,
            seed=options["seed"],
        )
        found = search.run()
        if found.plan is None:
            raise CommandError(f"Aucun emploi du temps trouvé : {found.status}.")
        wrong = faults(asked, found.plan)
        if wrong:
            raise CommandError(f"Le vérificateur refuse l’emploi du temps : {wrong[0]}")
        self.stdout.write(
            f"{len(found.plan.placements)} mises en situation, {found.made_of} ; objectif"
            f" {found.objective}, borne prouvée {found.bound}. Le vérificateur n’y voit aucune"
            " faute. L’écart dit de combien un emploi du temps pourrait être meilleur, au plus."
        )
        self.stdout.write(f"FIGURE planning_seconds {found.seconds:.1f} s")
        self.stdout.write(f"FIGURE planning_gap {100 * found.gap:.1f} %")
        if found.seconds >= LONGEST:
            raise CommandError(f"L’emploi du temps a demandé {LONGEST} secondes ou plus.")
