"""What a return says, and what keeps it from leaving: plain values in, French sentences out.

Source: the kit of the Caisse des Dépôts (schema 1.1.2). The schema lets pass an unknown `type`, a
code without RNCP, a repeated identifier, an end before a start, outer spaces: they are seen here.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ccas.periods import add_months, in_words

#: The longest name that the schema takes, in characters.
LONGEST_NAME = 60
LONGEST_IDENTIFIER = 255
#: The three given names that the schema has room for; further ones are not sent.
GIVEN_NAMES = 3
#: How a route of ours is called there: `modaliteAcces`, and `voieAccessVAE` (spelt so) or None.
ACCESS: Mapping[str, tuple[str, str | None]] = {
    "FC": ("FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION", None),
    "VAE": ("VAE", "VAE_CLASSIQUE"),
    "FI": ("FORMATION_INITIALE_HORS_APPRENTISSAGE", None),
    "CA": ("FORMATION_INITIALE_APPRENTISSAGE", None),
    "CQ": ("FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION", None),
    "CL": ("CANDIDAT_LIBRE", None),
}
_CODE = re.compile(r"RNCP\d{1,6}\Z")
_PLACE = re.compile(r"(?:\d{2}|2[AB])\d{3}\Z")
_CLIENT = re.compile(r"[0-9A-Z]{8}\Z")


@dataclass(frozen=True, slots=True)
class Holder:
    """The civil identity of a holder. birth_month, birth_day None: a presumed date.

    birth_place_code: INSEE code (Corsica 2A/2B, overseas 97x and 98x, abroad 99 + country), or "".
    """

    birth_name: str
    usual_name: str
    given_names: tuple[str, ...]
    birth_year: int
    birth_month: int | None
    birth_day: int | None
    sex: str
    birth_place_code: str
    birth_place: str

    @property
    def country_code(self) -> str:
        """The last three figures of a birth abroad, else ""."""
        return self.birth_place_code[2:] if self.birth_place_code.startswith("99") else ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One title of one holder. technical_id never comes again, in this return or any other."""

    technical_id: str
    code: str
    route: str
    began_on: date | None
    awarded_on: date
    holder: Holder


@dataclass(frozen=True, slots=True)
class Sender:
    """Who deposits: identifiers that the Caisse des Dépôts gave to the certifier."""

    client: str
    certifier: str
    contract: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole return. stamped_at: an aware moment, written to the second with its offset."""

    flow_id: str
    stamped_at: datetime
    sender: Sender
    passages: tuple[Passage, ...]

    def by_code(self) -> dict[str, list[Passage]]:
        """The passages under the code of their certification, codes in order."""
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.code, []).append(passage)
        return dict(sorted(found.items()))


def due_on(awarded_on: date, months: int) -> date:
    """The last day to send a title, counted in months from its award."""
    return add_months(awarded_on, months)


def given_names(text: str) -> tuple[str, ...]:
    """« Maëlys, Anne-Lise Rose » → three names, as the civil registry parts them."""
    return tuple(text.replace(",", " ").split())[:GIVEN_NAMES]


def sender_problems(sender: Sender) -> list[str]:
    """What is missing of the certifier's own identifiers."""
    problems = []
    if not _CLIENT.match(sender.client):
        problems.append(
            "L’identifiant client de l’émetteur auprès de la Caisse des Dépôts manque : huit "
            "caractères, lettres capitales et chiffres (réglage PASSPORT_CLIENT)."
        )
    if not _CLIENT.match(sender.certifier):
        problems.append(
            "L’identifiant client du certificateur auprès de la Caisse des Dépôts manque : huit "
            "caractères, lettres capitales et chiffres (réglage PASSPORT_CERTIFIER)."
        )
    if not 1 <= len(sender.contract) <= 20 or sender.contract != sender.contract.strip():
        problems.append(
            "Le numéro de contrat avec la Caisse des Dépôts manque : vingt caractères au plus "
            "(réglage PASSPORT_CONTRACT)."
        )
    return problems


def passage_problems(passage: Passage, *, today: date) -> list[str]:
    """Why this title cannot be sent as it stands; empty when it can."""
    problems = []
    if not _CODE.match(passage.code):
        problems.append(
            f"« {passage.code} » n’est pas un code RNCP : seuls les titres du RNCP se déclarent."
        )
    if passage.route not in ACCESS:
        problems.append(f"La voie d’accès « {passage.route} » n’a pas de nom dans le passeport.")
    problems += _text_problems("L’identifiant du passage", passage.technical_id, LONGEST_IDENTIFIER)
    if passage.awarded_on > today:
        problems.append(f"Le titre est daté du {in_words(passage.awarded_on)}, dans l’avenir.")
    if passage.began_on is not None and passage.began_on > passage.awarded_on:
        problems.append("Le titre est délivré avant le début du parcours.")
    return problems + holder_problems(passage.holder)


def holder_problems(holder: Holder) -> list[str]:
    """What the passeport would refuse of an identity."""
    problems = _text_problems("Le nom de naissance", holder.birth_name, LONGEST_NAME)
    if holder.usual_name:
        problems += _text_problems("Le nom d’usage", holder.usual_name, LONGEST_NAME)
    if not holder.given_names:
        problems.append("Le prénom manque.")
    for name in holder.given_names:
        problems += _text_problems(f"Le prénom « {name[:20]} »", name, LONGEST_NAME)
    if holder.sex not in ("F", "M"):
        problems.append("Le sexe de l’état civil manque.")
    if not 1900 <= holder.birth_year <= 2099:
        problems.append("L’année de naissance n’est pas entre 1900 et 2099.")
    if holder.birth_month is None and holder.birth_day is not None:
        problems.append("Le jour de naissance est donné sans le mois.")
    if holder.birth_place_code and not _PLACE.match(holder.birth_place_code):
        problems.append(
            f"« {holder.birth_place_code} » n’est pas un code INSEE de commune : cinq caractères."
        )
    if holder.birth_place:
        problems += _text_problems("Le lieu de naissance", holder.birth_place, LONGEST_NAME)
    return problems


def flow_problems(flow: Flow, *, today: date) -> list[str]:
    """Why the return cannot be written, over all its lines; empty when it can."""
    problems = sender_problems(flow.sender)
    problems += _text_problems("L’identifiant du retour", flow.flow_id, 50)
    if not flow.passages:
        problems.append("Le retour ne contient aucun titre.")
    seen: set[str] = set()
    for passage in flow.passages:
        if passage.technical_id in seen:
            problems.append(f"L’identifiant {passage.technical_id} est donné deux fois.")
        seen.add(passage.technical_id)
        problems += [
            f"{passage.technical_id} : {one}" for one in passage_problems(passage, today=today)
        ]
    return problems


def _text_problems(what: str, text: str, longest: int) -> list[str]:
    if not text.strip():
        return [f"{what} manque."]
    problems = []
    if text != text.strip():
        problems.append(f"{what} commence ou finit par une espace.")
    if len(text) > longest:
        problems.append(f"{what} a {len(text)} caractères ; le passeport en prend {longest}.")
    if any(unicodedata.category(letter).startswith("C") for letter in text):
        problems.append(f"{what} contient un caractère invisible.")
    return problems
