"""From a draft to a convened jury, or to none."""

from typing import Any

from django.db import transaction

from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.juries import rules
from certification.juries.actions.agenda import record_found_recusals
from certification.juries.actions.locking import locked
from certification.juries.actions.summoning import issue_act, summon
from certification.juries.inviting import standing_summonses
from certification.juries.messages import post_cancellation
from certification.juries.models import Jury, JuryState
from certification.juries.permissions import require_officer, require_president
from certification.juries.reading import Reading
from certification.juries.workflow import WORKFLOW

#: What concerns the sending only: a jury may be composed before its date is far enough.
AT_CONVENING = {"appointed.summons_delay"}


@transaction.atomic
def compose(jury: Jury, *, by: Actor) -> Jury:
    """Say that the composition is complete: no indicator of the appointed set is red."""
    require_officer(by, "arrête la composition d’un jury")
    jury = locked(jury.pk)
    indicators = Reading(jury).appointed()
    faults = rules.standing_in_the_way(one for one in indicators if one.id not in AT_CONVENING)
    sentence = WORKFLOW.sentence_if_not("compose", jury)
    if sentence or faults:
        raise Refusal([sentence] if sentence else faults)
    WORKFLOW.move(jury, "compose", by=by, **_found(indicators))
    return jury


@transaction.atomic
def convene(jury: Jury, *, by: Actor) -> Jury:
    """Appoint by an act, and summon every member; refused while an appointed indicator is red.

    Members whose link with a candidate was found, and not dismissed, withdraw for that candidate.
    """
    require_officer(by, "convoque un jury")
    jury = locked(jury.pk)
    if sentence := WORKFLOW.sentence_if_not("convene", jury):
        raise Refusal(sentence)
    reading = Reading(jury)
    indicators = reading.appointed()
    if faults := rules.standing_in_the_way(indicators):
        raise Refusal(faults)
    WORKFLOW.move(jury, "convene", by=by, **_found(indicators))
    summon(jury, reading.nominations, act=issue_act(jury, by=by), by=by)
    record_found_recusals(jury, by=by)
    return jury


@transaction.atomic
def cancel(jury: Jury, *, reason: str, by: Actor) -> Jury:
    """Give up a jury that has not opened. Those who were summoned are told, with the reason."""
    require_officer(by, "annule un jury")
    jury = locked(jury.pk)
    if not reason.strip():
        raise Refusal("Dites pourquoi ce jury est annulé.")
    summoned = jury.state == JuryState.CONVENED
    WORKFLOW.move(jury, "cancel", by=by, reason=journal.digest(reason.strip()))
    if summoned:
        for summons in standing_summonses(jury):
            post_cancellation(jury, summons, reason.strip(), by=by)
    return jury


@transaction.atomic
def open_jury(jury: Jury, *, by: Actor) -> Jury:
    """The deliberation opens, and checks what it must; here only the state moves."""
    require_president(by, jury, "ouvre un jury")
    jury = locked(jury.pk)
    WORKFLOW.move(jury, "open", by=by)
    return jury


@transaction.atomic
def close_jury(jury: Jury, *, by: Actor) -> Jury:
    """The minutes are signed: the jury is over."""
    require_president(by, jury, "clôt un jury")
    jury = locked(jury.pk)
    WORKFLOW.move(jury, "close", by=by)
    return jury


def _found(indicators: tuple[rules.Indicator, ...]) -> dict[str, Any]:
    """What the journal keeps of a set: the version of the rules, and each verdict by its id."""
    return {
        "rules": rules.VERSION,
        "verdicts": {one.id: one.verdict for one in indicators},
    }
