"""The room's lists as they leave: the candidates with their enrolments, and who opened files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from assessments.candidates.forms import CandidateFilter
from assessments.candidates.models import AcquiredBlock, Candidate, Enrolment
from assessments.candidates.openings import consultations, opening_of
from assessments.candidates.permissions import READERS, candidates_seen_by
from assessments.candidates.roll import search
from assessments.people.directory import listed_name
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing


@dataclass(frozen=True, slots=True)
class Line:
    """One enrolment of a candidate; a candidate without any has one line too. held: codes."""

    candidate: Candidate
    enrolment: Enrolment | None
    held: tuple[str, ...]


def birth_cell(candidate: Candidate) -> str:
    """A birth date as the import reads it: « 28/02/1994 », « 02/1994 », « 1994 »."""
    parts = (candidate.birth_day, candidate.birth_month)
    known = [f"{part:02d}" for part in parts if part is not None]
    return "/".join([*known, str(candidate.birth_year)])


def _rows(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Candidate]:
    found = search(candidates_seen_by(actor), **chosen)
    return found.select_related("person").order_by("person__sort_name", "pk")


def _described(candidates: Sequence[Candidate]) -> Iterator[Line]:
    """Two queries for some candidates."""
    ways: dict[UUID, list[Enrolment]] = defaultdict(list)
    enrolments = Enrolment.objects.filter(candidate__in=candidates)
    for enrolment in (
        enrolments.select_related("revision__qualification")
        .defer("revision__notice_xml", "revision__rules_toml")
        .order_by("began_on", "pk")
    ):
        ways[enrolment.candidate_id].append(enrolment)
    held: dict[UUID, list[str]] = defaultdict(list)
    for candidate, code in (
        AcquiredBlock.objects.filter(candidate__in=candidates, ended_on__isnull=True)
        .order_by("block_code")
        .values_list("candidate_id", "block_code")
    ):
        held[candidate].append(code)
    for one in candidates:
        for enrolment in ways[one.pk] or [None]:
            yield Line(one, enrolment, tuple(held[one.pk]))


def _of_enrolment(read: Any) -> Any:
    return lambda line: read(line.enrolment) if line.enrolment else None


CANDIDATES = Listing(
    slug="candidats",
    title="Candidats",
    roles=frozenset(READERS),
    address="candidates:list",
    counted=("candidat", "candidats"),
    filters=CandidateFilter,
    rows=_rows,
    described=_described,
    columns=(
        Column("nom", "Nom", lambda line: listed_name(line.candidate.person)),
        Column("numero", "Numéro de candidat", lambda line: line.candidate.number, imported=True),
        *(
            Column(key, title, value, offered=False, imported=True)
            for key, title, value in (
                ("identifiant", "Identifiant", lambda line: str(line.candidate.person_id)),
                ("naissance", "Nom de naissance", lambda line: line.candidate.person.birth_name),
                ("usage", "Nom d’usage", lambda line: line.candidate.person.usual_name),
                ("prenoms", "Prénoms", lambda line: line.candidate.person.given_names),
                ("sexe", "Sexe", lambda line: line.candidate.person.sex),
                ("adresse", "Adresse électronique", lambda line: line.candidate.person.email),
                ("ne-le", "Date de naissance", lambda line: birth_cell(line.candidate)),
                ("ne-a", "Lieu de naissance", lambda line: line.candidate.birth_place),
                (
                    "insee",
                    "Code INSEE du lieu de naissance",
                    lambda line: line.candidate.birth_place_code,
                ),
                (
                    "temps",
                    "Temps majoré (%)",
                    lambda line: line.candidate.extra_time_percent,
                ),
            )
        ),
        *(
            Column(key, title, _of_enrolment(value), offered=offered, imported=True)
            for key, title, value, offered in (
                (
                    "certification",
                    "Certification",
                    lambda one: one.revision.qualification.code,
                    True,
                ),
                ("voie", "Voie", lambda one: one.route, True),
                ("debut", "Début du parcours", lambda one: one.began_on, True),
                ("recevable", "Date de recevabilité", lambda one: one.admissibility_date, False),
                ("acte", "Acte de recevabilité", lambda one: one.admissibility_reference, False),
            )
        ),
        Column("etat", "État du parcours", _of_enrolment(lambda one: one.get_state_display())),
        Column("acquis", "Blocs acquis", lambda line: line.held),
    ),
)
CONSULTATIONS = Listing(
    slug="consultations",
    title="Consultations des dossiers",
    roles=frozenset({"auditor"}),
    counted=("consultation", "consultations"),
    rows=lambda actor, _: consultations(),
    described=lambda some: map(opening_of, some),
    columns=(
        Column("quand", "Quand", lambda one: one.at),
        Column("qui", "Qui", lambda one: one.who),
        Column("role", "En tant que", lambda one: one.role),
        Column("quoi", "Quoi", lambda one: one.what),
        Column("objet", "Objet", lambda one: one.subject),
    ),
)
LISTS = (CANDIDATES, CONSULTATIONS)
