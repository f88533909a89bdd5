"""Enrolment, civil identity, blocks held: plain values in, French sentences out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.framework.rules.qualification import ROUTES, RouteRules
from assessments.framework.rules.registration import ended, sentence_of_end
from ccas.periods import MONTHS

#: A candidate is a living adult or nearly so; older than this is a typing error.
OLDEST, YOUNGEST = 110, 15

LONGEST_PLACE = 120

#: Official geographic code: metropolitan France, Corsica (2A, 2B), overseas 97x and 98x, abroad
#: 99xxx.
_PLACES = (
    r"(?:0[1-9]|1\d|2[1-9]|[3-8]\d|9[0-5])(?!000)\d{3}",
    r"2[AB](?!000)\d{3}",
    r"97[1-8](?!00)\d{2}",
    r"98[4-9](?!00)\d{2}",
    r"99(?!000)\d{3}",
)
_PLACE = re.compile("|".join(_PLACES))


@dataclass(frozen=True, slots=True)
class EnrolmentFacts:
    """What decides whether an enrolment may begin.

    open_routes: the routes the rules open. began_on: training start, or admissibility date.
    """

    qualification: str
    registration_end: date | None
    open_routes: Mapping[str, RouteRules]
    route: str
    began_on: date | None
    today: date
    admissibility_date: date | None = None
    admissibility_reference: str = ""


def refuse_enrolment(facts: EnrolmentFacts) -> list[str]:
    """Why an enrolment cannot begin; empty when it can.

    Sources: the notice (routes, end of registration); an enrolment must have begun on or before
    that day, whenever it is recorded.
    """
    route = facts.open_routes.get(facts.route)
    if route is None:
        label = ROUTES.get(facts.route, facts.route)
        opened = ", ".join(each.label.lower() for each in facts.open_routes.values())
        return [
            f"La voie « {label} » n’est pas ouverte pour la certification {facts.qualification} ; "
            f"voies ouvertes : {opened}."
        ]
    refused = _refuse_admissibility(facts) if route.admissibility else []
    if not route.admissibility and (facts.admissibility_date or facts.admissibility_reference):
        refused.append(f"La voie « {route.label} » ne demande pas de recevabilité.")
    if facts.began_on is None:
        if not route.admissibility:
            refused.append("La date de début de la formation manque.")
    elif ended(facts.registration_end, facts.began_on) and facts.registration_end:
        refused.append(sentence_of_end(facts.qualification, facts.registration_end))
    return refused


def _refuse_admissibility(facts: EnrolmentFacts) -> list[str]:
    refused = []
    if facts.admissibility_date is None:
        refused.append("La date de l’acte de recevabilité manque.")
    elif facts.admissibility_date > facts.today:
        refused.append("La date de l’acte de recevabilité est dans l’avenir.")
    if not facts.admissibility_reference:
        refused.append("La référence de l’acte de recevabilité manque.")
    if facts.began_on and facts.admissibility_date and facts.began_on != facts.admissibility_date:
        refused.append("Un parcours par l’expérience commence à la date de sa recevabilité.")
    return refused


def refuse_birth_date(
    year: int | None, month: int | None, day: int | None, today: date
) -> list[str]:
    """Why a birth date is impossible. Month or day None: unknown, the date is presumed."""
    if year is None:
        return ["L’année de naissance manque."]
    if day is not None and month is None:
        return ["Un jour de naissance sans mois ne dit rien : donner le mois, ou aucun des deux."]
    try:
        date(year, month or 1, day or 1)
    except (ValueError, OverflowError):
        return ["Cette date de naissance n’existe pas au calendrier."]
    # A presumed date is taken as early as it can be: nobody is too young for an unknown month.
    age = today.year - year - ((today.month, today.day) < (month or 1, day or 1))
    if not YOUNGEST <= age <= OLDEST:
        return [f"Une naissance en {year} ne convient pas : entre {YOUNGEST} et {OLDEST} ans."]
    return []


def birth_text(year: int, month: int | None, day: int | None) -> str:
    """A birth date as a person reads it: « 28/02/1994 », « 1990 (date présumée) »."""
    if month is None:
        return f"{year} (date présumée)"
    if day is None:
        return f"{MONTHS[month - 1]} {year} (date présumée)"
    return f"{day:02d}/{month:02d}/{year}"


@dataclass(frozen=True, slots=True)
class Registered:
    """Who somebody is at the civil registry, to be compared: names in lower case, without accents.

    birth_month, birth_day: None when unknown.
    """

    birth_name: str
    given_names: tuple[str, ...]
    birth_year: int
    birth_month: int | None
    birth_day: int | None


def same_person(one: Registered, other: Registered) -> bool:
    """Whether two records may be about one person. One may give fewer given names than the other,
    or not know the day or the month; where both say something they say the same.
    """
    count = min(len(one.given_names), len(other.given_names))
    months = {one.birth_month, other.birth_month} - {None}
    days = {one.birth_day, other.birth_day} - {None}
    return (
        one.birth_name == other.birth_name
        and count > 0
        and one.given_names[:count] == other.given_names[:count]
        and one.birth_year == other.birth_year
        and len(months) < 2
        and len(days) < 2
    )


def refuse_birth_place(code: str) -> list[str]:
    """Why an INSEE code of a birthplace is wrong (five characters, official geographic code)."""
    if not code:
        return ["Le code INSEE du lieu de naissance manque."]
    if _PLACE.fullmatch(code):
        return []
    if re.fullmatch(r"20\d{3}", code):
        return ["En Corse, le code INSEE commence par 2A ou 2B, non par 20."]
    return [
        f"« {code[:20]} » n’est pas un code INSEE de lieu de naissance : cinq caractères, par "
        "exemple 29019 (Brest), 2A004 (Ajaccio), 97411 (Saint-Denis de La Réunion), 99122 "
        "(Pologne)."
    ]


def refuse_place_name(name: str) -> list[str]:
    """Why the name of a birthplace cannot be printed; figures are welcome (« Lyon 3e »)."""
    if not name:
        return ["Le lieu de naissance manque."]
    if len(name) > LONGEST_PLACE:
        return [f"Le lieu de naissance compte {len(name)} caractères ; {LONGEST_PLACE} au plus."]
    if not name.isprintable():
        return ["Le lieu de naissance contient un caractère invisible."]
    return []


def refuse_equivalence(
    *, acquired_on: date, reference: str, today: date, block: str, offered: Iterable[str]
) -> list[str]:
    """Why an equivalence cannot be recorded. `offered`: blocks of the candidate's enrolments."""
    refused = []
    if block not in offered:
        refused.append(f"Le candidat n’a pas de parcours vers une certification du bloc {block}.")
    if not reference:
        refused.append("La référence de l’acte d’équivalence manque.")
    if acquired_on > today:
        refused.append("Un bloc ne peut pas être acquis dans l’avenir.")
    return refused


def refuse_end(*, acquired_on: date, ended_on: date, reference: str, today: date) -> list[str]:
    """Why a held block cannot be ended by this act."""
    refused = []
    if not reference:
        refused.append("La référence de l’acte de retrait manque.")
    if ended_on < acquired_on:
        refused.append(f"Le retrait précède l’acquisition du {acquired_on:%d/%m/%Y}.")
    if ended_on > today:
        refused.append("La date du retrait est dans l’avenir.")
    return refused


def ledger_code(qualification: str, block: str) -> str:
    """The code under which the ledger holds a block: some notices number theirs « 01 »."""
    return block if block.startswith(qualification) else f"{qualification}/{block}"
