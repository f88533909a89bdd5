"""An appeal is received: on screen by its candidate, on paper by the officer who opened it."""

from datetime import date

from django.db import transaction

from assessments.candidates.permissions import require_another
from ccas import clock, documents, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.appeals import rules
from certification.appeals.documents import ACKNOWLEDGEMENT, acknowledgement_facts
from certification.appeals.locking import locked_presentation
from certification.appeals.messages import tell
from certification.appeals.models import Appeal, AppealState
from certification.appeals.permissions import account_of, is_own, require_officer
from certification.awards.letters import territory_of
from certification.awards.notices import window_of
from certification.deliberation.models import Presentation


@transaction.atomic
def receive_appeal(
    presentation: Presentation,
    *,
    grounds: str,
    by: Actor,
    kind: str = rules.GRACIOUS,
    received_on: date | None = None,
    reference: str = "",
    territory: str = "",
) -> Appeal:
    """Register an appeal and acknowledge it. Raises Refusal with every reason.

    A candidate appeals for themself, on screen, today; an officer registers what came on paper, on
    the day it came. territory: where the candidate lives; what they said before by default.
    """
    own = is_own(by, presentation)
    if not own:
        require_officer(by)
        require_another(by, presentation.enrolment.candidate)
    channel = rules.SCREEN if own else rules.PAPER
    presentation = locked_presentation(presentation.pk)
    deliberation, enrolment = presentation.deliberation, presentation.enrolment
    published = deliberation.published_at
    received = clock.today() if own or received_on is None else received_on
    place = territory or territory_of(enrolment.candidate)
    window = window_of(presentation, place)
    earlier = Appeal.objects.filter(presentation=presentation)
    problems = rules.appeal_problems(
        kind=kind,
        channel=channel,
        outcome=presentation.outcome,
        grounds=grounds,
        reference=reference,
        received_on=received,
        published_on=clock.paris(published).date() if published else None,
        last_day=window.last_day,
        today=clock.today(),
        under_way=earlier.filter(state=AppealState.RECEIVED, kind=kind).exists(),
        annulled=earlier.filter(state=AppealState.ACCEPTED).exists(),
    )
    if problems:
        raise Refusal(problems)
    appeal = Appeal.objects.create(
        presentation=presentation,
        kind=kind,
        channel=channel,
        received_on=received,
        grounds=grounds.strip(),
        reference=reference.strip(),
        territory=place,
        last_day=window.last_day,
        late=rules.is_late(received, window.last_day),
        registered_by_id=account_of(by),
    )
    journal.record(
        "appeal.receive",
        appeal,
        by=by,
        presentation=presentation.pk,
        kind=kind,
        channel=channel,
        received_on=received,
        late=appeal.late,
        grounds=journal.digest(appeal.grounds),
    )
    if kind == rules.GRACIOUS:
        letter = documents.issue(
            ACKNOWLEDGEMENT,
            subject=appeal,
            facts=acknowledgement_facts(appeal),
            by=by,
            series_scope=enrolment.revision.qualification.code,
            owner_id=enrolment.candidate.person.user_id,
        )
        tell(appeal, "received", by=by, letter=letter)
    return appeal
