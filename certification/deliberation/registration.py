"""What the room offers at start-up: the minutes, what a jury said, its place in the menu."""

from assessments.candidates import standing
from assessments.candidates.models import Candidate
from assessments.candidates.openings import name_screen, register_kept
from ccas import access, documents, live, retention
from ccas.documents import DocumentKind
from ccas.documents.models import Document
from ccas.interface import navigation
from ccas.interface.navigation import Item
from ccas.webhooks import kinds
from ccas.webhooks.kinds import Kind
from certification.coverage.permissions import KIND as COVERAGE
from certification.deliberation import forgetting
from certification.deliberation.models import Deliberation, Minutes, Presentation
from certification.deliberation.permissions import (
    KIND,
    MEMBERS,
    READERS,
    blocks_told_by_juries,
    coverage_told_by_juries,
    ends_told_by_juries,
    may_listen,
    minutes_seen_by,
)
from certification.deliberation.standing import links, missed_blocks

kinds.register(Kind("decision.published", "un jury a publié ses décisions"))
standing.register_history(missed_blocks)
standing.register_pages(links)

name_screen(Candidate, "jury", "L’écran du jury")
register_kept(
    Presentation,
    "La décision du jury",
    lambda one: Presentation.objects.filter(enrolment__candidate=one),
)
register_kept(
    Deliberation,
    "Le procès-verbal",
    lambda one: Deliberation.objects.filter(presentations__enrolment__candidate=one),
)
name_screen(Deliberation, "draft", "Le projet de procès-verbal")
register_kept(
    Document,
    "Un document",
    lambda one: Document.objects.filter(
        subject_id__in=Minutes.objects.filter(
            deliberation__presentations__enrolment__candidate=one
        ).values("pk")
    ),
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
        group="Jury et titres",
    )
)

access.register_visibility("end of an enrolment", ends_told_by_juries)
access.register_visibility("held block", blocks_told_by_juries)
access.register_visibility(COVERAGE, coverage_told_by_juries)

retention.register(forgetting.RULE)
live.register(KIND, may_listen)
