"""Reading the [sessions] table: the hours of a day of simulations, and what its plan is judged by.

Every key has a default, so that an older rules file stays readable.
"""

import re

from assessments.framework.rules.qualification import SessionRules
from assessments.framework.rules.reading import Table

_HOURS = (
    ("starts", "day_starts"),
    ("lunch_starts", "lunch_starts"),
    ("lunch_ends", "lunch_ends"),
    ("ends", "day_ends"),
)


def read_sessions(top: Table) -> SessionRules:
    """The [sessions] table, or the defaults when the file has none."""
    table = top.table("sessions", {})
    default = SessionRules()
    hours = {field: _hour(table, key, getattr(default, field)) for key, field in _HOURS}
    rules = SessionRules(
        **hours,
        rest_minutes=table.number("rest_minutes", 0, 240, default.rest_minutes),
        evaluator_rest_minutes=table.number(
            "evaluator_rest_minutes", 0, 240, default.evaluator_rest_minutes
        ),
        longest_wait_minutes=table.number(
            "longest_wait_minutes", 0, 720, default.longest_wait_minutes
        ),
        step_minutes=table.number("step_minutes", 1, 60, default.step_minutes),
        rating_on_station=table.take("rating_on_station", bool, default.rating_on_station),
    )
    order = [rules.day_starts, rules.lunch_starts, rules.lunch_ends, rules.day_ends]
    if order != sorted(order) or rules.day_starts == rules.day_ends:
        top.complain("sessions", "la journée commence, s’arrête pour déjeuner, reprend puis finit")
    table.finish()
    return rules


def _hour(table: Table, key: str, default: int) -> int:
    """Minutes since midnight of a « HH:MM » text."""
    text: str = table.take(key, str, f"{default // 60:02d}:{default % 60:02d}")
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        table.complain(key, f"« {text} » n’est pas une heure (HH:MM, entre guillemets)")
        return default
    return int(text[:2]) * 60 + int(text[3:])
