"""A clerical error in signed minutes: proposed by who presides, countersigned by another member."""

from typing import Any

from django.db import transaction

from assessments.framework.documents import is_specimen
from assessments.people.models import Person
from ccas import clock, documents, journal
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Conflict, Refusal
from certification.deliberation import permissions, room, rules
from certification.deliberation.actions.locking import locked
from certification.deliberation.canonical import sha256_of
from certification.deliberation.documents import corrected, last_version
from certification.deliberation.models import (
    Deliberation,
    Minutes,
    MinutesCorrection,
    MinutesState,
)


@transaction.atomic
def propose_correction(
    deliberation: Deliberation, *, wrong: str, right: str, reason: str, by: Actor
) -> MinutesCorrection:
    """Ask for `wrong` to be written `right`. Nothing changes until a member countersigns."""
    deliberation = locked(deliberation)
    president = permissions.require_president(by, deliberation.jury)
    minutes = _signed(deliberation)
    version, facts = last_version(minutes)
    if minutes.corrections.filter(countersigned_at__isnull=True).exists():
        raise Refusal("Une correction attend déjà sa contresignature.")
    problems = rules.missing_to_correct(facts, wrong, right, reason)
    if problems:
        raise Refusal(problems)
    row = MinutesCorrection.objects.create(
        minutes=minutes,
        version=version + 1,
        wrong=wrong.strip(),
        right=right.strip(),
        reason=reason.strip(),
        proposed_by=president,
        proposed_at=clock.now(),
    )
    journal.record(
        "minutes.propose_correction",
        minutes,
        by=by,
        version=row.version,
        wrong=journal.digest(row.wrong),
        right=journal.digest(row.right),
        reason=journal.digest(row.reason),
    )
    return row


@transaction.atomic
def countersign_correction(
    deliberation: Deliberation, *, version: int, by: Actor
) -> MinutesCorrection:
    """Sign it as the second person: the next version is issued and replaces the one before.

    version: the one that was on the screen; another is a Conflict.
    """
    deliberation = locked(deliberation)
    minutes = _signed(deliberation)
    row = _pending(minutes, version)
    row.countersigned_by = _second(deliberation, row, by)
    row.countersigned_at = clock.now()
    _, facts = last_version(minutes)
    problems = rules.missing_to_correct(facts, row.wrong, row.right, row.reason)
    if problems:
        raise Refusal(problems)
    row.facts, _ = rules.correct(facts, row.wrong, row.right)
    row.facts_sha256 = sha256_of(row.facts)
    row.save(update_fields=["countersigned_by", "countersigned_at", "facts", "facts_sha256"])
    document = _issue(deliberation, minutes, corrected(row), by)
    journal.record(
        "minutes.correct",
        minutes,
        by=by,
        version=row.version,
        facts_sha256=row.facts_sha256,
        document=document.pk,
        number=document.number,
    )
    return row


@transaction.atomic
def drop_correction(deliberation: Deliberation, *, by: Actor) -> None:
    """The president takes back a correction that nobody countersigned."""
    deliberation = locked(deliberation)
    permissions.require_president(by, deliberation.jury)
    minutes = _signed(deliberation)
    row = minutes.corrections.filter(countersigned_at__isnull=True).first()
    if row is None:
        raise Refusal("Aucune correction n’attend de contresignature.")
    journal.record("minutes.drop_correction", minutes, by=by, version=row.version)
    row.delete()


def _signed(deliberation: Deliberation) -> Minutes:
    minutes = Minutes.objects.filter(deliberation=deliberation).first()
    if minutes is None or minutes.state != MinutesState.SIGNED:
        raise Refusal("Un procès-verbal qui n’est pas signé se rouvre, il ne se corrige pas.")
    return minutes


def _pending(minutes: Minutes, version: int) -> MinutesCorrection:
    row = minutes.corrections.filter(countersigned_at__isnull=True).first()
    if row is None:
        raise Refusal("Aucune correction n’attend de contresignature.")
    if row.version != version:
        raise Conflict("La correction proposée n’est plus celle que vous avez lue.", current={})
    return row


def _second(deliberation: Deliberation, row: MinutesCorrection, by: Actor) -> Person:
    """The other person who signs: present at the closing, and not the one who proposed."""
    here = room.sitting_now(deliberation, deliberation.closing).present
    held = next((one for one in here if one.person.user_id == by.user_id), None)
    if held is None or not by.has_role(*permissions.MEMBERS):
        raise Refusal("Seul un membre présent à la clôture contresigne une correction.")
    if held.person_id == row.proposed_by_id:
        raise Refusal("Une correction porte deux signatures : un autre membre contresigne.")
    return held.person


def _issue(
    deliberation: Deliberation, minutes: Minutes, facts: dict[str, Any], by: Actor
) -> Document:
    revision = deliberation.jury.revision
    before = Document.objects.filter(
        kind="minutes", subject_id=minutes.pk, replaced_by__isnull=True
    ).get()
    return documents.issue(
        "minutes",
        subject=minutes,
        facts=facts,
        by=by,
        specimen=is_specimen(revision),
        series_scope=revision.qualification.code,
        replaces=before,
    )
