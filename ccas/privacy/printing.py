"""The register of processing on paper: numbered, frozen, sealed."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from ccas import clock, documents, journal
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.documents import DocumentKind
from ccas.documents.models import Document
from ccas.privacy import processing
from ccas.privacy.models import RegisterEdition
from ccas.refusals import Refusal

KIND = "register_of_processing"
READERS = (Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)
PRINTERS = (Role.OFFICER, Role.ADMINISTRATOR)


def seen_by(actor: Actor) -> Q | None:
    """Condition on Document for printed registers: whoever reads the register on the screen."""
    return Q() if actor.has_role(*READERS) else None


def printed(actor: Actor) -> list[Document]:
    """The last printed registers that the actor may open."""
    if not actor.has_role(*READERS):
        return []
    return list(Document.objects.filter(kind=KIND).order_by("-recorded_at")[:5])


def facts() -> dict[str, Any]:
    """What the paper says, as JSON values: article 30 of the GDPR, point by point."""
    return {
        "controller": controller(),
        "on": clock.today().isoformat(),
        "measures": list(processing.MEASURES),
        "processings": [
            {
                **{
                    key: one.said[key]
                    for key in ("name", "years", "reason", "basis", "persons", "recipients")
                },
                "purposes": one.purposes,
                "tables": [{"name": table, "columns": names} for table, names in one.tables],
            }
            for one in processing.register()
        ],
    }


def controller() -> dict[str, str]:
    """Who answers for the data, and whom a person writes to; "" for what no setting says."""
    return {
        "name": settings.DATA_CONTROLLER,
        "contact": settings.DATA_CONTROLLER_CONTACT,
        "officer": settings.DATA_PROTECTION_OFFICER,
    }


@transaction.atomic
def print_register(*, by: Actor) -> Document:
    """Freeze the register as it stands in a numbered paper; a worker makes it."""
    if by.role not in PRINTERS:
        raise Refusal("Un gestionnaire ou un administrateur fait imprimer le registre.")
    edition = RegisterEdition.objects.create()
    journal.record("register.print", edition, by=by)
    return documents.issue(KIND, subject=edition, facts=facts(), by=by)


PAPER = DocumentKind(
    code=KIND,
    label="Registre des traitements",
    template="pdf/register_of_processing.html",
    stylesheets=("family.css", "report.css", "register_of_processing.css"),
    series="RT-{year}",
    visible=seen_by,
)
