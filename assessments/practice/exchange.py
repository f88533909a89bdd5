"""The room's lists as they leave: what each enrolment counts, its stints, the requests."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from assessments.candidates.models import Enrolment
from assessments.framework.models import QualificationRevision
from assessments.people.directory import listed_name
from assessments.practice import permissions
from assessments.practice.models import OPEN_REQUESTS, AttestationRequest, Stint
from assessments.practice.rules import PracticeCount
from assessments.practice.summary import summary, with_practice
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing

OFFICE = frozenset(permissions.READERS)


def _practices(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Enrolment]:
    found = with_practice(permissions.visible_enrolments(actor))
    # A notice and its rules are long, and the same for all: read once, not with each row.
    return found.select_related(None).select_related("candidate__person")


def _counted(enrolments: Sequence[Enrolment]) -> Iterator[tuple[Enrolment, PracticeCount]]:
    revisions = QualificationRevision.objects.select_related("qualification").in_bulk(
        {one.revision_id for one in enrolments}
    )
    for one in enrolments:
        one.revision = revisions[one.revision_id]
        yield one, summary(one)


def _stints(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Stint]:
    return (
        Stint.objects.filter(
            enrolment__in=permissions.visible_enrolments(actor), cancelled_at__isnull=True
        )
        .select_related(
            "enrolment__candidate__person", "enrolment__revision__qualification", "unit", "employer"
        )
        .defer("enrolment__revision__notice_xml", "enrolment__revision__rules_toml")
        .prefetch_related("interruptions", "attestations")
        .order_by("enrolment__candidate__person__sort_name", "enrolment_id", "starts_on", "pk")
    )


def _requests(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[AttestationRequest]:
    open_ones = permissions.visible_requests(actor).filter(state__in=OPEN_REQUESTS)
    return open_ones.order_by("state", "expires_at", "pk")


def holes_cell(stint: Stint) -> str:
    """Interruptions as the import reads them: « 01/02/2026-15/02/2026 ; 03/03/2026- »."""
    rows = sorted(stint.interruptions.all(), key=lambda row: row.starts_on)
    return " ; ".join(
        f"{row.starts_on:%d/%m/%Y}-{f'{row.ends_on:%d/%m/%Y}' if row.ends_on else ''}"
        for row in rows
    )


def _attested(stint: Stint) -> list[str]:
    rows = sorted(
        (row for row in stint.attestations.all() if row.voided_at is None),
        key=lambda row: row.covers_from,
    )
    return [f"{row.covers_from:%d/%m/%Y}-{row.covers_until:%d/%m/%Y}" for row in rows]


def _state(count: PracticeCount) -> str:
    if count.complete:
        return "attesté"
    return "à attester" if count.worked else "en cours"


PRACTICES = Listing(
    slug="exercice",
    title="Exercice professionnel par parcours",
    roles=OFFICE,
    address="practice:list",
    counted=("parcours", "parcours"),
    rows=_practices,
    described=_counted,
    columns=(
        Column("candidat", "Candidat", lambda one: listed_name(one[0].candidate.person)),
        Column("numero", "Numéro de candidat", lambda one: one[0].candidate.number),
        Column(
            "certification",
            "Certification",
            lambda one: one[0].revision.qualification.code,
            offered=False,
        ),
        Column("voie", "Voie", lambda one: one[0].route),
        Column("effectue", "Effectué", lambda one: str(one[1].done), offered=False),
        Column("atteste", "Attesté", lambda one: str(one[1].attested)),
        Column("a-attester", "À attester", lambda one: str(one[1].to_attest)),
        Column("manque", "Manque", lambda one: str(one[1].missing)),
        Column("atteint", "Durée effectuée le", lambda one: one[1].reached_on),
        Column("etat", "État", lambda one: _state(one[1])),
    ),
)
STINTS = Listing(
    slug="postes",
    title="Postes de l’exercice professionnel",
    roles=OFFICE,
    address="practice:list",
    counted=("poste", "postes"),
    rows=_stints,
    columns=(
        *(
            Column(key, title, value, imported=True)
            for key, title, value in (
                ("numero", "Numéro de candidat", lambda one: one.enrolment.candidate.number),
                (
                    "candidat",
                    "Candidat",
                    lambda one: listed_name(one.enrolment.candidate.person),
                ),
                (
                    "certification",
                    "Certification",
                    lambda one: one.enrolment.revision.qualification.code,
                ),
                ("employeur", "Employeur", lambda one: one.employer.name),
                ("centre", "Centre opérationnel", lambda one: one.unit.name),
                ("fonction", "Fonction", lambda one: one.function),
                ("debut", "Premier jour", lambda one: one.starts_on),
                ("fin", "Dernier jour", lambda one: one.ends_on),
                ("temps", "Temps de travail (%)", lambda one: one.working_time_percent),
                ("interruptions", "Interruptions", holes_cell),
            )
        ),
        Column("atteste", "Attesté", _attested),
    ),
)
REQUESTS = Listing(
    slug="demandes-attestation",
    title="Demandes d’attestation",
    roles=OFFICE,
    address="practice:requests",
    counted=("demande", "demandes"),
    rows=_requests,
    columns=(
        Column("candidat", "Candidat", lambda one: listed_name(_person(one))),
        Column("numero", "Numéro de candidat", lambda one: one.stint.enrolment.candidate.number),
        Column("centre", "Centre opérationnel", lambda one: one.stint.unit.name),
        Column("responsable", "Responsable", lambda one: one.supervisor_name),
        Column("service", "Service", lambda one: one.service),
        Column("adresse", "Adresse du responsable", lambda one: one.email, offered=False),
        Column("etat", "État", lambda one: one.get_state_display()),
        Column("repondue", "Répondue le", lambda one: one.answered_at),
        Column("limite", "Lien valable jusqu’au", lambda one: one.expires_at),
    ),
)


def _person(request: AttestationRequest) -> Any:
    return request.stint.enrolment.candidate.person


LISTS = (PRACTICES, STINTS, REQUESTS)
