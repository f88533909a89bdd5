"""When a decision may be challenged, by when it is answered, and what follows: pure functions.

Sources: code de justice administrative, R421-1 and R421-7 (delay to challenge, in
`vae.rules.contesting`) and R421-2 (two months of silence on a gracious appeal reject it); code des
relations entre le public et l'administration, L112-3 and R112-5 (acknowledgement), L231-4 (the
silence that rejects); CE 29/07/1983 n° 31842 (a signed deliberation is not edited: another jury
decides anew). To be confirmed by the certifier.
"""

from collections.abc import Collection, Sequence
from datetime import date

from ccas.periods import add_months, in_words

GRACIOUS = "gracious"
CONTENTIOUS = "contentious"
KINDS = {GRACIOUS: "recours gracieux", CONTENTIOUS: "recours contentieux"}
SCREEN = "screen"
PAPER = "paper"
CHANNELS = {SCREEN: "sur la plateforme", PAPER: "par courrier"}
#: Months after which silence on a gracious appeal rejects it.
SILENCE_MONTHS = 2

#: Why some outcomes are no decision against the candidate.
NOT_AGAINST = {
    "awarded": "Le titre est délivré : cette décision n’est pas défavorable.",
    "deferred": "Ce jury n’a rien décidé : un autre entendra le candidat.",
}


def is_late(received_on: date, last_day: date | None) -> bool:
    """Whether an appeal came after the last day. None: never notified, no delay runs."""
    return last_day is not None and received_on > last_day


def answer_by(received_on: date) -> date:
    """The last day to answer a gracious appeal: afterwards silence has rejected it."""
    return add_months(received_on, SILENCE_MONTHS)


def rejected_by_silence(kind: str, received_on: date, today: date) -> bool:
    """Whether nobody answered a gracious appeal in time. It may still be answered."""
    return kind == GRACIOUS and today > answer_by(received_on)


def appeal_problems(
    *,
    kind: str,
    channel: str,
    outcome: str | None,
    grounds: str,
    reference: str,
    received_on: date,
    published_on: date | None,
    last_day: date | None,
    today: date,
    under_way: bool,
    annulled: bool,
) -> list[str]:
    """Why an appeal against a presentation may not be registered; empty when it may.

    reference: number of the mail or of the case. under_way: one of that kind waits for its answer.
    annulled: an earlier appeal was accepted. A late appeal is registered as such when it comes on
    paper (nobody refuses to open a letter), and refused on screen with what remains possible.
    """
    if published_on is None:
        return ["Les résultats ne sont pas publiés : il n’y a rien à contester."]
    if outcome in NOT_AGAINST:
        return [NOT_AGAINST[outcome]]
    if annulled:
        return ["Cette décision est déjà annulée : un autre jury entend le candidat."]
    problems = []
    if kind not in KINDS:
        problems.append("Un recours est gracieux ou contentieux.")
    if kind == CONTENTIOUS and channel == SCREEN:
        problems.append("Un recours contentieux se forme devant le tribunal administratif.")
    if under_way:
        problems.append("Un recours de cette nature attend déjà sa réponse.")
    if not grounds.strip():
        problems.append("Dites pourquoi la décision est contestée.")
    if kind == CONTENTIOUS and not reference.strip():
        problems.append("Le numéro de la requête au greffe manque.")
    if received_on < published_on:
        problems.append(
            f"Les résultats sont publiés depuis le {in_words(published_on)} : un recours ne peut"
            " pas être reçu avant."
        )
    if received_on > today:
        problems.append("La date de réception est dans l’avenir.")
    if channel == SCREEN and last_day is not None and received_on > last_day:
        problems.append(
            f"Le délai pour contester cette décision a fini le {in_words(last_day)}. Un recours"
            " tardif s’envoie par courrier au service certificateur : il y est enregistré comme"
            " tardif, et peut être rejeté pour ce seul motif."
        )
    return problems


def decision_problems(
    *,
    kind: str,
    accepts: bool,
    reasons: str,
    reference: str,
    decided_on: date,
    received_on: date,
    today: date,
    sat: bool,
    again: Collection[str],
) -> list[str]:
    """Why an appeal may not be decided so; empty when it may.

    decided_on: day of the answer, or of the judgment. sat: whoever decides held a seat on the jury.
    again: blocks that the candidate would present anew.
    """
    problems = []
    if sat and kind == GRACIOUS:
        problems.append("Qui a siégé dans ce jury ne décide pas du recours contre sa décision.")
    if not reasons.strip():
        problems.append("Une réponse à un recours dit ses motifs.")
    if kind == CONTENTIOUS and not reference.strip():
        problems.append("Le numéro du jugement manque.")
    if decided_on < received_on:
        problems.append("La réponse ne peut pas précéder la réception du recours.")
    if decided_on > today:
        problems.append("La date de la réponse est dans l’avenir.")
    if accepts and not again:
        problems.append(
            "Aucun bloc n’est à présenter de nouveau : tous sont acquis. Si c’est le décompte de"
            " l’exercice professionnel qui est faux, faites-le corriger : le titre suit, sans jury."
        )
    return problems


def blocks_again(
    presented: Sequence[str], validated: Collection[str], held: Collection[str]
) -> tuple[str, ...]:
    """The blocks to present before the new jury: presented, not validated, not held since.

    What the annulled decision gave stays given: an appeal never takes from who makes it.
    """
    return tuple(block for block in presented if block not in validated and block not in held)
