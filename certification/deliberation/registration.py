"""What the room offers at start-up: the minutes, its place in the menu."""

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
