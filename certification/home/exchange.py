"""The lists of the first screens as they leave: the directory, and the delays that run."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from assessments.candidates.models import Enrolment
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.exchange.lists import Column, Listing
from certification.home.clocks import CLOCKS, Deadline, deadlines
from certification.home.directory.filters import DirectoryFilter
from certification.home.directory.reading import described, found, with_people

OFFICE = frozenset({Role.OFFICER, Role.AUDITOR})


def _enrolments(actor: Actor, chosen: Mapping[str, Any]) -> QuerySet[Enrolment]:
    return with_people(found({name: value for name, value in chosen.items() if value}))


def _deadlines(actor: Actor, chosen: Mapping[str, Any]) -> Sequence[Deadline]:
    today = clock.today()
    every = [each for kind in CLOCKS for each in deadlines(kind, kind.rows(), today)]
    return sorted(every, key=lambda each: (each.due, each.kind.slug, each.row.label))


ENROLMENTS = Listing(
    slug="parcours",
    title="Parcours",
    roles=OFFICE,
    address="home:directory",
    counted=("parcours", "parcours"),
    filters=DirectoryFilter,
    rows=_enrolments,
    described=described,
    columns=(
        Column("nom", "Nom", lambda line: line.name),
        Column("numero", "Numéro de candidat", lambda line: line.number),
        Column("certification", "Certification", lambda line: line.qualification),
        Column("voie", "Voie", lambda line: line.route),
        Column("commence", "Commencé le", lambda line: line.began_on),
        Column("etat", "État", lambda line: line.state),
        Column("entite", "Entité", lambda line: line.entity),
        Column("acquis", "Blocs acquis", lambda line: line.held),
        Column("manque", "À obtenir", lambda line: line.missing),
        Column("suite", "Prochaine date", lambda line: line.next),
    ),
)
DEADLINES = Listing(
    slug="echeances",
    title="Échéances",
    roles=OFFICE,
    address="home:clocks",
    counted=("échéance", "échéances"),
    rows=_deadlines,
    columns=(
        Column("jour", "Dernier jour", lambda one: one.due),
        Column("reste", "Reste", lambda one: one.left),
        Column("nature", "Nature", lambda one: one.kind.label),
        Column("objet", "Objet", lambda one: one.row.label),
        Column("regle", "Délai", lambda one: one.kind.rule, offered=False),
    ),
)
LISTS = (ENROLMENTS, DEADLINES)
