"""Who may see a candidate, their identity, and who may write. Other rooms add their own."""

from django.db.models import Case, F, Q, QuerySet, Value, When

from assessments.candidates.models import BlockSource, Candidate, Enrolment, EnrolmentState
from ccas import access
from ccas.actors import Actor
from ccas.refusals import Refusal

READERS = ("officer", "auditor")
WRITERS = ("officer",)
DECIDERS = ("president", *WRITERS)

WHO_MAY_WRITE = (
    "Seul un gestionnaire de la certification peut inscrire un candidat ou modifier son dossier."
)
WHO_MAY_DECIDE = "Un bloc s’acquiert ou se perd par la décision d’un jury ou par un acte daté."

NOT_ONES_OWN = "Une autre personne tient votre dossier, pas vous."

EVERY_ONE = Q(pk__isnull=False)


def may_write(actor: Actor) -> bool:
    """Whether the actor may register and enrol candidates."""
    return actor.is_system or actor.has_role(*WRITERS)


def may_decide(actor: Actor) -> bool:
    """Whether the actor may write in the ledger what a jury decided."""
    return actor.is_system or actor.has_role(*DECIDERS)


def require_another(actor: Actor, candidate: Candidate) -> None:
    """Whatever roles one holds, what one's own file proves is written by somebody else.

    Agents who keep the files are candidates too, some day. Raises Refusal.
    """
    if actor.user_id is not None and candidate.person.user_id == actor.user_id:
        raise Refusal(NOT_ONES_OWN)


def may_list(actor: Actor) -> bool:
    """Whether the actor may read the list of all the candidates."""
    return actor.has_role(*READERS)


def may_see_identity(actor: Actor, candidate: Candidate) -> bool:
    """Birth, contact and ledger are for those who keep the file, and for the candidate."""
    own = actor.user_id is not None and candidate.person.user_id == actor.user_id
    return may_list(actor) or (own and actor.has_role("candidate"))


def candidates_seen_by(actor: Actor) -> QuerySet[Candidate]:
    """The candidates an actor may open, by what every room has registered."""
    return Candidate.objects.filter(access.visibility("candidate", actor)).distinct()


def histories_seen_by(actor: Actor) -> QuerySet[Candidate]:
    """The candidates of whom the actor may read who opened the file: all for the auditor, oneself.

    Those who open files do not watch one another.
    """
    if actor.has_role("auditor"):
        return Candidate.objects.all()
    own = seen_by_self(actor)
    return Candidate.objects.filter(own) if own is not None else Candidate.objects.none()


def may_see_history(actor: Actor, candidate: Candidate) -> bool:
    """Whether the actor may read who opened this file."""
    own = actor.user_id is not None and candidate.person.user_id == actor.user_id
    return actor.has_role("auditor") or (own and actor.has_role("candidate"))


def enrolments_seen_by(actor: Actor) -> QuerySet[Enrolment]:
    """Their enrolments, as they may be told (`as_told`)."""
    return as_told(Enrolment.objects.filter(candidate__in=candidates_seen_by(actor)), actor)


def as_told(enrolments: QuerySet[Enrolment], actor: Actor) -> QuerySet[Enrolment]:
    """With `told_state` and `told_end`: the end only to whom it may be told.

    A title is awarded when the minutes are signed, and told when the results are published.
    Pages and API read these two columns, never `state` and `ended_at`.
    """
    told = access.visibility("end of an enrolment", actor)
    return enrolments.annotate(
        told_state=Case(
            When(told, then=F("state")),
            default=Value(EnrolmentState.OPEN),
            output_field=Enrolment._meta.get_field("state"),
        ),
        told_end=Case(When(told, then=F("ended_at")), default=None),
    )


def held_blocks_told_to(actor: Actor) -> Q:
    """Condition on AcquiredBlock: the lines of a visible ledger that may be told to the actor."""
    return access.visibility("held block", actor)


def ends_told_to_keepers(actor: Actor) -> Q | None:
    """Those who keep the files know how each enrolment ended."""
    return EVERY_ONE if actor.has_role(*READERS) else None


def blocks_told_by_the_room(actor: Actor) -> Q:
    """Those who keep the files read the whole ledger; an equivalence is nobody's secret."""
    return EVERY_ONE if actor.has_role(*READERS) else Q(source=BlockSource.EQUIVALENCE)


def seen_by_keepers(actor: Actor) -> Q | None:
    """Those who keep the files see every candidate."""
    return EVERY_ONE if actor.has_role(*READERS) else None


def seen_by_self(actor: Actor) -> Q | None:
    """A candidate sees their own file."""
    if actor.user_id is None or not actor.has_role("candidate"):
        return None
    return Q(person__user_id=actor.user_id)
