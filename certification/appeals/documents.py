"""The letters of an appeal: its acknowledgement, and the answer with its reasons."""

from typing import Any

from assessments.framework.documents import certifier_facts, qualification_facts
from ccas import clock
from ccas.periods import in_words
from certification.appeals import rules
from certification.appeals.models import Appeal, AppealState
from certification.awards.documents import signature_facts
from certification.awards.models import Signatory
from certification.deliberation.documents import printed_name

ACKNOWLEDGEMENT = "appeal_acknowledgement"
ANSWER = "appeal_answer"


def _letter(appeal: Appeal, title: str, **said: Any) -> dict[str, Any]:
    enrolment = appeal.presentation.enrolment
    return {
        "certifier": certifier_facts(enrolment.revision),
        "qualification": qualification_facts(enrolment.revision),
        "title": title,
        "recipient": {
            "name": printed_name(enrolment.candidate.person),
            "number": enrolment.candidate.number,
        },
        "place": enrolment.revision.rules.award_place,
        "paragraphs": [],
        "items": [],
        "after": [],
        **said,
    }


def _heard(appeal: Appeal) -> str:
    """« votre recours gracieux, reçu le …, contre la décision du jury réuni le … »."""
    held = clock.paris(appeal.presentation.deliberation.opened_at).date()
    return (
        f"votre {rules.KINDS[appeal.kind]}, reçu le {in_words(appeal.received_on)}, contre la"
        f" décision du jury réuni le {in_words(held)}"
    )


def acknowledgement_facts(appeal: Appeal) -> dict[str, Any]:
    """Receipt, the last day to answer and what silence means; whether it came in time."""
    late = []
    if appeal.late and appeal.last_day is not None:
        late = [
            f"Le délai pour contester cette décision avait fini le {in_words(appeal.last_day)} :"
            " votre recours est enregistré comme tardif. Il ne prolonge pas le délai du recours"
            " contentieux, et peut être rejeté pour ce seul motif."
        ]
    return _letter(
        appeal,
        "Accusé de réception d’un recours gracieux",
        paragraphs=[f"Le service certificateur accuse réception de {_heard(appeal)}.", *late],
        after=[
            f"Une réponse vous sera adressée au plus tard le"
            f" {in_words(rules.answer_by(appeal.received_on))}. Sans réponse à cette date, votre"
            " recours est rejeté (code des relations entre le public et l’administration, article"
            " L231-4 ; code de justice administrative, article R421-2).",
            "Ce rejet, exprès ou tacite, peut être contesté devant le tribunal administratif dans"
            " les deux mois ; ce délai est plus long pour qui réside outre-mer (un mois de plus)"
            " ou à l’étranger (deux).",
        ],
    )


def answer_facts(
    appeal: Appeal, signatory: Signatory, blocks: list[tuple[str, str]]
) -> dict[str, Any]:
    """The answer: accepted or refused, why, and what follows. blocks: (code, title) to present."""
    reasons = [line.strip() for line in appeal.reasons.splitlines() if line.strip()]
    accepted = appeal.state == AppealState.ACCEPTED
    signature = signature_facts(appeal.presentation.enrolment, signatory)
    if appeal.kind == rules.CONTENTIOUS:
        opening = (
            f"Par le jugement {appeal.decision_reference} du {in_words(_decided(appeal))}, le"
            f" tribunal s’est prononcé sur {_heard(appeal)}."
        )
    else:
        opening = f"Le service certificateur a examiné {_heard(appeal)}."
    if not accepted:
        return _letter(
            appeal,
            "Rejet d’un recours",
            paragraphs=[opening, "Ce recours est rejeté, pour les motifs suivants :"],
            items=reasons,
            after=[
                "Vous pouvez contester ce rejet devant le tribunal administratif dans les deux mois"
                " de sa notification (télérecours citoyens) ; ce délai est plus long pour qui"
                " réside outre-mer (un mois de plus) ou à l’étranger (deux).",
                "Ce qui vous est acquis le reste. Vous pouvez représenter un bloc non validé, sans"
                " attendre.",
            ],
            signature=signature,
        )
    return _letter(
        appeal,
        "Recours accepté",
        paragraphs=[
            opening,
            "La décision du jury est annulée pour ce qui vous était refusé, pour les motifs"
            " suivants :",
        ],
        items=reasons,
        after=[
            "Un autre jury, dont aucun membre n’a siégé dans le premier, vous entendra pour : "
            + " ; ".join(f"{code} – {title}" for code, title in blocks)
            + ". Vous recevrez une convocation.",
            "Les blocs que le premier jury vous a donnés vous restent acquis. Sa décision et son"
            " procès-verbal demeurent au dossier : rien n’est effacé.",
        ],
        signature=signature,
    )


def _decided(appeal: Appeal) -> Any:
    return appeal.decided_on or clock.today()
