"""What candidates asked of others: two supervisors, and an officer who corrects an identity."""

from datetime import timedelta

from assessments.candidates import corrections
from assessments.candidates.models import Candidate
from assessments.practice import actions as practice
from assessments.practice.actions import answering
from assessments.practice.models import AttestationRequest, Stint
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.files import actions as files
from ccas.files.examining import examine
from certification.demonstration.cohort import FIGURES
from certification.demonstration.foundations import enrolment_of
from certification.demonstration.livret1 import drawn
from certification.demonstration.stage import Stage, at, days_after

#: Whose supervisor has answered; whose is awaited.
ANSWERED, AWAITED = "quemeneur", "duplessis"
#: Who changed name after the title was issued.
RENAMED = "letallec"


def build(stage: Stage) -> None:
    """Both stints run on after the days that a paper attested."""
    day = clock.today()
    stage.step(
        "supervisors:answered",
        "Attestation en ligne : réponse à vérifier",
        at(days_after(day, -6), 10),
        lambda: _answered(stage),
    )
    stage.step(
        "supervisors:awaited",
        "Attestation en ligne : réponse attendue",
        at(days_after(day, -4), 18),
        lambda: _ask(
            stage,
            AWAITED,
            "Major Aurélien Vasseur-Lebrun",
            "a.vasseur-lebrun",
            "Centre opérationnel BSPP",
        ),
    )
    stage.step(
        "candidates:correction",
        "Identité à corriger : demande et preuve",
        at(days_after(day, -2), 20),
        lambda: _correction(stage),
    )


def _ask(stage: Stage, key: str, name: str, box: str, service: str) -> AttestationRequest:
    return practice.ask_supervisor(
        _stint(key),
        supervisor_name=name,
        service=service,
        email=f"{box}@service.demonstration.ccas.example",
        by=stage.actor(key, Role.CANDIDATE),
    )


def _answered(stage: Stage) -> None:
    """The supervisor opens the link and answers from a phone, the same evening."""
    name = "Capitaine Nolwenn Guéguen-Tardy"
    request = _ask(stage, ANSWERED, name, "n.gueguen-tardy", "CODIS de Hautval")
    link = answering.make_link(str(request.pk), Actor.system()) or ""
    attested = request.stint.attestations.get(voided_at__isnull=True)
    practice.answer_request(
        link.rstrip("/").rpartition("/")[2],
        attests=True,
        covers_from=attested.covers_until + timedelta(days=1),
        covers_until=clock.today() - timedelta(days=1),
        signed_name=name,
        signed_function="Adjointe à la cheffe de centre",
    )


def _correction(stage: Stage) -> None:
    """A usual name that changed: asked with the paper that proves it."""
    candidate = Candidate.objects.get(person=stage.person(RENAMED))
    by = stage.actor(RENAMED, Role.CANDIDATE)
    identity = corrections.identity_of(candidate)
    asked = corrections.ask_correction(
        candidate,
        by=by,
        reason="Je porte désormais ce nom d’usage ; mon acte de mariage le prouve.",
        **(identity | {"usual_name": "Le Tallec d’Ormesson"}),
    )
    paper = drawn("Acte de mariage", str(candidate.person), clock.today())
    place = corrections.proof_destination(by, asked.pk)
    if place is None:
        raise LookupError("the correction takes no proof")
    file = files.receive(corrections.PROOF, place, name="acte.jpg", pieces=[paper], by=by)
    examine(file.pk, by=by)


def _stint(key: str) -> Stint:
    figure = next(figure for figure in FIGURES if figure.key == key)
    return enrolment_of(figure).stints.get(cancelled_at__isnull=True)
