"""Taking an admissibility back: on a dated ground only, heard first, by two people.

Sources: code des relations entre le public et l’administration, L241-2 (fraud: at any time), L242-1
(illegality: within four months of the decision), L121-1 and L122-1 (the person is heard first); a
judgment binds when it is given. To be confirmed by the certifier.
"""

from datetime import date, timedelta

from ccas.periods import add_months, in_words

FRAUD = "fraud"
ILLEGALITY = "illegality"
JUDGMENT = "judgment"
GROUNDS = {
    FRAUD: "fraude établie",
    ILLEGALITY: "illégalité de la décision",
    JUDGMENT: "décision de justice",
}
ILLEGALITY_MONTHS = 4


def ground_refusals(
    ground: str, *, found_on: date, reference: str, decided_on: date, today: date
) -> list[str]:
    """Why this ground does not let one withdraw today an admissibility of `decided_on`.

    found_on: when the fraud was established, the illegality found, the judgment given.
    """
    if ground not in GROUNDS:
        return ["Un retrait dit son fondement : fraude, illégalité ou décision de justice."]
    sentences = []
    if found_on > today:
        sentences.append("La date du fondement est dans l’avenir.")
    if not reference.strip():
        sentences.append("Un retrait cite l’acte qui le fonde : procès-verbal, rapport, jugement.")
    if ground == ILLEGALITY:
        last = add_months(decided_on, ILLEGALITY_MONTHS)
        if today > last:
            sentences.append(
                "L’illégalité ne permet le retrait que dans les quatre mois de la décision : ce"
                f" délai a pris fin le {in_words(last)}."
            )
    return sentences


def heard_until(told_on: date, days: int) -> date:
    """The last day for the candidate to answer, `days` days after they were told."""
    return told_on + timedelta(days=days)


def hearing_refusals(told_on: date, days: int, today: date) -> list[str]:
    """Why nobody may decide yet: the candidate may still answer."""
    last = heard_until(told_on, days)
    if today > last:
        return []
    return [
        f"Le candidat peut présenter ses observations jusqu’au {in_words(last)} : le retrait ne se"
        " prononce qu’ensuite."
    ]
