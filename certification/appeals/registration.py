"""What the room offers at start-up: letters, whom a new jury excludes, its place in the menu."""

from assessments.candidates import standing
from assessments.candidates.openings import register_kept
from ccas import documents
from ccas.documents import DocumentKind
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.appeals.documents import ACKNOWLEDGEMENT, ANSWER
from certification.appeals.exchange import LISTS
from certification.appeals.links import links
from certification.appeals.models import Appeal
from certification.appeals.permissions import READERS, letters_seen
from certification.appeals.reading import annulled_juries
from certification.juries import annulments

for code, label, series in (
    (ACKNOWLEDGEMENT, "Accusé de réception d’un recours", "AA-{qualification}-{year}"),
    (ANSWER, "Réponse à un recours", "RA-{qualification}-{year}"),
):
    documents.register(
        DocumentKind(
            code=code,
            label=label,
            template="pdf/letter.html",
            stylesheets=("family.css", "report.css", "letter.css"),
            series=series,
            visible=letters_seen,
        )
    )

annulments.register(annulled_juries)
standing.register_pages(links)
register_kept(
    Appeal,
    "Un recours",
    lambda candidate: Appeal.objects.filter(presentation__enrolment__candidate=candidate),
)

lists.register(*LISTS)
navigation.register(
    Item("Recours", "appeals:list", roles=frozenset(READERS), order=82, group="Jury et titres")
)
