"""Where a candidate lives: the clock on their wall, and how long they have to go to court.

Sources: code de justice administrative, R421-7 (one month more from overseas, two from abroad; to
be confirmed by the certifier). Statutory days end at midnight in Paris, wherever one lives.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ccas.periods import PARIS, in_words

APPEAL_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Territory:
    """label: as the form lists it. zone: IANA, "" when unknown. where: « en Guadeloupe »."""

    label: str
    where: str = ""
    zone: str = ""
    more_months: int = 0


HOME = "metropole"
TERRITORIES = {
    HOME: Territory("France métropolitaine"),
    "971": Territory("Guadeloupe", "en Guadeloupe", "America/Guadeloupe", 1),
    "972": Territory("Martinique", "en Martinique", "America/Martinique", 1),
    "973": Territory("Guyane", "en Guyane", "America/Cayenne", 1),
    "974": Territory("La Réunion", "à La Réunion", "Indian/Reunion", 1),
    "975": Territory(
        "Saint-Pierre-et-Miquelon", "à Saint-Pierre-et-Miquelon", "America/Miquelon", 1
    ),
    "976": Territory("Mayotte", "à Mayotte", "Indian/Mayotte", 1),
    "977": Territory("Saint-Barthélemy", "à Saint-Barthélemy", "America/St_Barthelemy", 1),
    "978": Territory("Saint-Martin", "à Saint-Martin", "America/Marigot", 1),
    "986": Territory("Wallis-et-Futuna", "à Wallis-et-Futuna", "Pacific/Wallis", 1),
    "987": Territory("Polynésie française", "à Tahiti", "Pacific/Tahiti", 1),
    "988": Territory("Nouvelle-Calédonie", "en Nouvelle-Calédonie", "Pacific/Noumea", 1),
    "abroad": Territory("À l’étranger", more_months=2),
}


def clocks(moment: datetime, code: str) -> str:
    """That moment in words, on the Paris clock, and on the one of the territory when they differ.

    moment: aware. « 31 janvier 2027 à 23 h 59, heure de Paris (18 h 59 en Guadeloupe) ».
    """
    paris = moment.astimezone(PARIS)
    said = f"{in_words(paris)} à {_hour(paris)}, heure de Paris"
    place = TERRITORIES.get(code, TERRITORIES[HOME])
    if not place.zone:
        return said
    there = moment.astimezone(ZoneInfo(place.zone))
    if there.utcoffset() == paris.utcoffset():
        return said
    day = "" if there.date() == paris.date() else f"le {in_words(there)} à "
    return f"{said} ({day}{_hour(there)} {place.where})"


def appeal_months(code: str) -> int:
    """Months to go to court: two, three from overseas, four from abroad."""
    return APPEAL_MONTHS + TERRITORIES.get(code, TERRITORIES[HOME]).more_months


def _hour(moment: datetime) -> str:
    return f"{moment.hour} h {moment.minute:02d}"
