"""Who may see titles, results and the documents they give right to."""

from uuid import UUID

from django.db.models import Q, QuerySet

from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal
from certification.awards.models import Award, AwardWithdrawal, Signatory

#: Read the register of titles.
READERS = (Role.OFFICER, Role.AUDITOR)


def visible_awards(actor: Actor) -> QuerySet[Award]:
    """The titles the actor may read in the register."""
    return Award.objects.all() if actor.has_role(*READERS) else Award.objects.none()


def withdrawable_awards(actor: Actor) -> QuerySet[Award]:
    """The titles whose withdrawal the actor may propose: those in force, for the officer."""
    if actor.role != Role.OFFICER:
        return Award.objects.none()
    return Award.objects.filter(withdrawn_on__isnull=True)


def visible_withdrawals(actor: Actor) -> QuerySet[AwardWithdrawal]:
    """Who proposes, who pronounces and who controls. No file is shown with them."""
    every = AwardWithdrawal.objects.select_related(
        "award__candidate__person__user", "award__qualification", "proposed_by", "pronounced_by"
    )
    return every if actor.has_role(Role.ADMINISTRATOR, *READERS) else every.none()


def own_withdrawals(actor: Actor) -> QuerySet[AwardWithdrawal]:
    """The withdrawals proposed of the actor's own titles, of published results."""
    every = AwardWithdrawal.objects.select_related("award__qualification")
    if actor.role != Role.CANDIDATE or actor.user_id is None:
        return every.none()
    return every.filter(
        award__candidate__person__user=actor.user_id,
        award__presentation__deliberation__published_at__isnull=False,
    )


def visible_signatories(actor: Actor) -> QuerySet[Signatory]:
    """Who signs or signed for the certifier: read by whoever reads the register."""
    return Signatory.objects.all() if actor.has_role(*READERS) else Signatory.objects.none()


#: The papers given to a candidate.
PAPERS = ("certificate", "block_certificate", "transcript")


def visible_papers(actor: Actor) -> QuerySet[Document]:
    """The papers given to candidates, for who reads the register."""
    if not actor.has_role(*READERS):
        return Document.objects.none()
    return Document.objects.filter(kind__in=PAPERS)


def reissuable_papers(actor: Actor) -> QuerySet[Document]:
    """The papers that the officer may issue again: each last of its line."""
    if actor.role != Role.OFFICER:
        return Document.objects.none()
    return visible_papers(actor).filter(replaced_by__isnull=True)


def holders_documents(actor: Actor) -> Q | None:
    """Condition on Document for papers given to a candidate: their holder, and the readers.

    They are issued at publication only, so that what exists may be seen.
    """
    if actor.has_role(*READERS):
        return Q()
    if actor.role == Role.CANDIDATE and actor.user_id is not None:
        return Q(owner_id=actor.user_id)
    return None


def account_of(actor: Actor) -> UUID:
    """The account of somebody who acts in person. Raises Refusal for the platform itself."""
    if actor.user_id is None:
        raise Refusal("Cet acte se fait sous son propre compte.")
    return actor.user_id


def require_officer(actor: Actor) -> None:
    """The officer, and nobody else."""
    if actor.role != Role.OFFICER:
        raise Refusal("Seul un gestionnaire de la certification peut faire cet acte.")
