"""Candidates read from a spreadsheet: one enrolment a line, or a candidate without any."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from assessments.candidates.actions import enrol, register_candidate
from assessments.candidates.exchange import CANDIDATES, birth_cell
from assessments.candidates.models import Candidate, Enrolment
from assessments.candidates.permissions import WHO_MAY_WRITE, WRITERS, may_write
from assessments.framework.models import Qualification
from assessments.framework.rules.qualification import ROUTES
from assessments.people.importing import SEXES, identity_of, who
from assessments.people.models import Person, sort_key
from assessments.people.namesakes import IDENTIFIER, Namesakes
from ccas.actors import Actor
from ccas.exchange.importing import Importing, Play, days_of
from ccas.exchange.reading import Line
from ccas.names import tidy
from ccas.refusals import Refusal

NUMBER, BORN, PLACE, PLACE_CODE, EXTRA = (
    "Numéro de candidat",
    "Date de naissance",
    "Lieu de naissance",
    "Code INSEE du lieu de naissance",
    "Temps majoré (%)",
)
CODE, ROUTE, BEGAN, ADMISSIBLE, ACT = (
    "Certification",
    "Voie",
    "Début du parcours",
    "Date de recevabilité",
    "Acte de recevabilité",
)
_BIRTH = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})|(\d{4})-(\d{2})-(\d{2})")

type Birth = tuple[int, int | None, int | None]


def birth_of(text: str) -> Birth:
    """Year, month, day of « 28/02/1994 », « 02/1994 », « 1994 ». Raises Refusal."""
    found = _BIRTH.fullmatch(text)
    if not found:
        raise Refusal(
            f"« {text[:40]} » n’est pas une date de naissance : écrivez 28/02/1994, ou 02/1994 ou "
            "1994 quand elle est présumée."
        )
    day, month, year, y, m, d = (int(one) if one else None for one in found.groups())
    return (year or y or 0), month or m, day or d


@dataclass
class _Desk:
    """What is known while a file is read."""

    by: Actor
    known: Namesakes
    qualifications: dict[str, Qualification]
    numbers: dict[str, Candidate] = field(default_factory=dict)
    of_person: dict[UUID, Candidate] = field(default_factory=dict)

    def add(self, candidate: Candidate) -> None:
        self.numbers[candidate.number.casefold()] = candidate
        self.of_person[candidate.person_id] = candidate


def opened(by: Actor) -> Play:
    """The desk at which the lines are played. Raises Refusal for who may not."""
    if not may_write(by):
        raise Refusal(WHO_MAY_WRITE)
    every = Candidate.objects.select_related("person")
    of_person = {one.person_id: one for one in every}

    def described(person: Person) -> str:
        candidate = of_person.get(person.pk)
        if candidate is None:
            return ""
        return f", naissance : {birth_cell(candidate)}, candidat n° {candidate.number}"

    codes = {sort_key(one.code): one for one in Qualification.objects.all()}
    desk = _Desk(by, Namesakes(described), codes)
    for candidate in of_person.values():
        desk.add(candidate)
    return lambda line: _line(desk, line)


def _line(desk: _Desk, line: Line) -> Iterable[str]:
    candidate, done = _candidate(desk, line)
    return [*done, *_enrolment(desk, candidate, line)]


def _candidate(desk: _Desk, line: Line) -> tuple[Candidate, list[str]]:
    """The candidate of a line: by their number, by their identifier, or a new one."""
    number = line.get(NUMBER, "").casefold()
    if number:
        candidate = desk.numbers.get(number)
        if candidate is None:
            raise Refusal(
                f"Le numéro {line[NUMBER][:20]} n’est celui d’aucun candidat : laissez la case "
                "vide pour un nouveau, son numéro lui sera donné."
            )
        if line.get(IDENTIFIER, "").casefold() not in ("", str(candidate.person_id)):
            raise Refusal(
                f"Le candidat n° {candidate.number} a un autre identifiant : gardez l’un des deux."
            )
        _compare(candidate, line)
        return candidate, []
    mark, identity = line.get(IDENTIFIER, ""), identity_of(line)
    person = desk.known.person(
        mark, birth_name=identity["birth_name"], given_names=identity["given_names"]
    )
    if person is not None and (candidate := desk.of_person.get(person.pk)):
        _compare(candidate, line)
        return candidate, []
    candidate = register_candidate(
        by=desk.by, person=person, **_birth(line), **({} if person else identity)
    )
    if person is None:
        desk.known.add(mark, candidate.person)
    desk.add(candidate)
    return candidate, [f"candidat inscrit sous le n° {candidate.number}"]


def _birth(line: Line) -> dict[str, Any]:
    year, month, day = birth_of(line.get(BORN, ""))
    return {
        "birth_year": year,
        "birth_month": month,
        "birth_day": day,
        "birth_place": line.get(PLACE, ""),
        "birth_place_code": line.get(PLACE_CODE, ""),
        "extra_time_percent": _percent(line.get(EXTRA, "")),
    }


def _percent(text: str) -> int:
    if not text:
        return 0
    if not re.fullmatch(r"\d{1,3}", text):
        raise Refusal(f"« {text[:40]} » n’est pas un temps majoré : écrivez 33.")
    return int(text)


def _compare(candidate: Candidate, line: Line) -> None:
    """Refuse a line that says something else than the file of its candidate; an empty cell says
    nothing."""
    person = candidate.person
    held = {
        "Nom de naissance": person.birth_name,
        "Nom d’usage": person.usual_name,
        "Prénoms": person.given_names,
        "Sexe": person.sex,
        "Adresse électronique": person.email,
        PLACE: candidate.birth_place,
        PLACE_CODE: candidate.birth_place_code,
        EXTRA: str(candidate.extra_time_percent),
    }
    said = line | {"Sexe": SEXES.get(line.get("Sexe", "").casefold(), line.get("Sexe", ""))}
    differing = [
        title
        for title, value in held.items()
        if said.get(title) and said[title].casefold() != tidy(value).casefold()
    ]
    known = (candidate.birth_year, candidate.birth_month, candidate.birth_day)
    if line.get(BORN) and birth_of(line[BORN]) != known:
        differing.append(BORN)
    if differing:
        raise Refusal(
            f"Le candidat n° {candidate.number} est connu autrement ({', '.join(differing)}) : un "
            "fichier ne corrige pas une identité."
        )


def _enrolment(desk: _Desk, candidate: Candidate, line: Line) -> list[str]:
    """Begin the enrolment of a line, unless it is there already."""
    days, faults = days_of(line, (BEGAN, ADMISSIBLE))
    began, admissible, act = days[BEGAN], days[ADMISSIBLE], line.get(ACT, "")
    if not line.get(CODE) and not faults:
        if any((line.get(ROUTE), began, admissible, act)):
            raise Refusal("La certification du parcours manque.")
        return []
    qualification = desk.qualifications.get(sort_key(line.get(CODE, "")))
    route = _route(line.get(ROUTE, ""))
    if qualification is None:
        faults.append(f"La certification « {line.get(CODE, '')[:40]} » n’est pas chargée.")
    if not route:
        faults.append(f"La voie « {line.get(ROUTE, '')[:40]} » n’est pas connue : FC ou VAE.")
    if faults or qualification is None:
        raise Refusal(faults)
    if _is_there(candidate, qualification, route, began or admissible, admissible, act):
        return []
    enrol(
        candidate,
        by=desk.by,
        revision=qualification.current,
        route=route,
        began_on=began,
        admissibility_date=admissible,
        admissibility_reference=act,
    )
    return [f"parcours ouvert ({qualification.code}, {route})"]


def _route(text: str) -> str:
    typed = sort_key(text)
    names = {sort_key(label): code for code, label in ROUTES.items()}
    codes = {sort_key(code): code for code in ROUTES}
    return codes.get(typed) or names.get(typed, "") if typed else ""


def _is_there(
    candidate: Candidate,
    qualification: Qualification,
    route: str,
    began: date | None,
    admissible: date | None,
    act: str,
) -> bool:
    """Whether this very enrolment is recorded. Refusal when it is, by another act."""
    same = Enrolment.objects.filter(
        candidate=candidate, revision__qualification=qualification, route=route, began_on=began
    ).first()
    if same is None:
        return False
    if (admissible and admissible != same.admissibility_date) or (
        act and act != tidy(same.admissibility_reference)
    ):
        raise Refusal(
            "Ce parcours existe déjà, par un autre acte de recevabilité : un fichier n’écrase rien."
        )
    return True


IMPORT = Importing(
    listing=CANDIDATES,
    title="Importer des candidats",
    lead="Une ligne par parcours. Un numéro désigne un candidat déjà inscrit ; sans numéro, la "
    "ligne en inscrit un.",
    roles=frozenset(WRITERS),
    required=frozenset({"Nom de naissance", "Prénoms", "Sexe", BORN, PLACE, PLACE_CODE}),
    opened=opened,
    who=who,
    done="candidates:list",
)
