"""Closing, signing by all, the president last: from then on nobody edits the deliberation."""

from uuid import UUID

from django.db import transaction

from assessments.candidates import actions as candidates
from assessments.framework.documents import is_specimen
from ccas import clock, documents, jobs, journal
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Conflict, Refusal
from certification.deliberation import permissions, room
from certification.deliberation.actions.locking import locked, must_be_unsigned
from certification.deliberation.actions.voting import no_ballot_under_way
from certification.deliberation.canonical import sha256_of
from certification.deliberation.documents import build_minutes_facts, with_signatures
from certification.deliberation.models import (
    Deliberation,
    DeliberationState,
    Minutes,
    MinutesSignature,
    MinutesState,
    Verdict,
)
from certification.deliberation.workflow import WORKFLOW
from certification.juries import actions as juries
from certification.juries.models import Nomination


@transaction.atomic
def close_deliberation(deliberation: Deliberation, *, by: Actor) -> Minutes:
    """Every presentation is concluded: fix the facts that all will sign."""
    deliberation = locked(deliberation)
    must_be_unsigned(deliberation)
    permissions.require_president(by, deliberation.jury)
    problems = [
        f"Le passage du candidat {number} n’est pas conclu."
        for number in deliberation.presentations.filter(concluded_at__isnull=True).values_list(
            "enrolment__candidate__number", flat=True
        )
    ]
    problems += no_ballot_under_way(deliberation)
    problems += room.in_the_way(room.sitting_now(deliberation, clock.now()).indicators())
    if problems:
        raise Refusal(problems)
    WORKFLOW.move(deliberation, "close", by=by)
    facts = build_minutes_facts(deliberation)
    minutes, _ = Minutes.objects.update_or_create(
        deliberation=deliberation,
        defaults={"facts": facts, "facts_sha256": sha256_of(facts)},
    )
    journal.record("minutes.prepare", minutes, by=by, facts_sha256=minutes.facts_sha256)
    return minutes


@transaction.atomic
def reopen_deliberation(deliberation: Deliberation, *, reason: str, by: Actor) -> Deliberation:
    """Something is wrong in the minutes: back to the sitting. Signatures given so far are void."""
    deliberation = locked(deliberation)
    permissions.require_president(by, deliberation.jury)
    minutes = _minutes(deliberation)
    if not reason.strip():
        raise Refusal("Rouvrir la délibération demande un motif.")
    voided = list(minutes.signatures.values_list("person_id", flat=True))
    journal.record(
        "deliberation.reopen",
        deliberation,
        by=by,
        facts_sha256=minutes.facts_sha256,
        voided=voided,
        reason=journal.digest(reason),
    )
    minutes.signatures.all().delete()
    minutes.facts, minutes.facts_sha256 = {}, ""
    minutes.save(update_fields=["facts", "facts_sha256"])
    # State and time change together, as a constraint wants: what `move` cannot undo.
    deliberation.state, deliberation.closed_at = DeliberationState.OPEN, None
    deliberation.save(update_fields=["state", "closed_at"])
    return deliberation


@transaction.atomic
def sign_minutes(
    deliberation: Deliberation, *, by: Actor, facts_sha256: str = "", refusal: str = ""
) -> MinutesSignature:
    """Sign the hash of the facts, or record a refusal with its reason. The president is last.

    facts_sha256: the hash that was on the screen, when there was one: signing other facts than
    those read is a Conflict. The president's signature freezes everything, writes the ledger,
    issues the minutes and asks for the titles, in this same transaction.
    """
    deliberation = locked(deliberation)
    minutes = _minutes(deliberation)
    here = room.sitting_now(deliberation, deliberation.closing).present
    held = next((n for n in here if n.person.user_id == by.user_id), None)
    if held is None or not by.has_role(Role.PRESIDENT, Role.JURY_MEMBER):
        raise Refusal("Seuls les membres présents à la clôture signent le procès-verbal.")
    if facts_sha256 and facts_sha256 != minutes.facts_sha256:
        raise Conflict(
            "Le procès-verbal a changé depuis que vous l’avez lu : relisez-le avant de signer.",
            current={"Empreinte à signer": minutes.facts_sha256},
        )
    signed = set(minutes.signatures.values_list("person_id", flat=True))
    if held.person_id in signed:
        raise Refusal("Vous avez déjà signé ce procès-verbal, ou refusé de le signer.")
    if held.seat.presides:
        _may_end(held, here, signed, by, refusal)
    row = MinutesSignature.objects.create(
        minutes=minutes,
        person_id=held.person_id,
        facts_sha256=minutes.facts_sha256,
        signed_at=clock.now(),
        refused=bool(refusal.strip()),
        reason=refusal.strip(),
    )
    journal.record(
        "minutes.refuse" if row.refused else "minutes.sign",
        minutes,
        by=by,
        facts_sha256=minutes.facts_sha256,
        **({"reason": journal.digest(row.reason)} if row.refused else {}),
    )
    if held.seat.presides:
        _seal(deliberation, minutes, by)
    return row


def _may_end(
    held: Nomination, here: list[Nomination], signed: set[UUID], by: Actor, refusal: str
) -> None:
    """The president signs under that role, after all the others, and does not refuse."""
    if by.role != Role.PRESIDENT:
        raise Refusal("La personne qui préside signe sous le rôle de président de jury.")
    if refusal.strip():
        raise Refusal(
            "La personne qui préside ne refuse pas de signer : elle rouvre la délibération."
        )
    waiting = [n.person.display_name for n in here if n.person_id not in signed | {held.person_id}]
    if waiting:
        raise Refusal(
            "La personne qui préside signe en dernier. Signatures attendues : "
            + ", ".join(waiting)
            + "."
        )


def _seal(deliberation: Deliberation, minutes: Minutes, by: Actor) -> None:
    """The ledger, the state of the enrolments, the document, the titles; then the freeze."""
    day = clock.paris(deliberation.closing).date()
    revision = deliberation.jury.revision
    presentations = deliberation.presentations.select_related("enrolment__candidate")
    for presentation in presentations.prefetch_related("decisions__block"):
        for decision in presentation.decisions.all():
            if decision.verdict != Verdict.VALIDATED:
                continue
            decision.acquired_block = candidates.acquire_block(
                presentation.enrolment.candidate, decision.block, acquired_on=day, by=by
            )
            decision.save(update_fields=["acquired_block"])
    document = documents.issue(
        "minutes",
        subject=minutes,
        facts=with_signatures(minutes),
        by=by,
        specimen=is_specimen(revision),
        series_scope=revision.qualification.code,
    )
    juries.close_jury(deliberation.jury, by=by)
    jobs.enqueue(
        "awards.deliver",
        key=f"deliberation:{deliberation.pk}",
        payload={"deliberation": str(deliberation.pk)},
        by=by,
    )
    minutes.state = MinutesState.SIGNED
    minutes.signed_at = clock.now()
    minutes.save(update_fields=["state", "signed_at"])
    journal.record(
        "minutes.seal",
        minutes,
        by=by,
        facts_sha256=minutes.facts_sha256,
        document=document.pk,
        number=document.number,
    )


def _minutes(deliberation: Deliberation) -> Minutes:
    if deliberation.state != DeliberationState.CLOSED:
        raise Refusal("Le procès-verbal n’est pas encore à la signature.")
    minutes = Minutes.objects.select_for_update().get(deliberation=deliberation)
    if minutes.state == MinutesState.SIGNED:
        raise Refusal("Le procès-verbal est signé : plus rien de cette délibération ne change.")
    return minutes
