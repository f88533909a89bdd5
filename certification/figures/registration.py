"""What the room offers at start-up."""

from ccas import documents
from ccas.documents import DocumentKind
from ccas.interface import navigation
from ccas.interface.navigation import Item
from certification.figures.permissions import KIND, READERS, figures_documents

documents.register(
    DocumentKind(
        code=KIND,
        label="Chiffres de la certification",
        template="pdf/figures.html",
        stylesheets=("family.css", "report.css", "figures.css"),
        series="CH-{qualification}-{year}",
        visible=figures_documents,
    )
)

navigation.register(
    Item("Chiffres", "figures:show", roles=frozenset(READERS), order=95, group="Jury et titres"),
)
