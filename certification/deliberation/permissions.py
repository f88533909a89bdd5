"""Who may see and do what in the deliberation room: one source for views, templates and actions."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.candidates.models import EnrolmentState
from assessments.people.models import Person
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.deliberation.models import (
    Deliberation,
    InterviewNote,
    Minutes,
    Presentation,
)
from certification.juries.models import ImpartialityDeclaration, Jury, Nomination, Recusal

#: Read everything, whoever sits.
READERS = (Role.OFFICER, Role.AUDITOR)
#: Sit, and see only the juries they sit on.
MEMBERS = (Role.PRESIDENT, Role.JURY_MEMBER)

#: The topic that the screens of the room listen to.
KIND = "deliberation"


def topic(deliberation: UUID) -> str:
    """What the screens of one deliberation listen to."""
    return f"{KIND}/{deliberation}"


def may_listen(actor: Actor, deliberation: UUID) -> bool:
    """Whether the actor may follow that deliberation."""
    return visible_deliberations(actor).filter(pk=deliberation).exists()


def person_of(actor: Actor) -> Person | None:
    """The person behind the account that acts; None for the platform itself."""
    if actor.user_id is None:
        return None
    return Person.objects.filter(user_id=actor.user_id).first()


def in_force(at: datetime) -> Q:
    """Condition on Nomination: it covers that moment."""
    return Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))


def visible_juries(actor: Actor) -> QuerySet[Jury]:
    """Juries whose deliberation the actor may open or see. A member sees those they sit on."""
    if actor.has_role(*READERS):
        return Jury.objects.all()
    if not actor.has_role(*MEMBERS):
        return Jury.objects.none()
    mine = Nomination.objects.filter(seat__jury=OuterRef("pk"), person__user_id=actor.user_id)
    if actor.role == Role.PRESIDENT:
        mine = mine.filter(seat__presides=True)
    return Jury.objects.filter(Exists(mine))


def visible_deliberations(actor: Actor) -> QuerySet[Deliberation]:
    """Deliberations the actor may see."""
    return Deliberation.objects.filter(jury__in=visible_juries(actor))


def visible_presentations(actor: Actor) -> QuerySet[Presentation]:
    """Presentations whose file the actor may read. A member reads none before signing their
    declaration of impartiality, and nothing of those from whom they are recused."""
    found = Presentation.objects.filter(deliberation__in=visible_deliberations(actor))
    if actor.has_role(*READERS):
        return found
    recused = Recusal.objects.filter(
        jury=OuterRef("deliberation__jury"),
        enrolment=OuterRef("enrolment"),
        person__user_id=actor.user_id,
    )
    declared = ImpartialityDeclaration.objects.filter(
        jury=OuterRef("deliberation__jury"), person__user_id=actor.user_id
    )
    return found.filter(Exists(declared)).exclude(Exists(recused))


def visible_notes(actor: Actor) -> QuerySet[InterviewNote]:
    """Interview notes: the jury's own; not the officer's, nor the auditor's, nor the recused's."""
    if not actor.has_role(*MEMBERS):
        return InterviewNote.objects.none()
    return InterviewNote.objects.filter(presentation__in=visible_presentations(actor))


def visible_results(actor: Actor) -> QuerySet[Presentation]:
    """A candidate's own presentations, once published."""
    if actor.role != Role.CANDIDATE or actor.user_id is None:
        return Presentation.objects.none()
    return Presentation.objects.filter(
        enrolment__candidate__person__user_id=actor.user_id,
        deliberation__published_at__isnull=False,
    )


def results_seen_by(actor: Actor) -> QuerySet[Presentation]:
    """What the actor may read of decisions: the room's file, or one's own published results."""
    return visible_results(actor) if actor.role == Role.CANDIDATE else visible_presentations(actor)


def ends_told_by_juries(actor: Actor) -> Q:
    """Condition on Enrolment: its end may be told.

    A title waits for the publication of the jury that gives it, except for those who see that
    deliberation. A way closed without a title is no decision of a jury.
    """
    hidden = Presentation.objects.filter(
        enrolment=OuterRef("pk"), deliberation__published_at__isnull=True
    ).exclude(deliberation__in=visible_deliberations(actor))
    return ~Q(state=EnrolmentState.AWARDED) | ~Q(Exists(hidden))


def coverage_told_by_juries(actor: Actor) -> Q | None:
    """Condition on Enrolment: a candidate reads what supports them once all is published."""
    if actor.role != Role.CANDIDATE or actor.user_id is None:
        return None
    mine = Presentation.objects.filter(
        enrolment=OuterRef("pk"), enrolment__candidate__person__user_id=actor.user_id
    )
    return Q(Exists(mine.filter(deliberation__published_at__isnull=False))) & ~Q(
        Exists(mine.filter(deliberation__published_at__isnull=True))
    )


def blocks_told_by_juries(actor: Actor) -> Q:
    """Condition on AcquiredBlock: a block that a jury gave is told with the published result,
    and to those who see that deliberation."""
    return Q(decision__presentation__deliberation__published_at__isnull=False) | Q(
        decision__presentation__deliberation__in=visible_deliberations(actor)
    )


def minutes_seen_by(actor: Actor) -> Q | None:
    """Condition on Document for minutes: the readers, and the members of that jury.

    Minutes name every candidate and their recusals: a member recused for one of them reads them
    all the same, since they sign them.
    """
    if actor.has_role(*READERS):
        return Q()
    if not actor.has_role(*MEMBERS):
        return None
    return Q(
        subject_id__in=Minutes.objects.filter(deliberation__in=visible_deliberations(actor)).values(
            "pk"
        )
    )


def presiding_nomination(jury: Jury, at: datetime) -> Nomination | None:
    """Who holds the presiding seat at that moment."""
    return (
        Nomination.objects.filter(in_force(at), seat__jury=jury, seat__presides=True)
        .select_related("person", "seat")
        .first()
    )


def presides(actor: Actor, jury: Jury, at: datetime | None = None) -> bool:
    """Whether the actor acts as president and holds the presiding seat of this jury."""
    if actor.role != Role.PRESIDENT or actor.user_id is None:
        return False
    held = presiding_nomination(jury, at or clock.now())
    return held is not None and held.person.user_id == actor.user_id


def require_president(actor: Actor, jury: Jury) -> Person:
    """The person who presides; refuses anybody else."""
    held = presiding_nomination(jury, clock.now())
    if actor.role == Role.PRESIDENT and held and held.person.user_id == actor.user_id:
        return held.person
    raise Refusal("Seule la personne qui préside le jury peut faire cet acte.")


def require_president_or_officer(actor: Actor, jury: Jury) -> None:
    """The president of this jury, or the officer who keeps its secretariat."""
    if actor.role != Role.OFFICER and not presides(actor, jury):
        raise Refusal(
            "Seule la personne qui préside le jury, ou le gestionnaire qui en tient le "
            "secrétariat, peut faire cet acte."
        )


def require_officer(actor: Actor) -> None:
    """The officer, and nobody else."""
    if actor.role != Role.OFFICER:
        raise Refusal("Seul un gestionnaire de la certification peut faire cet acte.")
