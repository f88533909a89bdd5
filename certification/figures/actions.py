"""Printing the figures."""

from django.db import transaction

from assessments.framework.models import Qualification
from ccas import documents, journal
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal
from certification.figures.documents import figures_facts
from certification.figures.models import FiguresEdition
from certification.figures.permissions import KIND, require_officer
from certification.figures.reading import figures


@transaction.atomic
def print_figures(qualification: Qualification, *, year: int | None = None, by: Actor) -> Document:
    """Freeze the figures as they are shown now, in a numbered paper. Raises Refusal when there is
    nothing to print."""
    require_officer(by)
    found = figures(qualification, year)
    if not found.years:
        raise Refusal("Aucun titre n’est délivré ni publié : il n’y a rien à imprimer.")
    edition = FiguresEdition.objects.create(qualification=qualification, year=found.year)
    journal.record("figures.print", edition, by=by, code=qualification.code, year=found.year)
    return documents.issue(
        KIND,
        subject=edition,
        facts=figures_facts(found),
        series_scope=qualification.code,
        by=by,
    )
