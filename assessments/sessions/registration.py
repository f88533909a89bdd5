"""What the room offers at start-up."""

from assessments.sessions.permissions import candidates_of_evaluator
from ccas import access
from ccas.interface import navigation
from ccas.interface.navigation import Item

access.register_visibility("candidate", candidates_of_evaluator)

navigation.register(
    Item(
        "Sessions",
        "sessions:list",
        roles=frozenset({"officer", "auditor", "evaluator"}),
        order=50,
    ),
    Item(
        "Scénarios",
        "sessions:scenarios",
        roles=frozenset({"officer", "auditor"}),
        order=55,
    ),
)
