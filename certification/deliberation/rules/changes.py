"""What changed since a decision: its stored inputs against the same ones read now.

The reader compares; whoever changes an input calls nobody. A sentence for each difference.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .values import DECISIONS


def changed_proposal(stored: Mapping[str, Any], present: Mapping[str, Any]) -> list[str]:
    """Between two inputs of the proposal of one block (`assessments.grading.rules.replay`)."""
    if stored == present:
        return []
    sentences = []
    before = {row["id"]: row for row in stored["simulations"]}
    after = {row["id"]: row for row in present["simulations"]}
    labels = {row[0]: (row[1], row[2]) for row in present["competencies"]}
    levels = {row[0]: row[1] for row in [*stored["scale"], *present["scale"]]}
    for pk, row in after.items():
        if pk not in before:
            sentences.append(f"« {row['label']} » s’est ajoutée depuis la décision.")
            continue
        sentences += _values(row["label"], before[pk]["values"], row["values"], labels, levels)
        if any(before[pk].get(key) != row.get(key) for key in ("neutralised", "set_aside")):
            sentences.append(f"« {row['label']} » : ce qu’un incident écarte a changé.")
        if before[pk]["sources"] != row["sources"] and not sentences:
            sentences.append(f"« {row['label']} » : les grilles lues ne sont plus les mêmes.")
    sentences += [
        f"« {row['label']} » n’est plus lue." for pk, row in before.items() if pk not in after
    ]
    if stored["pending"] != present["pending"]:
        sentences.append("Les grilles qui attendaient leur signature ne sont plus les mêmes.")
    for key, word in (("competencies", "compétences du bloc"), ("scale", "niveaux de l’échelle")):
        if stored[key] != present[key]:
            sentences.append(f"Les {word} ne sont plus les mêmes.")
    if stored["rule"] != present["rule"]:
        sentences.append(f"La règle de proposition est passée à « {present['rule']} ».")
    return sentences or ["Les éléments de la proposition ont changé."]


def changed_verdict(stored: str | None, present: str | None) -> list[str]:
    """Between what the rule proposed and what it proposes now."""
    if stored == present:
        return []
    return [f"La règle proposait « {_word(stored)} » ; elle propose « {_word(present)} »."]


def changed_notes(stored: Sequence[Sequence[str]], present: Sequence[Sequence[str]]) -> list[str]:
    """Between the notes read by a decision and those kept now: pairs (id, SHA-256 of the text)."""
    before = {row[0]: row[1] for row in stored}
    after = {row[0]: row[1] for row in present}
    added = len(after.keys() - before.keys())
    gone = len(before.keys() - after.keys())
    rewritten = sum(before[pk] != after[pk] for pk in before.keys() & after.keys())
    return [
        sentence
        for count, sentence in (
            (added, "Une note d’entretien s’est ajoutée depuis la décision."),
            (gone, "Une note d’entretien lue par la décision n’est plus là."),
            (rewritten, "Une note d’entretien lue par la décision a été récrite."),
        )
        if count
    ]


def changed_outcome(stored: Mapping[str, Any], present: Mapping[str, Any]) -> list[str]:
    """Between the inputs of an outcome and the same ones now: blocks held, practice."""
    sentences = []
    if set(stored["held_before"]) != set(present["held_before"]):
        sentences.append("Les blocs acquis avant ce passage ne sont plus les mêmes.")
    if stored["practice_attested"] and not present["practice_attested"]:
        sentences.append("L’exercice professionnel n’est plus attesté.")
    if not stored["practice_attested"] and present["practice_attested"]:
        sentences.append("L’exercice professionnel est attesté depuis.")
    return sentences


def _word(verdict: str | None) -> str:
    return DECISIONS[verdict].lower() if verdict else "rien"


def _values(
    label: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    names: Mapping[str, tuple[int, str]],
    levels: Mapping[str, str],
) -> list[str]:
    sentences = []
    places = {key: names.get(key, (0, key)) for key in before.keys() | after.keys()}
    for key, (rank, name) in sorted(places.items(), key=lambda pair: pair[1]):
        if before.get(key) != after.get(key):
            was = levels.get(before.get(key, ""), "rien")
            now = levels.get(after.get(key, ""), "rien")
            sentences.append(
                f"« {label} », compétence {rank} ({name}) : « {was.lower()} » est devenu "
                f"« {now.lower()} »."
            )
    return sentences
