"""What a stint, an interruption or an attestation may not say."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from ccas.periods import in_words

from .stretches import Stretch, named


def sentences_for_stint(
    start: date,
    end: date | None,
    interruptions: Sequence[Stretch] = (),
    *,
    as_of: date,
) -> list[str]:
    """Why a stint cannot be recorded as typed; empty when it can.

    `as_of` is the current day: what has not happened yet cannot be declared.
    """
    sentences = []
    if end is not None and end < start:
        sentences.append(
            f"Le poste finit le {in_words(end)}, avant d’avoir commencé le {in_words(start)} :"
            " vérifiez les deux dates."
        )
    if start > as_of:
        sentences.append(
            f"Le poste commence le {in_words(start)}, dans le futur : il se déclare une fois"
            " commencé."
        )
    if end is not None and end > as_of:
        sentences.append(
            f"Le poste finit le {in_words(end)}, dans le futur : laissez la date de fin vide tant"
            " qu’il est en cours."
        )
    for interruption in interruptions:
        sentences += sentences_for_interruption(interruption, start=start, end=end, as_of=as_of)
    return sentences + _overlaps(interruptions)


def sentences_for_interruption(
    interruption: Stretch,
    others: Sequence[Stretch] = (),
    *,
    start: date,
    end: date | None,
    as_of: date,
) -> list[str]:
    """Why an interruption of the stint `start`–`end` cannot be recorded beside `others`.

    An open interruption (no end) is one that still lasts: only an open stint can hold it.
    """
    first, last = interruption.start, interruption.end
    label = named(interruption)
    if last is not None and last < first:
        return [
            f"L’interruption finit le {in_words(last)}, avant d’avoir commencé le"
            f" {in_words(first)} : vérifiez les deux dates."
        ]
    sentences = []
    beyond = end is not None and (last is None or last > end)
    if first < start or beyond:
        until = f"au {in_words(end)}" if end else "à aujourd’hui"
        sentences.append(
            f"L’interruption {label} sort du poste, qui va du {in_words(start)} {until}."
        )
    if first > as_of or (last is not None and last > as_of):
        sentences.append(
            f"L’interruption {label} est dans le futur : laissez sa date de fin vide tant qu’elle"
            " dure, ou déclarez-la une fois commencée."
        )
    return sentences + _overlaps([*others, interruption])


def _overlaps(interruptions: Sequence[Stretch]) -> list[str]:
    """One sentence for each neighbour that overlaps, ill-dated ones left to other sentences."""
    dated = sorted(
        (item for item in interruptions if item.end is None or item.end >= item.start),
        key=lambda item: item.start,
    )
    return [
        f"Les interruptions {named(one)} et {named(other)} se chevauchent : réunissez-les en"
        " une seule."
        for one, other in pairwise(dated)
        if one.end is None or other.start <= one.end
    ]


def sentences_for_attestation(
    covered: Stretch, others: Sequence[Stretch] = (), *, start: date, end: date | None, as_of: date
) -> list[str]:
    """Why an attestation of `covered` cannot be recorded for the stint `start`–`end`.

    others: periods of the attestations in force of the same stint. `as_of` is the current day.
    """
    if covered.end is None or covered.end < covered.start:
        return ["La période attestée finit avant d’avoir commencé : vérifiez les deux dates."]
    sentences = []
    if covered.start < start or (end is not None and covered.end > end):
        until = f"au {in_words(end)}" if end else "à aujourd’hui"
        sentences.append(
            f"La période attestée {named(covered)} sort du poste, qui va du {in_words(start)}"
            f" {until}."
        )
    if covered.end > as_of:
        sentences.append(
            f"La période attestée finit le {in_words(covered.end)} : on n’atteste que ce qui a eu"
            " lieu."
        )
    sentences += [
        f"La période attestée {named(covered)} recoupe une attestation en vigueur,"
        f" {named(other)} : annulez-la d’abord, ou attestez la suite."
        for other in others
        if covered.start <= (other.end or covered.end) and other.start <= covered.end
    ]
    return sentences
