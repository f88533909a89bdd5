"""The letters of an application: what they say, as frozen facts. Law cited where it is owed."""

from copy import copy
from datetime import date
from typing import Any

from assessments.framework.documents import certifier_facts, qualification_facts
from assessments.people.models import Person
from ccas import clock
from ccas.periods import end_of_day, in_words
from certification.vae import reading
from certification.vae.models import (
    AdmissibilityWithdrawal,
    EligibilityApplication,
    PaperRequest,
)
from certification.vae.rules import clock as clocks
from certification.vae.rules.completeness import SITUATIONS
from certification.vae.rules.contesting import appeal_sentences
from certification.vae.rules.territories import clocks as both_clocks
from certification.vae.rules.withdrawal import GROUNDS

ACKNOWLEDGEMENT = "vae_acknowledgement"
PAPERS = "vae_papers"
DECISION = "vae_decision"
WITHDRAWAL = "vae_withdrawal"


def _letter(application: EligibilityApplication, title: str, **said: Any) -> dict[str, Any]:
    person = application.candidate.person
    return {
        "certifier": certifier_facts(application.revision),
        "qualification": qualification_facts(application.revision),
        "title": title,
        "recipient": {"name": _name(person), "number": application.candidate.number},
        "place": application.revision.rules.award_place,
        "paragraphs": [],
        "items": [],
        "after": [],
        **said,
    }


def _name(person: Person) -> str:
    """« Maëlys LE GOFF »: first given name, then the name in use in capitals."""
    return f"{person.first_name} {(person.usual_name or person.birth_name).upper()}".strip()


def acknowledgement_facts(application: EligibilityApplication) -> dict[str, Any]:
    """The acknowledgement: receipt, tacit date, right to an attestation."""
    received = _received(application)
    last_day = clocks.clock(reading.proceedings(application)).last_day
    blocks = application.blocks.order_by("position")
    situation = SITUATIONS.get(application.situation, "")
    return _letter(
        application,
        "Accusé de réception d’une demande de recevabilité",
        paragraphs=[
            f"Votre demande de recevabilité à la validation des acquis de l’expérience a été reçue"
            f" le {in_words(received)}. Vous y déclarez être {situation}.",
            "Elle vise :",
        ],
        items=[f"{block.code} – {block.title}" for block in blocks],
        after=[
            f"Une décision vous sera notifiée au plus tard le {in_words(last_day or received)}."
            " Sans réponse à cette date, votre demande est recevable (article L6412-2 du code du"
            " travail) ; vous pourrez alors en demander l’attestation.",
            "Si des pièces manquent, elles vous seront demandées ; le délai de deux mois court"
            " alors de la réception de la dernière.",
            f"Empreinte de la demande déposée : {application.content_sha256[:32]}.",
        ],
    )


def papers_facts(application: EligibilityApplication, request: PaperRequest) -> dict[str, Any]:
    """The request for papers: which, until when, and what becomes of the clock."""
    return _letter(
        application,
        "Demande de pièces complémentaires",
        paragraphs=[
            f"Votre demande de recevabilité, reçue le {in_words(_received(application))}, ne peut"
            " pas être examinée en l’état. Il y manque :"
        ],
        items=[paper.label for paper in request.papers.all()],
        after=[
            "Envoyez ces pièces depuis votre dossier au plus tard le"
            f" {both_clocks(end_of_day(request.deadline), application.territory)}.",
            "Le délai de deux mois au terme duquel le silence vaut recevabilité court à compter de"
            " la réception de la dernière d’entre elles (code des relations entre le public et"
            " l’administration, article L114-5).",
        ],
    )


def decision_facts(application: EligibilityApplication) -> dict[str, Any]:
    """The decision, express or tacit; a refusal states its reasons and the ways to challenge it."""
    decided = application.decided_on or clock.today()
    received = _received(application)
    if application.state == "refused":
        return _letter(
            application,
            "Décision de refus de recevabilité",
            paragraphs=[
                f"Votre demande de recevabilité, reçue le {in_words(received)}, est refusée pour"
                " les motifs suivants :",
            ],
            items=[line.strip() for line in application.reasons.splitlines() if line.strip()],
            after=_appeals(decided, application.territory),
        )
    how = (
        "par décision"
        if application.state == "admissible"
        else "par le silence gardé pendant deux mois (article L6412-2 du code du travail)"
    )
    valid = (
        f"Cette recevabilité est valable jusqu’au {in_words(application.valid_until)}."
        if application.valid_until
        else "Cette recevabilité est valable tant que la certification est enregistrée."
    )
    gaps = [line.strip() for line in application.gaps.splitlines() if line.strip()]
    return _letter(
        application,
        "Attestation de recevabilité",
        paragraphs=[
            f"Votre demande de recevabilité, reçue le {in_words(received)}, est recevable depuis le"
            f" {in_words(decided)}, {how}.",
            *(["Analyse des écarts avec le référentiel :"] if gaps else []),
        ],
        items=gaps,
        after=[
            valid,
            "Vous pouvez préparer votre dossier de validation. La recevabilité ne préjuge pas de"
            " la décision du jury.",
        ],
    )


def drafted_decision(
    application: EligibilityApplication, *, decision: str, reasons: str, gaps: str
) -> dict[str, Any]:
    """The letter that this decision would give today; nothing is written."""
    drafted = copy(application)
    drafted.state, drafted.decided_on = decision, clock.today()
    drafted.reasons, drafted.gaps = reasons.strip(), gaps.strip()
    route = application.revision.rules.route("VAE")
    months = route.admissibility_months if route is not None else 0
    admitted = decision == clocks.ADMISSIBLE
    drafted.valid_until = clocks.valid_until(clock.today(), months or None) if admitted else None
    return decision_facts(drafted)


def withdrawal_facts(
    application: EligibilityApplication, withdrawal: AdmissibilityWithdrawal
) -> dict[str, Any]:
    """The withdrawal: its dated ground, its reasons, the ways to challenge it."""
    today = clock.today()
    admitted = application.decided_on or today
    return _letter(
        application,
        "Décision de retrait d’une recevabilité",
        paragraphs=[
            f"La recevabilité qui vous était acquise depuis le {in_words(admitted)} est retirée ce"
            f" jour. Fondement : {GROUNDS[withdrawal.ground]}, en date du"
            f" {in_words(withdrawal.found_on)} ({withdrawal.reference}). Vous avez été invité à"
            f" présenter vos observations le {in_words(withdrawal.told_on)}.",
            "Motifs :",
        ],
        items=[line.strip() for line in withdrawal.reasons.splitlines() if line.strip()],
        after=[
            "Les blocs de compétences que vous tenez d’un jury vous restent acquis.",
            *_appeals(today, application.territory),
        ],
    )


def _appeals(decided: date, territory: str) -> list[str]:
    """Both ways, and the last day."""
    return appeal_sentences(decided, territory, to="adressé au service certificateur")


def _received(application: EligibilityApplication) -> date:
    if application.received_on is None:
        raise ValueError("a draft has no letter")
    return application.received_on
