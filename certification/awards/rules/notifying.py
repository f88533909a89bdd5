"""By when a candidate is told what the jury decided, and what proves that they were.

Source: notification within 15 days of the deliberation (law, by commentary: to be confirmed by the
certifier). The delay runs from the closing of the deliberation, and ends when the candidate is
told: by a message and the screen, or by a letter whose handing over is recorded.
"""

from datetime import date, timedelta

NOTIFICATION_DAYS = 15


def notified_by(decided_on: date) -> date:
    """The last day to tell a candidate what the jury decided on that day."""
    return decided_on + timedelta(days=NOTIFICATION_DAYS)


def notice_problems(
    *, notified_on: date, reference: str, published_on: date | None, today: date
) -> list[str]:
    """Why a letter cannot be recorded as handed over on that day; empty when it can.

    reference: what proves it (registered letter, receipt signed in person).
    """
    if published_on is None:
        return ["Les résultats ne sont pas publiés : rien ne peut être notifié."]
    problems = []
    if notified_on < published_on:
        problems.append(
            f"Les résultats sont publiés depuis le {published_on:%d/%m/%Y} : la notification ne "
            "peut pas la précéder."
        )
    if notified_on > today:
        problems.append("La date de notification est dans l’avenir.")
    if not reference.strip():
        problems.append(
            "Ce qui prouve la remise manque : numéro du recommandé, ou reçu signé sur place."
        )
    return problems
