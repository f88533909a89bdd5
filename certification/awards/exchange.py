"""The room's lists as they leave: the register of titles, and who signs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from assessments.people.directory import listed_name
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.exchange.lists import Column, Listing
from certification.awards.forms import SearchForm
from certification.awards.models import Award, Signatory
from certification.awards.permissions import READERS, visible_awards, visible_signatories


def search(awards: QuerySet[Award], *, q: str = "") -> QuerySet[Award]:
    """Narrow by a name, a candidate's number, a qualification's code."""
    text = q.strip()
    if not text:
        return awards
    return awards.filter(
        Q(candidate__number__icontains=text)
        | Q(candidate__person__birth_name__icontains=text)
        | Q(candidate__person__usual_name__icontains=text)
        | Q(candidate__person__given_names__icontains=text)
        | Q(qualification__code__icontains=text)
    )


def certificates_of(awards: Sequence[Award]) -> dict[UUID, Document]:
    """Award → its certificate in force. One query."""
    found = Document.objects.filter(
        kind="certificate", subject_id__in=[one.pk for one in awards], replaced_by__isnull=True
    )
    return {one.subject_id: one for one in found.defer("facts")}


def _awards(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Award]:
    return search(visible_awards(actor), **chosen).select_related(
        "candidate__person", "qualification", "enrolment", "presentation__deliberation__jury"
    )


def _described(awards: Sequence[Award]) -> Iterator[tuple[Award, Document | None]]:
    papers = certificates_of(awards)
    for one in awards:
        yield one, papers.get(one.pk)


def _signatories(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Signatory]:
    found = visible_signatories(actor).select_related("person", "qualification")
    return found.order_by("-starts_on", "pk")


AWARDS = Listing(
    slug="titres",
    title="Registre des titres",
    roles=frozenset(READERS),
    address="awards:list",
    counted=("titre", "titres"),
    filters=SearchForm,
    rows=_awards,
    described=_described,
    columns=(
        Column("titulaire", "Titulaire", lambda one: listed_name(one[0].candidate.person)),
        Column("numero", "Numéro de candidat", lambda one: one[0].candidate.number),
        Column("certification", "Certification", lambda one: one[0].qualification.code),
        Column("voie", "Voie", lambda one: one[0].enrolment.get_route_display()),
        Column("delivre", "Délivré le", lambda one: one[0].awarded_on),
        Column("jury", "Jury", lambda one: one[0].presentation.deliberation.jury.name),
        Column("parchemin", "Parchemin", lambda one: one[1].number if one[1] else ""),
        Column("retire", "Retiré le", lambda one: one[0].withdrawn_on),
        Column("etat", "État", lambda one: "retiré" if one[0].withdrawn_on else "en vigueur"),
    ),
)
SIGNATORIES = Listing(
    slug="signataires",
    title="Signataires",
    roles=frozenset(READERS),
    address="awards:signatories",
    counted=("signataire", "signataires"),
    rows=_signatories,
    columns=(
        Column("signataire", "Signataire", lambda one: listed_name(one.person)),
        Column("qualite", "Qualité", lambda one: one.title),
        Column("certification", "Certification", lambda one: one.qualification.code),
        Column("dirige", "Dirige le certificateur", lambda one: one.head),
        Column("acte", "Acte", lambda one: one.act_reference),
        Column("date-acte", "Date de l’acte", lambda one: one.act_date),
        Column("du", "Du", lambda one: one.starts_on),
        Column("au", "Au", lambda one: one.ends_on),
    ),
)
LISTS = (AWARDS, SIGNATORIES)
