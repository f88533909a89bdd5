"""A stored decision asked again: does it still say the same, from its inputs and nothing else?"""

from collections.abc import Mapping
from typing import Any

from .deciding import verdict
from .outcome import outcome


def replayed(inputs: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    """What differs between a stored decision and its inputs asked again; empty when "same".

    stored: `basis`, `verdict`, `by_casting_vote`, `reasons`, `what_would_show`, `votes` {for,
    against, abstentions}, `proposal` as the row holds them beside its inputs.
    """
    again = verdict(inputs)
    sentences = [f"La règle refuserait : {problem}" for problem in again["problems"]]
    for name, word in (("basis", "le fondement"), ("by_casting_vote", "la voix prépondérante")):
        if again[name] != stored[name]:
            sentences.append(f"Ce qui diffère : {word}, {stored[name]!r} puis {again[name]!r}.")
    if again["majority"] != stored["verdict"]:
        sentences.append(
            f"Ce qui diffère : la décision, {stored['verdict']!r} puis {again['majority']!r}."
        )
    for name in ("proposal", "reasons", "what_would_show"):
        if inputs[name] != stored[name]:
            sentences.append(f"Ce qui diffère : {name}, hors des éléments conservés.")
    if {name: inputs["votes"][name] for name in stored["votes"]} != dict(stored["votes"]):
        sentences.append("Ce qui diffère : les voix, hors des éléments conservés.")
    return sentences


def replayed_outcome(inputs: Mapping[str, Any], code: str) -> list[str]:
    """The same for the outcome of a presentation."""
    again = outcome(
        inputs["blocks_required"],
        inputs["held_before"],
        inputs["decided"],
        practice_required=inputs["practice_required"],
        practice_attested=inputs["practice_attested"],
        attendance=inputs["attendance"],
    )
    sentences = []
    if again.code != code:
        sentences.append(f"Ce qui diffère : l’issue, {code!r} puis {again.code!r}.")
    if again.sentence != inputs["sentence"]:
        sentences.append("Ce qui diffère : la phrase de l’issue.")
    return sentences
