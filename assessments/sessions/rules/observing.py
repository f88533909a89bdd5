"""While a simulation runs: what has not been observed yet, and what chances are left.

For the live sheet and the room screen. Plain values in (seconds of the station clock: second 0 is
the start of the simulation), sentences out. Without a network the device says the same words by
`static/sessions/still_to_observe.js`; a test holds the two together.

    from assessments.sessions.rules import CalledFor, still_to_observe

    still_to_observe(
        [12, 13, 14],                                   # what the scenario lets one observe
        calls=[CalledFor(0, {12}), CalledFor(480, {13})],   # each inject, what it calls for
        observed={12},                                  # rated, and not as « non observé »
        second=600,                                     # now, on the station clock
        ends_at=960,                                    # the end of the phase, on the same clock
    )
    # 13: « pas encore observée, 6 minutes restent ; plus aucun événement ne l’appelle »

`assessments.sessions.scripts.calls_of(scenario)` gives the calls of a scenario as plain values.
Source: how an evaluator works at the station; it never changes a rating.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalledFor:
    """An inject on the station clock, and the competencies it calls for."""

    second: int
    competencies: Collection[Hashable]


@dataclass(frozen=True, slots=True)
class StillToObserve:
    """A competency that nobody has observed yet.

    left: seconds to the end of the phase, 0 once it is over. next_in: seconds to the next inject
    that calls for it, None when no such inject is to come. urgent: no inject to come, or the end
    is near (under five minutes): what a screen shows first.
    """

    competency: Hashable
    left: int
    next_in: int | None
    urgent: bool
    sentence: str


#: Under this number of seconds to the end, whatever is not observed is urgent.
SOON = 300


def still_to_observe(
    observable: Sequence[Hashable],
    *,
    calls: Sequence[CalledFor],
    observed: Collection[Hashable],
    second: int,
    ends_at: int,
) -> tuple[StillToObserve, ...]:
    """What is still to observe, in the order of `observable`; nothing when all was observed.

    An inject played at this very second is to come: its reaction is not seen yet. An inject
    planned at or after the end of the phase is never played.
    """
    left = max(ends_at - second, 0)
    found = []
    for competency in observable:
        if competency in observed:
            continue
        to_come = [
            call.second - second
            for call in calls
            if second <= call.second < ends_at and competency in call.competencies
        ]
        next_in = min(to_come, default=None)
        urgent = next_in is None or left < SOON
        found.append(StillToObserve(competency, left, next_in, urgent, _sentence(left, next_in)))
    return tuple(found)


def _sentence(left: int, next_in: int | None) -> str:
    if left == 0:
        return "pas observée, la phase est finie"
    minutes = left // 60
    if minutes == 0:
        remain = "moins d’une minute reste"
    else:
        remain = "1 minute reste" if minutes == 1 else f"{minutes} minutes restent"
    if next_in is None:
        return f"pas encore observée, {remain} ; plus aucun événement ne l’appelle"
    if next_in < 60:
        return f"pas encore observée, {remain} ; événement dans moins d’une minute"
    return f"pas encore observée, {remain} ; prochain événement dans {next_in // 60} min"
