"""The officer's first screen: what waits, the most pressing first."""

from typing import Any

from ccas.actors import Actor
from ccas.interface.components import Count, NextStep
from certification.home import addresses
from certification.home.waiting import BY_SLUG, KINDS, Waiting

#: In which order one thing is more pressing than another, and what to do about it.
PRESSING = (
    ("documents-en-echec", "Un document n’a pas pu être produit : regardez pourquoi"),
    ("documents-sans-sceau", "Des documents attendent leur sceau : regardez ce qui manque"),
    ("proces-verbaux", "Un procès-verbal attend sa signature"),
    ("resultats", "Un procès-verbal est signé : publiez les résultats"),
    ("resultats-par-courrier", "Un résultat se notifie par courrier : enregistrez la remise"),
    ("recours", "Un recours attend sa réponse"),
    ("recours-acceptes", "Un recours est accepté : choisissez un autre jury"),
    ("sessions-a-convoquer", "Une session est prête : convoquez candidats et évaluateurs"),
    ("jurys-a-convoquer", "Un jury est composé : convoquez ses membres"),
    ("jurys-incomplets", "Un siège de jury n’est pas pourvu"),
    ("deliberations", "Un jury délibère : sa présidence décide, vous tenez le secrétariat"),
    ("sessions-a-preparer", "Une session est en préparation"),
    ("candidats", "Un candidat attend une date"),
    ("attestations-a-verifier", "Un responsable a attesté en ligne : reconnaissez-le"),
    ("responsables-muets", "Un responsable n’a pas répondu malgré les rappels"),
    ("identites", "Un candidat demande la correction de son identité"),
    ("passeport", "Un titre se déclare au passeport de compétences"),
    ("exercice", "Une période d’exercice attend son attestation"),
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
    """The row that waits first, of the most pressing kind: one query more."""
    for slug, sentence in PRESSING:
        kind = BY_SLUG[slug]
        first = kind.rows().first() if numbers[slug] else None
        if first is None:
            continue
        row, others = kind.draw(first), numbers[slug] - 1
        return NextStep(
            f"{sentence}.",
            who="Vous",
            due=kind.due(first),
            detail=f"{row.label}. {row.hint}."
            + (f" Et {others} autre{'s' if others > 1 else ''}." if others else ""),
            url=row.url,
            label="Ouvrir",
        )
    return NextStep("Rien n’attend.", detail="Ce que vous préparez ensuite s’affichera ici.")
