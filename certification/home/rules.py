"""How the first screens say what is left of a delay. The delays themselves are rules of the rooms
that keep them (`awards.rules.notified_by`, for one).
"""

from datetime import date

#: A delay with fewer days left is said to be near.
NEAR_DAYS = 15


def time_left(due: date, today: date) -> str:
    """« dans 12 jours », « aujourd’hui », « échue depuis 3 jours »."""
    days = (due - today).days
    if days == 0:
        return "aujourd’hui"
    if days == 1:
        return "demain"
    if days > 1:
        return f"dans {days} jours"
    return "échue depuis hier" if days == -1 else f"échue depuis {-days} jours"


def urgency(due: date, today: date) -> str:
    """« late », « near » or « far »: what the words say, for the eye."""
    if due < today:
        return "late"
    return "near" if (due - today).days < NEAR_DAYS else "far"
