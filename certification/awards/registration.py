"""What the room offers at start-up: jobs, kinds of documents, its place in the menu."""

from assessments.candidates import standing
from assessments.candidates.openings import register_kept
from ccas import documents, jobs
from ccas.documents import DocumentKind
from ccas.exchange import lists
from ccas.interface import navigation
from ccas.interface.navigation import Item
from ccas.webhooks import kinds
from ccas.webhooks.kinds import Kind
from certification.awards import tasks
from certification.awards.documents import holder_name
from certification.awards.exchange import LISTS
from certification.awards.letters import LETTER
from certification.awards.links import links
from certification.awards.models import Award
from certification.awards.permissions import READERS, holders_documents
from certification.awards.withdrawals import WITHDRAWAL

kinds.register(
    Kind("award.delivered", "un titre est délivré, son résultat publié"),
    Kind("award.withdrawn", "un titre est retiré"),
)
jobs.register("awards.deliver", tasks.deliver)
jobs.register("awards.publish", tasks.publish)
jobs.register("awards.review", tasks.review)

standing.register_pages(links)
register_kept(Award, "La ligne du registre des titres", lambda one: one.awards.all())

documents.register(
    DocumentKind(
        code="certificate",
        label="Parchemin",
        template="pdf/certificate.html",
        stylesheets=("family.css", "certificate.css"),
        series="{qualification}-{year}",
        visible=holders_documents,
        claimed=holder_name,
    )
)
documents.register(
    DocumentKind(
        code="block_certificate",
        label="Attestation de bloc",
        template="pdf/block_certificate.html",
        stylesheets=("family.css", "block_certificate.css"),
        series="BC-{qualification}-{year}",
        visible=holders_documents,
        claimed=holder_name,
    )
)
documents.register(
    DocumentKind(
        code="transcript",
        label="Relevé de compétences",
        template="pdf/transcript.html",
        stylesheets=("family.css", "report.css", "transcript.css"),
        series="RC-{qualification}-{year}",
        visible=holders_documents,
        claimed=holder_name,
    )
)

documents.register(
    DocumentKind(
        code=LETTER,
        label="Lettre de résultat",
        template="pdf/result_letter.html",
        stylesheets=("family.css", "report.css", "letter.css", "result_letter.css"),
        series="LR-{qualification}-{year}",
        visible=holders_documents,
    )
)

documents.register(
    DocumentKind(
        code=WITHDRAWAL,
        label="Décision de retrait du titre",
        template="pdf/letter.html",
        stylesheets=("family.css", "report.css", "letter.css"),
        series="RT-{qualification}-{year}",
        visible=holders_documents,
    )
)

lists.register(*LISTS)
navigation.register(
    Item(
        "Retraits de titre",
        "awards:withdrawals",
        roles=frozenset({"administrator"}),
        order=81,
    ),
    Item("Titres", "awards:list", roles=frozenset(READERS), order=80, group="Jury et titres"),
    Item(
        "Mes résultats",
        "awards:results",
        roles=frozenset({"candidate"}),
        order=80,
        group="Résultats",
    ),
)
