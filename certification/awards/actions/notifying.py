"""A result told on paper: the officer records the handing over, and the delays run from it."""

from datetime import date

from django.db import transaction

from assessments.candidates.permissions import require_another
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.awards.models import NoticeWay, ResultNotice
from certification.awards.permissions import require_officer
from certification.awards.rules import notice_problems
from certification.deliberation.models import Deliberation, Presentation


@transaction.atomic
def record_paper_notice(
    presentation: Presentation, *, notified_on: date, reference: str, by: Actor
) -> ResultNotice:
    """The letter of a result was handed over, or its registered mail received, on that day.

    reference: what proves it. Once: a result is notified on one day. Raises Refusal.
    """
    require_officer(by)
    require_another(by, presentation.enrolment.candidate)
    deliberation = Deliberation.objects.select_for_update().get(pk=presentation.deliberation_id)
    published = deliberation.published_at
    problems = notice_problems(
        notified_on=notified_on,
        reference=reference,
        published_on=clock.paris(published).date() if published else None,
        today=clock.today(),
    )
    told = ResultNotice.objects.filter(presentation=presentation).first()
    if told is not None:
        problems.insert(0, f"Ce résultat est déjà notifié, le {told.notified_on:%d/%m/%Y}.")
    if problems:
        raise Refusal(problems)
    notice = ResultNotice.objects.create(
        presentation=presentation,
        way=NoticeWay.PAPER,
        notified_on=notified_on,
        reference=reference.strip(),
    )
    journal.record(
        "result.notify",
        notice,
        by=by,
        presentation=presentation.pk,
        way="paper",
        notified_on=notified_on,
        reference=journal.digest(notice.reference),
    )
    return notice
