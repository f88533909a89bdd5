"""An appeal is answered by the certifier, or by a court; or its candidate gives it up."""

from datetime import date

from django.db import transaction

from assessments.candidates.permissions import require_another
from ccas import clock, documents, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.appeals import reading, rules
from certification.appeals.documents import ANSWER, answer_facts
from certification.appeals.locking import locked
from certification.appeals.messages import tell
from certification.appeals.models import Appeal
from certification.appeals.permissions import account_of, is_own, require_officer, sat_on
from certification.appeals.workflow import WORKFLOW
from certification.awards.signing import require_signatory


@transaction.atomic
def answer_appeal(
    appeal: Appeal,
    *,
    accepts: bool,
    reasons: str,
    by: Actor,
    decided_on: date | None = None,
    decision_reference: str = "",
) -> Appeal:
    """Accept or refuse, with reasons; the letter is signed for the certifier. Raises Refusal.

    A gracious appeal is answered today, by an officer who held no seat of that jury. Of one in
    court the judgment is recorded: its day and its number.
    """
    require_officer(by)
    appeal = locked(appeal)
    presentation = appeal.presentation
    require_another(by, presentation.enrolment.candidate)
    verb = "accept" if accepts else "refuse"
    if sentence := WORKFLOW.sentence_if_not(verb, appeal):
        raise Refusal(sentence)
    in_court = appeal.kind == rules.CONTENTIOUS
    day = decided_on if in_court and decided_on is not None else clock.today()
    blocks = reading.again(presentation)
    problems = rules.decision_problems(
        kind=appeal.kind,
        accepts=accepts,
        reasons=reasons,
        reference=decision_reference,
        decided_on=day,
        received_on=appeal.received_on,
        today=clock.today(),
        sat=sat_on(presentation.deliberation.jury, by.user_id),
        again=[block.code for block in blocks],
    )
    if problems:
        raise Refusal(problems)
    enrolment = presentation.enrolment
    signatory = require_signatory(enrolment.revision.qualification, clock.today())
    WORKFLOW.move(
        appeal,
        verb,
        by=by,
        also={
            "decided_by_id": account_of(by),
            "decided_on": day,
            "reasons": reasons.strip(),
            "decision_reference": decision_reference.strip() if in_court else "",
        },
        presentation=presentation.pk,
        kind=str(appeal.kind),
        decided_on=day,
        reasons=journal.digest(reasons.strip()),
    )
    letter = documents.issue(
        ANSWER,
        subject=appeal,
        facts=answer_facts(appeal, signatory, [(one.code, one.title) for one in blocks]),
        by=by,
        series_scope=enrolment.revision.qualification.code,
        owner_id=enrolment.candidate.person.user_id,
    )
    tell(appeal, "answered", by=by, letter=letter)
    return appeal


@transaction.atomic
def drop_appeal(appeal: Appeal, *, by: Actor) -> Appeal:
    """The candidate gives their appeal up; an officer records it when they say so on paper."""
    if not is_own(by, appeal.presentation):
        require_officer(by)
        require_another(by, appeal.presentation.enrolment.candidate)
    appeal = locked(appeal)
    if sentence := WORKFLOW.sentence_if_not("drop", appeal):
        raise Refusal(sentence)
    WORKFLOW.move(
        appeal,
        "drop",
        by=by,
        also={"decided_by_id": account_of(by), "decided_on": clock.today()},
        presentation=appeal.presentation_id,
    )
    return appeal
