"""Minutes of a plan as people say them: a day, an hour, a length."""

from datetime import timedelta

from assessments.sessions.planner.problem import DAY, Problem
from ccas.periods import in_words


def hour(minute: int) -> str:
    """« 8 h 30 », whatever the day; its blanks do not break."""
    hours, minutes = divmod(minute % DAY, 60)
    return f"{hours}\u00a0h\u00a0{minutes:02d}"


def day(problem: Problem, index: int) -> str:
    """« 9 mars 2027 »."""
    return in_words(problem.days[0].date + timedelta(days=index))


def length(minutes: int) -> str:
    """« 45 min », « 2 h », « 3 h 05 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def many(number: int, one: str, more: str = "") -> str:
    """« 1 poste », « 6 postes », « 12 mises en situation »."""
    return f"{number} {one if number < 2 else more or one + 's'}"


def span(problem: Problem, begin: int, end: int) -> str:
    """« le 9 mars 2027 de 8 h 30 à 12 h 30 »."""
    return f"le {day(problem, begin // DAY)} de {hour(begin)} à {hour(end)}"
