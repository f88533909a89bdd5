"""The delays that the first screens follow, as calendar arithmetic.

Sources: notification of results within 15 days (law, by commentary: to be confirmed by the
certifier).
"""

from datetime import date, timedelta

NOTIFICATION_DAYS = 15
#: A delay with fewer days left is said to be near.
NEAR_DAYS = 15


def notified_by(decided_on: date) -> date:
    """The last day to tell a candidate what the jury decided."""
    return decided_on + timedelta(days=NOTIFICATION_DAYS)


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
