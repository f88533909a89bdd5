"""A candidate asks that their identity be corrected, with a reason and a proof; an officer decides.

What was issued stays what it says: a certificate to be made anew is another act, another document.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from assessments.candidates.actions import correct_identity
from assessments.candidates.models import Candidate, CorrectionState, IdentityCorrection
from assessments.candidates.permissions import (
    READERS,
    WHO_MAY_WRITE,
    may_write,
    require_another,
)
from ccas import journal, outbox
from ccas.actors import Actor
from ccas.files.actions import remove_file
from ccas.files.kinds import FileKind, FileSet
from ccas.files.models import FileState, ReceivedFile
from ccas.refusals import Refusal
from ccas.workflow import Move, Workflow

WORKFLOW = Workflow(
    "correction",
    Move("accept", {"asked"}, "accepted", stamp="decided_at", label="la correction"),
    Move("refuse", {"asked"}, "refused", stamp="decided_at", label="le refus"),
    Move("withdraw", {"asked"}, "withdrawn", stamp="decided_at", label="le retrait"),
)
#: What a candidate may ask to be corrected, as the columns are called, with its French name.
FIELDS = {
    "birth_name": "Nom de naissance",
    "usual_name": "Nom d’usage",
    "given_names": "Prénoms",
    "sex": "Sexe",
    "birth_day": "Jour de naissance",
    "birth_month": "Mois de naissance",
    "birth_year": "Année de naissance",
    "birth_place": "Lieu de naissance",
    "birth_place_code": "Code INSEE du lieu de naissance",
}
OF_PERSON = ("birth_name", "usual_name", "given_names", "sex")


def visible_corrections(actor: Actor) -> QuerySet[IdentityCorrection]:
    """A candidate's own, or all for those who keep and control the files."""
    found = IdentityCorrection.objects.select_related("candidate__person")
    if actor.has_role(*READERS):
        return found
    if actor.has_role("candidate") and actor.user_id is not None:
        return found.filter(candidate__person__user_id=actor.user_id)
    return found.none()


def identity_of(candidate: Candidate) -> dict[str, Any]:
    """The identity as it stands, by the names of FIELDS."""
    person = candidate.person
    return {name: getattr(person if name in OF_PERSON else candidate, name) for name in FIELDS}


def differences(correction: IdentityCorrection) -> list[tuple[str, str, str]]:
    """(what, as it is, as it should be), for what would change; once accepted, for what did."""
    held = correction.before or identity_of(correction.candidate)
    shown = {"F": "femme", "M": "homme", None: "inconnu", "": "aucun"}
    return [
        (label, *(str(shown.get(one, one)) for one in (held[name], correction.asked[name])))
        for name, label in FIELDS.items()
        if held[name] != correction.asked[name]
    ]


@transaction.atomic
def ask_correction(
    candidate: Candidate, *, by: Actor, reason: str, **identity: Any
) -> IdentityCorrection:
    """Ask for another identity, for a reason. Raises Refusal: not one's own, nothing changes."""
    candidate = (
        Candidate.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=candidate.pk)
    )
    if not by.has_role("candidate") or candidate.person.user_id != by.user_id or not by.user_id:
        raise Refusal("Chacun demande la correction de sa propre identité.")
    if not reason.strip():
        raise Refusal("Dites pourquoi votre identité est à corriger.")
    if candidate.corrections.filter(state=CorrectionState.ASKED).exists():
        raise Refusal("Une demande de correction est déjà en cours : retirez-la d’abord.")
    held = identity_of(candidate)
    asked = {
        name: " ".join(value.split()) if isinstance(value, str) else value
        for name, value in ((name, identity[name]) for name in FIELDS)
    }
    if asked == held:
        raise Refusal("Rien ne change : corrigez ce qui est faux avant d’envoyer.")
    correction = IdentityCorrection.objects.create(
        candidate=candidate, asked=asked, reason=reason.strip()
    )
    changed = [name for name in FIELDS if asked[name] != held[name]]
    journal.record("correction.ask", correction, by=by, candidate=candidate.pk, fields=changed)
    return correction


@transaction.atomic
def withdraw_correction(correction: IdentityCorrection, *, by: Actor) -> None:
    """The candidate gives their request up."""
    correction = _lock(correction)
    if correction.candidate.person.user_id != by.user_id or not by.has_role("candidate"):
        raise Refusal("Seul le candidat retire sa demande.")
    WORKFLOW.move(correction, "withdraw", by=by)
    _forget_proofs(correction, by)


@transaction.atomic
def accept_correction(correction: IdentityCorrection, *, by: Actor) -> IdentityCorrection:
    """Correct the identity as it was asked. What was issued is not changed.

    Raises Refusal: no proof that could be opened, an identity the rules refuse.
    """
    _require_officer(by)
    correction = _lock(correction)
    require_another(by, correction.candidate)
    if sentence := WORKFLOW.sentence_if_not("accept", correction):
        raise Refusal(sentence)
    if not proofs_of(correction).filter(state=FileState.CLEAN).exists():
        raise Refusal(
            "Aucune pièce lisible ne prouve l’identité demandée : attendez-la, ou refusez."
        )
    candidate = correction.candidate
    before = identity_of(candidate)
    WORKFLOW.move(correction, "accept", by=by, also={"before": before})
    correct_identity(
        candidate,
        by=by,
        email=candidate.person.email,
        extra_time_percent=candidate.extra_time_percent,
        **{name: correction.asked[name] for name in FIELDS},
    )
    _forget_proofs(correction, by)
    _tell(correction, by)
    return correction


@transaction.atomic
def refuse_correction(
    correction: IdentityCorrection, *, answer: str, by: Actor
) -> IdentityCorrection:
    """Leave the identity as it is, and say why."""
    _require_officer(by)
    correction = _lock(correction)
    require_another(by, correction.candidate)
    if not answer.strip():
        raise Refusal("Refuser une correction demande une raison : le candidat la lit.")
    WORKFLOW.move(correction, "refuse", by=by, also={"answer": answer.strip()})
    _forget_proofs(correction, by)
    _tell(correction, by)
    return correction


def proofs_of(correction: IdentityCorrection) -> QuerySet[ReceivedFile]:
    """The proofs that are still kept."""
    return ReceivedFile.objects.filter(
        kind=PROOF.code, set_id=correction.pk, removed_at__isnull=True
    )


def _forget_proofs(correction: IdentityCorrection, by: Actor) -> None:
    """An identity paper has no use once the decision is taken; its row and fingerprint stay."""
    for file in proofs_of(correction):
        remove_file(file, by=by, why="decided")


def _lock(correction: IdentityCorrection) -> IdentityCorrection:
    found = IdentityCorrection.objects.select_for_update(of=("self",))
    return found.select_related("candidate__person__user").get(pk=correction.pk)


def _require_officer(by: Actor) -> None:
    if not may_write(by):
        raise Refusal(WHO_MAY_WRITE)


def _tell(correction: IdentityCorrection, by: Actor) -> None:
    person = correction.candidate.person
    if person.user is None:
        return
    path = reverse("candidates:correction", args=[correction.pk])
    outbox.post(
        kind="candidates.correction",
        to=person.user.email,
        subject="Votre demande de correction d’identité",
        template="mail/identity_correction",
        context={
            "name": str(person.user),
            "accepted": correction.state == CorrectionState.ACCEPTED,
            "address": settings.PUBLIC_BASE_URL + path,
        },
        key=f"correction:{correction.pk}",
        by=by,
    )


def proof_destination(actor: Actor, set_id: UUID) -> FileSet | None:
    """The candidate sends proofs to their own request, while it waits."""
    if not actor.has_role("candidate"):
        return None
    mine = visible_corrections(actor).filter(pk=set_id, state=CorrectionState.ASKED)
    return FileSet(set_id, actor.user_id, 60 * 1024 * 1024) if mine.exists() else None


def proof_seen(actor: Actor) -> Q:
    """Whoever reads the request reads what proves it."""
    return Q(set_id__in=visible_corrections(actor).values("pk"))


PROOF = FileKind(
    code="identity-correction",
    label="Preuve d’identité",
    purpose="corriger l’identité portée sur les actes",
    retention="evidence",
    destination=proof_destination,
    visible=proof_seen,
    watermark="Copie réservée à la correction de l’identité",
)
