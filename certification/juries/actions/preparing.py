"""Daily work before a jury: recalling those who do not answer, handing over the files.

Each is found by its date, so that a day without the job loses nothing; twice changes nothing.
"""

from datetime import date

from django.db import transaction

from assessments.framework.documents import is_specimen
from ccas import clock, documents
from ccas.actors import Actor
from ccas.documents.models import Document
from certification.juries.actions.locking import locked
from certification.juries.inviting import standing_summonses, unanswered
from certification.juries.messages import post_preparation, post_reminder
from certification.juries.models import AgendaItem, Jury, JuryState
from certification.juries.preparing import (
    AHEAD,
    KIND,
    candidates_facts,
    preparation_facts,
    prepared_on,
)


@transaction.atomic
def send_reminders(today: date | None = None, *, by: Actor) -> int:
    """Recall every summons whose reminder is due and that has no answer. How many were due."""
    due = unanswered(today or clock.today())
    for summons, rank in due:
        post_reminder(summons.jury, summons, rank, by=by)
    return len(due)


def hand_over_files(today: date | None = None, *, by: Actor) -> int:
    """Make the preparation files of the juries that sit tomorrow (or today). How many were made."""
    today = today or clock.today()
    near = Jury.objects.filter(
        state__in=[JuryState.CONVENED, JuryState.OPEN], sits_on__range=(today, today + AHEAD)
    )
    return sum(len(prepare_files(jury, by=by)) for jury in near.order_by("sits_on", "pk"))


@transaction.atomic
def prepare_files(jury: Jury, *, by: Actor) -> list[Document]:
    """The preparation file of each member who declared and has none, once its day has come.

    Facts are frozen when the file is made; nothing in it concerns those the member left.
    """
    jury = locked(jury.pk)
    if clock.today() < prepared_on(jury):
        return []
    declared = set(jury.declarations.values_list("person_id", flat=True))
    made = set(
        Document.objects.filter(kind=KIND, subject_id__in=jury.summonses.values("pk")).values_list(
            "subject_id", flat=True
        )
    )
    members = [
        summons
        for summons in standing_summonses(jury)
        if summons.person_id in declared and summons.pk not in made
    ]
    items = list(
        AgendaItem.objects.filter(jury=jury)
        .order_by("position")
        .select_related("enrolment__candidate__person", "enrolment__revision__qualification")
        .prefetch_related("blocks", "enrolment__revision__blocks")
    )
    if not members or not items:
        return []
    said = candidates_facts(items)
    left = set(jury.recusals.values_list("person_id", "enrolment_id"))
    papers = []
    for summons in members:
        mine = [one for one in items if (summons.person_id, one.enrolment_id) not in left]
        paper = documents.issue(
            KIND,
            subject=summons,
            facts=preparation_facts(summons, jury, mine, said),
            by=by,
            specimen=is_specimen(jury.revision),
            series_scope=jury.revision.qualification.code,
            owner_id=summons.person.user_id,
        )
        post_preparation(jury, summons, paper, by=by)
        papers.append(paper)
    return papers
