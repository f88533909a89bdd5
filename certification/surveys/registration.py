"""What the room offers at start-up."""

from assessments.candidates.openings import register_kept
from ccas import outbox, retention
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.surveys import forgetting, messages
from certification.surveys.actions import answering
from certification.surveys.exchange import LISTS
from certification.surveys.models import InsertionSurvey
from certification.surveys.permissions import READERS

outbox.register_link(messages.LINK, answering.make_link)
register_kept(
    InsertionSurvey,
    "Le suivi d’une enquête d’insertion",
    lambda one: InsertionSurvey.objects.filter(award__candidate=one),
)

lists.register(*LISTS)
retention.register(forgetting.RULE)
navigation.register(
    Item(
        "Enquêtes d’insertion",
        "surveys:list",
        roles=frozenset(READERS),
        order=90,
        group="Jury et titres",
    ),
)
