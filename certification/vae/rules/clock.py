"""The two months of an application for eligibility, and what silence means.

Sources: code du travail, L6412-2 (two months from receipt, silence means admissible); code des
relations entre le public et l’administration, L114-5 (the delay at whose end silence accepts runs
from the receipt of the last paper asked for; to be confirmed by the certifier). Our reading: the
delay runs from date to date and ends with its last day, the tacit admission bears that day's date,
and a refusal is impossible from the next morning on, whether or not a daily job has run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ccas.periods import add_months, in_words

MONTHS = 2

SUBMITTED = "submitted"
INCOMPLETE = "incomplete"
ADMISSIBLE = "admissible"
TACITLY_ADMISSIBLE = "tacitly_admissible"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """The office said that papers lack: sent on a day, answered by the last paper or not yet."""

    sent_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proceedings:
    """What happened to an application, as dates.

    received_on: the day it was submitted. decided: ADMISSIBLE or REFUSED with its day, or None.
    """

    received_on: date
    requests: tuple[PaperRequest, ...] = ()
    decided: tuple[str, date] | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the two months stand. last_day: the last one on which the office may decide.

    last_day is None while papers are awaited: the delay then runs from their receipt.
    """

    runs_from: date | None
    last_day: date | None

    def days_left(self, today: date) -> int | None:
        """Days until the last one; negative once it has passed; None while nothing runs."""
        return None if self.last_day is None else (self.last_day - today).days

    @property
    def sentence(self) -> str:
        """The clock in words, as the acknowledgement says it."""
        if self.last_day is None or self.runs_from is None:
            return "Le délai de deux mois court à compter de la réception de la dernière pièce."
        return (
            f"Sans réponse au {in_words(self.last_day)}, la demande est recevable : le délai de"
            f" deux mois court depuis le {in_words(self.runs_from)}."
        )


def clock(proceedings: Proceedings) -> Clock:
    """The two months, moved by what was asked for in time.

    A request sent after the last day asks in vain: the application was admissible already.
    """
    runs_from = proceedings.received_on
    last_day = add_months(runs_from, MONTHS)
    for request in sorted(proceedings.requests, key=lambda request: request.sent_on):
        if request.sent_on > last_day:
            break
        if request.answered_on is None:
            return Clock(None, None)
        runs_from = request.answered_on
        last_day = add_months(runs_from, MONTHS)
    return Clock(runs_from, last_day)


def state_on(proceedings: Proceedings, today: date) -> str:
    """What the application is on that day: a matter of dates, not of jobs."""
    last_day = clock(proceedings).last_day
    if proceedings.decided is not None and proceedings.decided[1] <= today:
        decided, on = proceedings.decided
        if decided == REFUSED and last_day is not None and on > last_day:
            return TACITLY_ADMISSIBLE
        return decided
    if last_day is None:
        return INCOMPLETE
    return TACITLY_ADMISSIBLE if today > last_day else SUBMITTED


def admissible_on(proceedings: Proceedings, today: date) -> date | None:
    """The date of the admission, express or tacit; None when there is none on that day."""
    match state_on(proceedings, today):
        case "admissible":
            return proceedings.decided[1] if proceedings.decided else None
        case "tacitly_admissible":
            return clock(proceedings).last_day
    return None


def decision_refusals(proceedings: Proceedings, decision: str, today: date) -> list[str]:
    """Why the office cannot decide so today."""
    if proceedings.decided is not None:
        return ["Cette demande a déjà reçu une décision."]
    found = state_on(proceedings, today)
    last_day = clock(proceedings).last_day
    if found == TACITLY_ADMISSIBLE and last_day is not None:
        if decision == ADMISSIBLE:
            return [
                f"La demande est recevable depuis le {in_words(last_day)} par le silence gardé deux"
                " mois : il n’y a plus de décision à prendre. Remettez l’attestation."
            ]
        return [
            f"Il est trop tard pour refuser : sans réponse au {in_words(last_day)}, la demande est"
            " recevable (article L6412-2 du code du travail)."
        ]
    if found == INCOMPLETE and decision == REFUSED:
        return [
            "Des pièces ont été demandées et ne sont pas toutes arrivées : le délai ne court pas."
            " Un refus ne se prononce que sur un dossier complet."
        ]
    return []


def request_refusals(
    proceedings: Proceedings, *, items: Sequence[str], deadline: date, today: date
) -> list[str]:
    """Why the office cannot ask for papers today."""
    found = state_on(proceedings, today)
    if found == INCOMPLETE:
        return ["Des pièces sont déjà demandées : attendez-les, ou complétez cette demande-là."]
    if found != SUBMITTED:
        return ["La demande a reçu sa réponse : il n’y a plus de pièce à demander."]
    sentences = []
    if not [item for item in items if item.strip()]:
        sentences.append("Dites quelles pièces manquent, une par ligne.")
    if deadline <= today:
        sentences.append("Le délai laissé au candidat finit après aujourd’hui.")
    return sentences


def valid_until(admitted_on: date, months: int | None) -> date | None:
    """The last day of validity of an admission; None when the certifier sets no end."""
    return None if months is None else add_months(admitted_on, months) - timedelta(days=1)
