"""What the room offers at start-up: the minutes, what a jury said, its place in the menu."""

from assessments.candidates import standing
from ccas import access, documents
from ccas.documents import DocumentKind
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.deliberation.permissions import (
    MEMBERS,
    READERS,
    blocks_told_by_juries,
    ends_told_by_juries,
    minutes_seen_by,
)
from certification.deliberation.standing import links, missed_blocks, untold

standing.register_history(missed_blocks)
standing.register_pages(links)
standing.register_secrets(untold)

documents.register(
    DocumentKind(
        code="minutes",
        label="Procès-verbal",
        template="pdf/minutes.html",
        stylesheets=("family.css", "report.css", "minutes.css"),
        series="PV-{qualification}-{year}",
        visible=minutes_seen_by,
    )
)

navigation.register(
    Item(
        "Délibérations",
        "deliberation:list",
        roles=frozenset({*READERS, *MEMBERS}),
        order=70,
    )
)

access.register_visibility("end of an enrolment", ends_told_by_juries)
access.register_visibility("held block", blocks_told_by_juries)
