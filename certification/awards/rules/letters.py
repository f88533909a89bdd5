"""What the letter of a result says for each outcome, before the blocks and the appeals.

One text per outcome of `deliberation.rules.OUTCOMES`; the second person throughout. Plain values
in, French sentences out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ccas.periods import in_words

#: Outcome → title of the letter.
TITLES = {
    "awarded": "Décision du jury : titre obtenu",
    "partial": "Décision du jury : validation partielle",
    "not_validated": "Décision du jury : blocs non validés",
    "adjourned": "Décision du jury : titre dans l’attente de l’exercice professionnel",
    "absent": "Votre absence devant le jury",
    "excused": "Votre absence excusée devant le jury",
    "deferred": "Renvoi devant un autre jury",
}


@dataclass(frozen=True, slots=True)
class LetterText:
    """title; opening: what the jury decided; after: what the candidate may do now."""

    title: str
    opening: tuple[str, ...]
    after: tuple[str, ...]


def letter_text(
    outcome: str,
    *,
    held_on: date,
    sentence: str,
    missed: Sequence[str],
    practice_months: int = 0,
    practice_attested: str = "",
) -> LetterText:
    """The text of the letter for an outcome. KeyError for a code that is no outcome.

    sentence: of the outcome, as it was derived. missed: codes of the blocks not validated.
    practice_attested: « 6 mois et 12 jours ».
    """
    title, sat = TITLES[outcome], f"Le jury réuni le {in_words(held_on)}"
    match outcome:
        case "awarded":
            opening = (f"{sat} s’est prononcé sur votre candidature. {sentence}",)
            after = (
                "Votre parchemin est délivré avec cette lettre : vous le trouverez sur la"
                " plateforme, et chacun peut en vérifier l’authenticité.",
            )
        case "adjourned":
            opening = (f"{sat} s’est prononcé sur votre candidature. {sentence}",)
            after = (
                f"À ce jour, {practice_attested} sont attestés sur les {practice_months} mois"
                " demandés. Faites attester le reste depuis « Mon exercice professionnel » : le"
                " titre suit l’attestation, vous n’avez rien d’autre à demander.",
            )
        case "partial" | "not_validated":
            opening = (f"{sat} s’est prononcé sur votre candidature. {sentence}",)
            after = (_come_back(missed),)
        case "absent":
            opening = (
                f"{sat} vous attendait et ne vous a pas vu : il n’a rien décidé vous concernant.",
            )
            after = (
                "Vous pouvez demander un nouveau passage au service certificateur. Si un motif"
                " vous a empêché de venir, envoyez-le-lui avec ce qui le justifie.",
            )
        case "excused":
            opening = (
                f"{sat} a reçu votre excuse : votre absence est excusée, et il n’a rien décidé"
                " vous concernant.",
            )
            after = ("Un nouveau passage sera fixé : vous recevrez une convocation.",)
        case _:
            opening = (
                f"{sat} ne pouvait pas siéger régulièrement pour vous : il n’a rien décidé vous"
                " concernant.",
            )
            after = (
                "Un autre jury vous entendra : vous recevrez une convocation. Ce renvoi ne tient"
                " pas à vous.",
            )
    return LetterText(title, opening, after)


def _come_back(missed: Sequence[str]) -> str:
    if len(missed) == 1:
        return (
            f"Vous pouvez représenter le bloc {missed[0]}, seul : le service certificateur vous"
            " inscrit à une session et vous convoque. Rien de ce qui est acquis n’est repassé."
        )
    return (
        f"Vous pouvez représenter les blocs {', '.join(missed[:-1])} et {missed[-1]}, ensemble ou"
        " l’un après l’autre : le service certificateur vous inscrit à une session et vous"
        " convoque. Rien de ce qui est acquis n’est repassé."
    )
