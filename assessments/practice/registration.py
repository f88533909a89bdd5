"""What the room offers at start-up."""

from assessments.candidates import standing
from assessments.candidates.models import Enrolment
from assessments.candidates.openings import name_screen
from assessments.practice import messages
from assessments.practice.actions import answering
from assessments.practice.exchange import LISTS
from assessments.practice.importing import IMPORT
from assessments.practice.links import links
from assessments.practice.scans import SCAN
from ccas import outbox
from ccas.exchange import importing, lists
from ccas.files import kinds
from ccas.interface import navigation
from ccas.interface.navigation import Item

standing.register_pages(links)
name_screen(Enrolment, "practice", "L’exercice professionnel")
kinds.register(SCAN)
lists.register(*LISTS)
importing.register(IMPORT)
outbox.register_link(messages.LINK, answering.make_link)

navigation.register(
    Item(
        "Exercice professionnel",
        "practice:list",
        roles=frozenset({"candidate", "officer", "auditor"}),
        order=40,
        group="Dossiers",
    )
)
