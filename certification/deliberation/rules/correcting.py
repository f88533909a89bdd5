"""Correcting a clerical error in signed minutes: a word, where no result can be touched.

Source: domain, §8: a clerical error that touches no result is corrected by the president and one
member; anything else needs a new deliberation (CE 29/07/1983 n° 31842).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

#: Where a text may be corrected, as paths into the facts of the minutes; "*" is any place of a
#: list. Whatever is not here is a result, a count, a time, an indicator's verdict or a hash.
CORRECTABLE = frozenset(
    {
        ("deliberation", "place"),
        ("seats", "*", "occupancies", "*", "name"),
        ("seats", "*", "occupancies", "*", "act_reference"),
        ("indicators", "appointed", "*", "found"),
        ("indicators", "appointed", "*", "sentence"),
        ("indicators", "sitting", "*", "event"),
        ("indicators", "sitting", "*", "indicators", "*", "found"),
        ("indicators", "sitting", "*", "indicators", "*", "sentence"),
        ("indicators", "for_candidates", "*", "candidate_name"),
        ("indicators", "for_candidates", "*", "indicators", "*", "found"),
        ("indicators", "for_candidates", "*", "indicators", "*", "sentence"),
        ("attendance", "*", "name"),
        ("incidents", "*", "text"),
        ("recusals", "*", "member"),
        ("recusals", "*", "candidate_name"),
        ("recusals", "*", "ground"),
        ("candidates", "*", "name"),
        ("candidates", "*", "recused", "*"),
        ("candidates", "*", "blocks", "*", "reasons"),
    }
)
#: Shorter than that, a word would be corrected where nobody meant it.
SHORTEST = 3
#: What says yes or no in a sentence: correcting one turns the meaning around.
DECISIVE = frozenset(
    {
        "validé", "validée", "validés", "validées", "non", "pas", "ne", "acquis", "acquise",
        "refusé", "refusée", "ajourné", "ajournée", "absent", "absente", "titre", "attesté",
        "attestée", "pour", "contre",
    }
)  # fmt: skip

type Path = tuple[str, ...]


def correct(facts: Mapping[str, Any], wrong: str, right: str) -> tuple[dict[str, Any], list[Path]]:
    """The facts with `wrong` written `right` wherever it may be, and the places where it was.

    Whole words only. The facts given are not changed.
    """
    pattern = re.compile(rf"(?<!\w){re.escape(wrong.strip())}(?!\w)")
    places: list[Path] = []

    def copied(value: Any, path: Path, way: Path) -> Any:
        if isinstance(value, Mapping):
            return {key: copied(each, (*path, key), (*way, key)) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [
                copied(each, (*path, "*"), (*way, str(rank))) for rank, each in enumerate(value)
            ]
        if isinstance(value, str) and path in CORRECTABLE and pattern.search(value):
            places.append(way)
            return pattern.sub(lambda _: right.strip(), value)
        return value

    return copied(facts, (), ()), places


def results_of(facts: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf that no correction touches, with its way: what both versions must share."""
    if isinstance(facts, Mapping):
        for key, each in facts.items():
            yield from results_of(each, (*path, key))
    elif isinstance(facts, list | tuple):
        for rank, each in enumerate(facts):
            yield from results_of(each, (*path, str(rank)))
    elif tuple("*" if part.isdigit() else part for part in path) not in CORRECTABLE:
        yield path, facts


def missing_to_correct(facts: Mapping[str, Any], wrong: str, right: str, reason: str) -> list[str]:
    """Why this is no clerical correction, as sentences; empty when it is one."""
    wrong, right = wrong.strip(), right.strip()
    sentences = []
    if not reason.strip():
        sentences.append("Une correction dit pourquoi le texte était fautif.")
    if len(wrong) < SHORTEST:
        sentences.append(f"Le texte fautif compte au moins {SHORTEST} caractères.")
    if not right:
        sentences.append("Une correction remplace un texte ; elle n’en efface pas.")
    if wrong == right:
        sentences.append("Le texte corrigé est le même.")
    if sentences:
        return sentences
    if (_words(wrong) ^ _words(right)) & DECISIVE:
        return [
            "Ces mots disent un résultat : seule une nouvelle délibération peut revenir dessus."
        ]
    after, places = correct(facts, wrong, right)
    if not places:
        return [
            f"« {wrong} » ne figure pas au procès-verbal, ou seulement dans un résultat : "
            "seule une nouvelle délibération peut revenir sur un résultat."
        ]
    if list(results_of(facts)) != list(results_of(after)):
        return ["La correction toucherait un résultat : seule une nouvelle délibération le peut."]
    return []


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
