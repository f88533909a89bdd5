"""Who may do what with a jury, and who may see it. One source for views, actions and templates."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.juries.models import (
    AgendaItem,
    ImpartialityDeclaration,
    Jury,
    JurySummons,
    Nomination,
    Recusal,
)
from certification.juries.models.composition import ANNOUNCED

#: Who opens the list of juries.
READERS = (Role.OFFICER, Role.AUDITOR, Role.JURY_MEMBER, Role.PRESIDENT)
MEMBERS = (Role.JURY_MEMBER, Role.PRESIDENT)


def may_manage(actor: Actor) -> bool:
    """Create, compose, convene: the certification officer."""
    return actor.has_role(Role.OFFICER)


def require_officer(actor: Actor, what: str) -> None:
    """Refuse unless the actor is the officer. what: "compose un jury"."""
    if not may_manage(actor):
        raise Refusal(f"Seul un gestionnaire de la certification {what}.")


def presides(actor: Actor, jury: Jury) -> bool:
    """Whether the actor, as a president, holds the presiding seat of that jury now."""
    return (
        actor.has_role(Role.PRESIDENT)
        and Nomination.objects.in_force(clock.now())
        .filter(seat__jury=jury, seat__presides=True, person__user=actor.user_id)
        .exists()
    )


def require_president(actor: Actor, jury: Jury, what: str) -> None:
    """Refuse unless the actor presides this jury. what: "ouvre un jury"."""
    if not presides(actor, jury):
        raise Refusal(f"Seul le président du jury {what}.")


def may_withdraw(actor: Actor, jury: Jury, person_user: UUID | None) -> bool:
    """Record a recusal: the officer and the president for anybody, a member for themself."""
    itself = person_user is not None and actor.user_id == person_user
    return may_manage(actor) or (actor.has_role(*MEMBERS) and itself) or presides(actor, jury)


def visible_juries(actor: Actor) -> QuerySet[Jury]:
    """The juries an actor may open: all of them, or those convened where they hold a seat."""
    juries = Jury.objects.select_related("revision__qualification", "presiding_entity")
    if actor.has_role(Role.OFFICER, Role.AUDITOR):
        return juries
    if not actor.has_role(*MEMBERS):
        return juries.none()
    seated = Nomination.objects.lasting(clock.now()).filter(
        seat__jury=OuterRef("pk"), person__user=actor.user_id
    )
    if actor.has_role(Role.PRESIDENT):
        seated = seated.filter(seat__presides=True)
    return juries.filter(Exists(seated), state__in=ANNOUNCED)


def visible_agenda(actor: Actor, jury: Jury) -> QuerySet[AgendaItem]:
    """The candidates of a jury (already visible) that the actor may see: not those they left."""
    agenda = jury.agenda.all()
    if not actor.has_role(*MEMBERS):
        return agenda
    return agenda.exclude(
        Exists(
            Recusal.objects.filter(
                jury=jury, enrolment=OuterRef("enrolment"), person__user=actor.user_id
            )
        )
    )


def own_summonses(actor: Actor) -> QuerySet[JurySummons]:
    """The summonses of the actor to juries they may open, for the seats they still hold."""
    held = Nomination.objects.lasting(clock.now()).filter(
        seat=OuterRef("seat"), person=OuterRef("person")
    )
    return JurySummons.objects.filter(
        Exists(held),
        person__user=actor.user_id,
        jury__in=visible_juries(actor).order_by().values("pk"),
    )


def candidates_before_my_juries(actor: Actor) -> Q | None:
    """Candidates on the agenda of a convened jury where the actor sits and is not recused."""
    if not actor.has_role(*MEMBERS):
        return None
    return Q(pk__in=_agenda_of_my_juries(actor).values("enrolment__candidate"))


def enrolments_before_my_juries(actor: Actor) -> Q | None:
    """The same, as a condition on Enrolment."""
    if not actor.has_role(*MEMBERS):
        return None
    return Q(pk__in=_agenda_of_my_juries(actor).values("enrolment"))


def _agenda_of_my_juries(actor: Actor) -> QuerySet[AgendaItem]:
    """Once their declaration of impartiality is signed, not before."""
    recused = Recusal.objects.filter(
        jury=OuterRef("jury"), enrolment=OuterRef("enrolment"), person__user=actor.user_id
    )
    declared = ImpartialityDeclaration.objects.filter(
        jury=OuterRef("jury"), person__user=actor.user_id
    )
    return AgendaItem.objects.filter(
        ~Exists(recused), Exists(declared), jury__in=visible_juries(actor).order_by().values("pk")
    )


def acts_seen_by(actor: Actor) -> Q | None:
    """Condition on Document, for nomination acts: those who read juries, and their members."""
    if actor.has_role(Role.OFFICER, Role.AUDITOR):
        return Q()
    if not actor.has_role(*MEMBERS):
        return None
    return Q(subject_id__in=visible_juries(actor).order_by().values("pk"))


def attendance_sheets_seen_by(actor: Actor) -> Q | None:
    """Condition on Document: who keeps the secretariat, and who controls. No member: a sheet names
    the candidates for whom one of them may have withdrawn."""
    return Q() if actor.has_role(Role.OFFICER, Role.AUDITOR) else None


def summons_papers_seen_by(actor: Actor) -> Q | None:
    """Condition on Document, for summonses and preparation files: the member they are made for,
    and those who read juries."""
    if actor.has_role(Role.OFFICER, Role.AUDITOR):
        return Q()
    if not actor.has_role(*MEMBERS):
        return None
    return Q(subject_id__in=own_summonses(actor).values("pk"))
