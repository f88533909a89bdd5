"""Professional practice read from a spreadsheet: one stint a line."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from assessments.candidates.exchange import birth_cell
from assessments.candidates.models import Candidate, Enrolment, EnrolmentState
from assessments.people.directory import listed_name
from assessments.people.models import Employer, Unit, sort_key
from assessments.practice.actions import declare_stint
from assessments.practice.exchange import STINTS
from assessments.practice.models import Stint
from assessments.practice.permissions import may_attest
from ccas.actors import Actor
from ccas.exchange.cells import day_of
from ccas.exchange.importing import Importing, Play, days_of, known_in
from ccas.exchange.reading import Line
from ccas.names import tidy
from ccas.refusals import Refusal

NUMBER, NAME, CODE, EMPLOYER, UNIT, FUNCTION, FIRST, LAST, TIME, HOLES = (
    "Numéro de candidat",
    "Candidat",
    "Certification",
    "Employeur",
    "Centre opérationnel",
    "Fonction",
    "Premier jour",
    "Dernier jour",
    "Temps de travail (%)",
    "Interruptions",
)
_HOLE = re.compile(r"(\d{1,2}/\d{1,2}/\d{4})\s*[-–]\s*(\d{1,2}/\d{1,2}/\d{4})?")

type Holes = tuple[tuple[date, date | None], ...]


def holes_of(text: str) -> Holes:
    """The interruptions of « 01/02/2026-15/02/2026 ; 03/03/2026- », in order. Raises Refusal."""
    holes = []
    for part in re.split(r"[;,]", text):
        if not part.strip():
            continue
        found = _HOLE.fullmatch(part.strip())
        try:
            first, last = (day_of(one or "") for one in found.groups()) if found else (None, None)
        except ValueError:
            first, last = None, None
        if first is None:
            raise Refusal(
                f"« {part.strip()[:40]} » n’est pas une interruption : écrivez "
                "01/02/2026-15/02/2026, ou 03/03/2026- tant qu’elle dure."
            )
        holes.append((first, last))
    return tuple(sorted(holes, key=lambda hole: hole[0]))


@dataclass
class _Desk:
    """What is known while a file is read."""

    by: Actor
    candidates: dict[str, Candidate] = field(default_factory=dict)
    namesakes: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    employers: dict[str, Employer] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)


def opened(by: Actor) -> Play:
    """The desk at which the lines are played. Raises Refusal for who may not."""
    if not may_attest(by):
        raise Refusal("Seul le gestionnaire de la certification importe l’exercice professionnel.")
    desk = _Desk(by)
    for candidate in Candidate.objects.select_related("person"):
        desk.candidates[candidate.number.casefold()] = candidate
        desk.namesakes[sort_key(listed_name(candidate.person))].append(candidate)
    desk.employers = {sort_key(one.name): one for one in Employer.objects.all()}
    desk.units = {sort_key(one.name): one for one in Unit.objects.all()}
    return lambda line: _line(desk, line)


def _line(desk: _Desk, line: Line) -> Iterable[str]:
    enrolments = _enrolments(_candidate(desk, line), line)
    days, faults = days_of(line, (FIRST, LAST))
    employer = known_in(
        desk.employers, sort_key(line.get(EMPLOYER, "")), line.get(EMPLOYER, ""), "L’employeur",
        faults,
    )  # fmt: skip
    unit = known_in(
        desk.units, sort_key(line.get(UNIT, "")), line.get(UNIT, ""), "Le centre opérationnel",
        faults,
    )  # fmt: skip
    faults += [
        f"La case « {title} » est vide." for title in (EMPLOYER, UNIT, FIRST) if not line.get(title)
    ]
    starts_on = days[FIRST]
    if faults or employer is None or unit is None or starts_on is None:
        raise Refusal(faults)
    percent, holes = _percent(line.get(TIME, "")), holes_of(line.get(HOLES, ""))
    function = line.get(FUNCTION, "")
    found = _found(enrolments, unit, function, starts_on)
    said = (employer.pk, days[LAST], percent, holes)
    if any(_told(stint) == said for stint in found):
        return []
    if found:
        raise Refusal(
            "Ce poste est déjà déclaré, avec un autre employeur, une autre fin, un autre temps de "
            "travail ou d’autres interruptions : un fichier n’écrase rien."
        )
    open_ones = [one for one in enrolments if one.state == EnrolmentState.OPEN]
    declare_stint(
        (open_ones or enrolments)[0],
        by=desk.by,
        employer=employer,
        unit=unit,
        function=function,
        starts_on=starts_on,
        ends_on=days[LAST],
        working_time_percent=percent,
        interruptions=holes,
    )
    return ["poste déclaré"]


def _candidate(desk: _Desk, line: Line) -> Candidate:
    """The candidate of a line, by their number alone; the name, if any, must be theirs."""
    number, name = line.get(NUMBER, ""), line.get(NAME, "")
    if not number:
        alike = desk.namesakes.get(sort_key(name), []) if name else []
        raise Refusal(
            [
                f"Écrivez le numéro du candidat ; {listed_name(one.person)}, naissance : "
                f"{birth_cell(one)}, a le n° {one.number}."
                for one in alike
            ]
            or "Le numéro du candidat manque."
        )
    candidate = desk.candidates.get(number.casefold())
    if candidate is None:
        raise Refusal(f"Le numéro {number[:20]} n’est celui d’aucun candidat.")
    person = candidate.person
    theirs = set(sort_key(person.birth_name, person.usual_name, person.given_names).split())
    if not set(sort_key(name).split()) <= theirs:
        raise Refusal(f"Le numéro {number[:20]} est celui de {listed_name(person)}.")
    return candidate


def _enrolments(candidate: Candidate, line: Line) -> list[Enrolment]:
    """The candidate's enrolments towards the qualification of a line."""
    found = [
        one
        for one in candidate.enrolments.select_related("revision__qualification").order_by("pk")
        if sort_key(one.revision.qualification.code) == sort_key(line.get(CODE, ""))
    ]
    if not found:
        raise Refusal(
            f"Le candidat n° {candidate.number} n’a pas de parcours vers « "
            f"{line.get(CODE, '')[:40]} »."
        )
    return found


def _found(enrolments: list[Enrolment], unit: Unit, function: str, starts_on: date) -> list[Stint]:
    """The stints that say the same post from the same day."""
    rows = Stint.objects.filter(
        enrolment__in=enrolments, unit=unit, starts_on=starts_on, cancelled_at__isnull=True
    ).prefetch_related("interruptions")
    return [one for one in rows if sort_key(one.function) == sort_key(function)]


def _told(stint: Stint) -> tuple[object, date | None, int, Holes]:
    rows = sorted((row.starts_on, row.ends_on) for row in stint.interruptions.all())
    return stint.employer_id, stint.ends_on, stint.working_time_percent, tuple(rows)


def _percent(text: str) -> int:
    if not text:
        return 100
    if not re.fullmatch(r"\d{1,3}", text):
        raise Refusal(f"« {text[:40]} » n’est pas un temps de travail : écrivez 80.")
    return int(text)


def who(line: Line) -> str:
    """The candidate of a line."""
    return tidy(f"{line.get(NAME, '')} {line.get(NUMBER, '')}")


IMPORT = Importing(
    listing=STINTS,
    title="Importer des postes d’exercice professionnel",
    lead="Une ligne par poste. Le numéro désigne le candidat ; rien n’est attesté par un import.",
    roles=frozenset({"officer"}),
    required=frozenset({NUMBER, CODE, EMPLOYER, UNIT, FUNCTION, FIRST}),
    opened=opened,
    who=who,
    done="practice:list",
)
