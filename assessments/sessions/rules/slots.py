"""Simulations in time and place: durations, overlaps, days, and how long ahead one is told.

The delay of summonses is a decision of the certifier, whose number comes from the rules file.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ccas.periods import days_before, in_words


def lengthened(minutes: int, extra_percent: int) -> int:
    """Minutes of a simulation with the candidate's extra time, rounded up to the whole minute.

    60 minutes and a third more (33 %) are 80 minutes. Errors: ValueError for negative values.
    """
    if minutes < 0 or extra_percent < 0:
        raise ValueError("neither a duration nor an extra time is negative")
    return minutes + -(-minutes * extra_percent // 100)


@dataclass(frozen=True, slots=True)
class Slot:
    """One simulation in time and place. `people` are the evaluators' ids with their names.

    start, end: aware datetimes; `end` is the first moment that is free again.
    """

    start: datetime
    end: datetime
    station: Hashable
    station_name: str
    candidate: Hashable
    candidate_name: str
    evaluators: tuple[tuple[Hashable, str], ...] = ()

    def meets(self, other: "Slot") -> bool:
        """Whether the two share a moment; one may begin when the other ends."""
        return self.start < other.end and other.start < self.end


def overlap_sentences(new: Slot, others: Sequence[Slot]) -> list[str]:
    """Why `new` cannot stand beside `others`: a station, a candidate, an evaluator held twice."""
    sentences = []
    for other in others:
        if not new.meets(other):
            continue
        if new.station == other.station:
            sentences.append(
                f"Le poste {new.station_name} est déjà pris par {other.candidate_name}"
                " à ce moment-là."
            )
        if new.candidate == other.candidate:
            sentences.append(
                f"{new.candidate_name} passe déjà une mise en situation à ce moment-là, sur le"
                f" poste {other.station_name}."
            )
        busy = {person for person, _ in other.evaluators}
        sentences += [
            f"{name} évalue déjà {other.candidate_name} à ce moment-là, sur le poste"
            f" {other.station_name}."
            for person, name in new.evaluators
            if person in busy
        ]
    return sentences


def latest_summons_day(first_day: date, days: int) -> date:
    """Last day on which people can be summoned to a session that begins on `first_day`."""
    return days_before(first_day, days)


def summons_sentences(first_day: date, *, today: date, days: int) -> list[str]:
    """Why it is too late to summon; empty when the delay is kept."""
    latest = latest_summons_day(first_day, days)
    if today <= latest:
        return []
    return [
        f"Les convocations partent au moins {days} jours avant : pour une session qui commence le"
        f" {in_words(first_day)}, il fallait convoquer au plus tard le {in_words(latest)}."
    ]


def slot_sentences(start: datetime, end: datetime, *, first_day: date, last_day: date) -> list[str]:
    """Why a simulation's time is not one of the session's. Both datetimes are in Paris time."""
    if end <= start:
        return ["La mise en situation finit avant d’avoir commencé."]
    if first_day <= start.date() and end.date() <= last_day:
        return []
    return [
        f"La mise en situation du {in_words(start.date())} sort de la session, qui va du"
        f" {in_words(first_day)} au {in_words(last_day)}."
    ]


def free_from(start: datetime, minutes: int) -> datetime:
    """The end of a simulation of `minutes` begun at `start`."""
    return start + timedelta(minutes=minutes)
