"""How long, and how, a decision may be challenged: the same words in every letter.

Sources: code de justice administrative, R421-1 (two months from notification) and R421-7 (one more
month from overseas, two from abroad); the delay is clear: neither its first nor its last day
counts, and one that would end on a Saturday, a Sunday or a public holiday lasts until the next
working day (case law, on the model of article 642 of the code de procédure civile); public
holidays of the code du travail, L3133-1. To be confirmed by the certifier.
"""

from datetime import date, timedelta

from ccas.periods import add_months, in_words
from certification.vae.rules.territories import APPEAL_MONTHS, appeal_months

_NUMBERS = {2: "deux", 3: "trois", 4: "quatre"}
#: (month, day) of the public holidays that do not move.
_FIXED = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})
#: Days after Easter Sunday: Easter Monday, Ascension Thursday, Whit Monday.
_MOVING = (1, 39, 50)


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (Meeus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def is_working_day(day: date) -> bool:
    """Neither a Saturday, nor a Sunday, nor a public holiday."""
    moving = {easter(day.year) + timedelta(days=after) for after in _MOVING}
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED and day not in moving


def appeal_until(notified_on: date, territory: str) -> date:
    """The last day to challenge a decision notified on that day to somebody living there."""
    day = add_months(notified_on, appeal_months(territory)) + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def appeal_sentences(notified_on: date, territory: str, *, to: str) -> list[str]:
    """Both ways and the last day, for a decision notified on the day of its letter.

    to: how the gracious appeal is made, « adressé au service certificateur ».
    """
    months = appeal_months(territory)
    longer = (
        " Ce délai tient compte de votre lieu de résidence."
        if months > APPEAL_MONTHS
        else " Il est plus long pour qui réside outre-mer (un mois de plus) ou à l’étranger (deux)."
    )
    return [
        f"Vous pouvez contester cette décision dans les {_NUMBERS[months]} mois de sa"
        f" notification : par un recours gracieux {to}, ou par un"
        " recours contentieux devant le tribunal administratif (télérecours citoyens). Le recours"
        " gracieux formé dans ce délai le fait courir de nouveau à compter de sa réponse.",
        f"Pour une notification au jour de la décision, ce délai finit le"
        f" {in_words(appeal_until(notified_on, territory))}.{longer}",
    ]
