"""The officer's first screen: what waits, the most pressing first."""

from typing import Any

from ccas.actors import Actor
from ccas.interface.components import Count, NextStep
from certification.home import addresses
from certification.home.waiting import KINDS, Waiting

#: In which order one thing is more pressing than another, and what to do about it.
PRESSING = (
    ("documents-en-echec", "Un document n’a pas pu être produit : regardez pourquoi."),
    ("deliberations", "Une délibération est en cours."),
    ("proces-verbaux", "Un procès-verbal attend sa signature."),
    ("resultats", "Un procès-verbal est signé : publiez les résultats."),
    ("sessions-a-convoquer", "Une session est prête : convoquez candidats et évaluateurs."),
    ("jurys-a-convoquer", "Un jury est composé : convoquez ses membres."),
    ("jurys-incomplets", "Un siège de jury n’est pas pourvu."),
    ("sessions-a-preparer", "Une session est en préparation."),
    ("candidats", "Des candidats attendent une date."),
    ("exercice", "Des périodes d’exercice attendent leur attestation."),
)


def context(actor: Actor) -> dict[str, Any]:
    """One query for each figure, and the first of them that is not zero."""
    numbers = {kind.slug: kind.rows().count() for kind in KINDS}
    return {
        "figures": [_count(kind, numbers[kind.slug]) for kind in KINDS],
        "step": _step(numbers),
    }


def _count(kind: Waiting, number: int) -> Count:
    return Count(
        number,
        kind.singular,
        kind.plural,
        url=addresses.waiting(kind.slug),
        hint=kind.hint,
        alert=kind.alert,
    )


def _step(numbers: dict[str, int]) -> NextStep:
    for slug, sentence in PRESSING:
        if numbers[slug]:
            return NextStep(
                sentence, who="Vous", url=addresses.waiting(slug), label="Voir ce qui attend"
            )
    return NextStep("Rien n’attend.", detail="Les figures ci-dessous se mettent à jour seules.")
