"""When a holder is asked, what an answer is, and what a promotion's answers count.

Sources: the notice's yearly table (insertion at 6 months and at 2 years); formulas and neutralised
situations as France compétences counts them (domain, §10). How long one may answer, and the moment
at which a promotion is counted once and for all: project decision 0039.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ccas.periods import add_months

SURVEY_MONTHS = (6, 24)

EMPLOYED = "employed"
#: The first question: code → words.
SITUATIONS = {
    EMPLOYED: "En emploi (agent public, militaire, salarié, indépendant)",
    "seeking": "En recherche d’emploi",
    "inactive": "Sans emploi, sans en rechercher",
    "studies": "En poursuite d’études ou en formation",
    "apprenticeship": "En apprentissage ou en contrat de professionnalisation",
    "unable": "Dans l’impossibilité de travailler (maladie, maternité, invalidité…)",
    "abroad": "En emploi à l’étranger",
}
#: Situations that say nothing of the insertion: out of both rates.
NEUTRALISED = frozenset({"studies", "apprenticeship", "unable", "abroad"})
#: The third question, asked of those who work: code → words.
CONTRACTS = {
    "lasting": "Fonctionnaire, militaire de carrière ou CDI",
    "fixed": "Contractuel, militaire sous contrat, CDD ou intérim",
    "own": "À votre compte",
    "volunteer": "Volontaire ou réserviste",
}
#: The fourth question, asked of everybody: code → words.
USES = {
    "enter": "Oui, pour obtenir un emploi ou un poste",
    "progress": "Oui, pour évoluer : fonctions, grade, rémunération",
    "recognition": "Oui, pour faire reconnaître ce que je savais faire",
    "not_yet": "Pas encore",
    "no": "Non",
}


def refers_to(awarded_on: date, months: int) -> date:
    """The day on which the holder's situation is asked about."""
    return add_months(awarded_on, months)


def closes_on(awarded_on: date, months: int, days: int) -> date:
    """The last day to answer; days: how long one may."""
    return refers_to(awarded_on, months) + timedelta(days=days)


def freezes_on(year: int, months: int, days: int) -> date:
    """The day on which the promotion of a year is counted once and for all: the morrow of the last
    day on which its last holder may answer."""
    return closes_on(date(year, 12, 31), months, days) + timedelta(days=1)


def awards_from(months: int, today: date) -> date:
    """The first day of award whose survey at that many months is still to come, today included.

    Found by trial: the end of months makes the way back ambiguous.
    """
    day = add_months(today, -months) - timedelta(days=3)
    while add_months(day, months) < today:
        day += timedelta(days=1)
    return day


def awards_asked(months: int, today: date, days: int) -> tuple[date, date]:
    """The first and last days of award whose holders may answer today."""
    last = awards_from(months, today + timedelta(days=1)) - timedelta(days=1)
    return awards_from(months, today - timedelta(days=days)), last


def sentences_for_answer(
    *, situation: str, target_job: bool | None, contract: str, usefulness: str
) -> list[str]:
    """What an answer lacks; empty when it is whole. What is asked of those who work only is left
    aside for the others (`kept`)."""
    sentences = []
    if situation not in SITUATIONS:
        sentences.append("Dites quelle est la situation, dans la première question.")
    if situation == EMPLOYED and target_job is None:
        sentences.append("Dites si l’emploi est dans le métier visé par la certification.")
    if situation == EMPLOYED and contract not in CONTRACTS:
        sentences.append("Dites sous quel statut l’emploi est exercé.")
    if usefulness not in USES:
        sentences.append("Dites si le titre a été utile, dans la dernière question.")
    return sentences


def kept(
    *, situation: str, target_job: bool | None, contract: str, usefulness: str
) -> dict[str, str | bool | None]:
    """What is kept of a whole answer: nothing of an employment that the situation denies."""
    works = situation == EMPLOYED
    return {
        "situation": situation,
        "target_job": target_job if works else None,
        "contract": contract if works else "",
        "usefulness": usefulness,
    }


@dataclass(frozen=True, slots=True)
class Holder:
    """One title of a promotion. situation: None without an answer. groups: dimension → key."""

    asked: bool
    situation: str | None
    target_job: bool
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """What some holders count. counted: those on whom both rates are taken."""

    certified: int
    asked: int
    respondents: int
    neutralised: int
    employed: int
    target_job: int

    @property
    def counted(self) -> int:
        """Respondents whose situation says something of the insertion."""
        return self.respondents - self.neutralised


def tally(holders: Iterable[Holder]) -> Tally:
    """Count holders: a neutralised situation answers, and is in no rate."""
    rows = list(holders)
    answers = [one for one in rows if one.situation is not None]
    return Tally(
        certified=len(rows),
        asked=sum(one.asked for one in rows),
        respondents=len(answers),
        neutralised=sum(one.situation in NEUTRALISED for one in answers),
        employed=sum(one.situation == EMPLOYED for one in answers),
        target_job=sum(one.situation == EMPLOYED and one.target_job for one in answers),
    )


def by_group(holders: Iterable[Holder], dimension: str) -> dict[str, Tally]:
    """A tally for each key of a dimension; together they are the whole promotion."""
    found: dict[str, list[Holder]] = {}
    for one in holders:
        found.setdefault(one.groups[dimension], []).append(one)
    return {key: tally(rows) for key, rows in sorted(found.items())}
