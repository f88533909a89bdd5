"""What a scenario must hold before it can serve."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlannedInject:
    """An event thrown into a scenario, at a minute of its clock, and what it calls for."""

    minute: int
    text: str
    expected: str
    calls: frozenset[Hashable] = frozenset()


def scenario_sentences(
    *,
    minutes: int,
    brief: str,
    injects: Sequence[PlannedInject],
    observable: Collection[Hashable],
    documents: Sequence[tuple[str, str]] = (),
) -> list[str]:
    """Why a scenario cannot be kept: nothing to observe, no brief, injects out of its time.

    observable: ids of the competencies. documents: (title, text).
    """
    sentences = []
    if not brief.strip():
        sentences.append("Le scénario n’a pas de consigne : dites au candidat ce qui l’attend.")
    if minutes <= 0:
        sentences.append("La durée du scénario est d’au moins une minute.")
    if not observable:
        sentences.append("Le scénario ne permet d’observer aucune compétence : choisissez-en.")
    for inject in injects:
        name = f"L’événement de la minute {inject.minute}"
        if not 0 <= inject.minute < max(minutes, 1):
            sentences.append(f"{name} tombe hors du scénario, qui dure {minutes} minutes.")
        if not inject.text.strip():
            sentences.append(f"{name} ne dit rien : écrivez ce qui est entendu ou vu.")
        if not inject.expected.strip():
            sentences.append(f"{name} n’a pas de réaction attendue.")
        if not inject.calls <= set(observable):
            sentences.append(
                f"{name} appelle une compétence que le scénario ne dit pas observable :"
                " cochez-la parmi les compétences observables, ou retirez-la de l’événement."
            )
    for rank, (title, text) in enumerate(documents, 1):
        if not title.strip():
            sentences.append(f"Le document n° {rank} n’a pas de titre.")
        if not text.strip():
            sentences.append(f"Le document n° {rank} est vide.")
    return sentences


def missing_to_publish(
    *,
    observable: Sequence[tuple[Hashable, str]],
    injects: Sequence[PlannedInject],
) -> list[str]:
    """Why a scenario is not offered yet: what it says observable must really be called for.

    observable: (id, name of the competency as "BC02 n° 4").
    """
    sentences = []
    if not injects:
        sentences.append("Le scénario n’a aucun événement : que se passe-t-il, et quand ?")
    called = {competency for inject in injects for competency in inject.calls}
    never = [name for pk, name in observable if pk not in called]
    if never and injects:
        one = len(never) == 1
        sentences.append(
            f"{'La compétence' if one else 'Les compétences'} {', '.join(never)}"
            f" {'est dite observable' if one else 'sont dites observables'}, mais aucun événement"
            f" ne {'l’appelle' if one else 'les appelle'} : dites lequel, ou"
            f" {'retirez-la' if one else 'retirez-les'}."
        )
    return sentences
