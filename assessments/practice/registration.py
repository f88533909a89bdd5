"""What the room offers at start-up."""

from assessments.candidates import standing
from assessments.practice.links import links
from ccas.interface import navigation
from ccas.interface.navigation import Item

standing.register_pages(links)

navigation.register(
    Item(
        "Exercice professionnel",
        "practice:list",
        roles=frozenset({"candidate", "officer", "auditor"}),
        order=40,
    )
)
