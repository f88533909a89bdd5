"""The papers of an application, as files of the gateway: who may send them, who reads them.

Each experience and each paper asked for is a set of its own; identity papers form the set of the
application.
"""

from uuid import UUID

from django.db import models
from django.db.models import Q

from assessments.candidates.models import Candidate
from ccas import clock, journal
from ccas.actors import Actor
from ccas.files.kinds import FileKind, FileSet
from ccas.files.models import FileState, ReceivedFile
from certification.vae import permissions
from certification.vae.models import (
    ApplicationState,
    EligibilityApplication,
    Experience,
    RequestedPaper,
)
from certification.vae.workflow import WORKFLOW

QUOTA = 100 * 1024 * 1024


def _own[M: models.Model](
    rows: models.QuerySet[M], actor: Actor, path: str, states: list[str], set_id: UUID
) -> FileSet | None:
    """The set of a candidate's own row, while its application is in one of these states."""
    if not actor.has_role("candidate") or actor.user_id is None:
        return None
    mine = {
        f"{path}candidate__person__user": actor.user_id,
        f"{path}state__in": states,
        "pk": set_id,
    }
    if not rows.filter(**mine).exists():
        return None
    return FileSet(set_id, actor.user_id, QUOTA)


def to_identity(actor: Actor, set_id: UUID) -> FileSet | None:
    """Identity papers go to the application, while it is written."""
    return _own(EligibilityApplication.objects.all(), actor, "", [ApplicationState.DRAFT], set_id)


def to_experience(actor: Actor, set_id: UUID) -> FileSet | None:
    """Proofs go to their experience, while the application is written."""
    return _own(Experience.objects.all(), actor, "application__", [ApplicationState.DRAFT], set_id)


def to_request(actor: Actor, set_id: UUID) -> FileSet | None:
    """A paper that was asked for goes to its line, while the office waits for it."""
    return _own(
        RequestedPaper.objects.all(),
        actor,
        "request__application__",
        [ApplicationState.INCOMPLETE],
        set_id,
    )


def _read(actor: Actor) -> models.QuerySet[EligibilityApplication]:
    return permissions.visible_applications(actor)


def identity_seen(actor: Actor) -> Q:
    """Who reads the application reads its papers."""
    return Q(set_id__in=_read(actor).values("pk"))


def experience_seen(actor: Actor) -> Q:
    """Proofs of the experiences of the applications one reads."""
    return Q(set_id__in=Experience.objects.filter(application__in=_read(actor)).values("pk"))


def request_seen(actor: Actor) -> Q:
    """Papers asked for in the applications one reads."""
    papers = RequestedPaper.objects.filter(request__application__in=_read(actor))
    return Q(set_id__in=papers.values("pk"))


def paper_arrived(file: ReceivedFile, by: Actor) -> None:
    """A paper that was asked for is here. The last one makes the application complete again."""
    paper = RequestedPaper.objects.select_for_update().get(pk=file.set_id)
    application = EligibilityApplication.objects.select_for_update().get(requests__papers=paper)
    if paper.received_on is None:
        paper.received_on = clock.today()
        paper.save(update_fields=["received_on"])
        journal.record("eligibility.receive", application, by=by, paper=paper.pk, file=file.pk)
    request = paper.request
    if request.answered_on is None and not request.papers.filter(received_on=None).exists():
        request.answered_on = clock.today()
        request.save(update_fields=["answered_on"])
        WORKFLOW.move(application, "complete", by=by, request=request.pk)


_WHY = {"purpose": "demande de recevabilité à la VAE", "retention": "evidence"}
IDENTITY = FileKind(
    code="vae-identity",
    label="Pièce d’identité",
    destination=to_identity,
    visible=identity_seen,
    watermark="Copie réservée à la demande de VAE",
    **_WHY,
)
EXPERIENCE = FileKind(
    code="vae-experience",
    label="Justificatif d’expérience",
    destination=to_experience,
    visible=experience_seen,
    **_WHY,
)
REQUESTED = FileKind(
    code="vae-paper",
    label="Pièce demandée",
    destination=to_request,
    visible=request_seen,
    arrived=paper_arrived,
    **_WHY,
)
KINDS = (IDENTITY, EXPERIENCE, REQUESTED)

#: A file that was turned away proves nothing.
TURNED_AWAY = (FileState.INFECTED, FileState.REFUSED)


def files_of(sets: list[UUID]) -> dict[UUID, list[ReceivedFile]]:
    """The files of these sets, in one query: set → files still kept, the oldest first."""
    found: dict[UUID, list[ReceivedFile]] = {one: [] for one in sets}
    kinds = [kind.code for kind in KINDS]
    for file in ReceivedFile.objects.filter(
        kind__in=kinds, set_id__in=sets, removed_at__isnull=True
    ):
        found[file.set_id].append(file)
    return found


def candidate_of(actor: Actor) -> Candidate | None:
    """The candidate that an actor is, under that role."""
    if not actor.has_role("candidate") or actor.user_id is None:
        return None
    return Candidate.objects.select_related("person").filter(person__user=actor.user_id).first()
