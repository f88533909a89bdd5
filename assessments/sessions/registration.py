"""What the room offers at start-up."""

from assessments.people.roles import register_roles
from assessments.sessions.actions.proposals import SEARCH
from assessments.sessions.documents import ATTENDANCE, sheet_kind
from assessments.sessions.exchange import LISTS
from assessments.sessions.permissions import (
    attendance_sheets_seen_by,
    candidates_of_evaluator,
)
from assessments.sessions.roles import panels_of
from ccas import access, documents, jobs
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item
from ccas.jobs.models import Job


def search_plan(job: Job) -> None:
    """Search for a timetable."""
    # The solver is seconds of code to load: only the worker that searches pays for it.
    from assessments.sessions.planner import working  # noqa: PLC0415

    working.search_plan(job)


access.register_visibility("candidate", candidates_of_evaluator)
register_roles(panels_of)
jobs.register(SEARCH, search_plan)
lists.register(*LISTS)
documents.register(
    sheet_kind(ATTENDANCE, "Feuille d’émargement de la session", attendance_sheets_seen_by)
)

navigation.register(
    Item(
        "Sessions",
        "sessions:list",
        roles=frozenset({"officer", "auditor", "evaluator"}),
        order=50,
        group="Évaluation",
    ),
    Item(
        "Scénarios",
        "sessions:scenarios",
        roles=frozenset({"officer", "auditor"}),
        order=55,
        group="Évaluation",
    ),
)
