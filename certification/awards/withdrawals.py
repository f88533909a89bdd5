"""What the withdrawal of a title says: its letter, and the mails around it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from assessments.framework.documents import certifier_facts, qualification_facts
from ccas import clock, outbox
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.periods import in_words
from certification.awards.documents import signature_facts
from certification.awards.letters import address_of, territory_of
from certification.awards.models import AwardWithdrawal, Signatory
from certification.deliberation.documents import printed_name
from certification.vae.rules.contesting import appeal_sentences
from certification.vae.rules.withdrawal import GROUNDS

WITHDRAWAL = "award_withdrawal"


def withdrawal_facts(withdrawal: AwardWithdrawal, signatory: Signatory) -> dict[str, Any]:
    """The withdrawal: its dated ground, its reasons, what stays, the ways to challenge it."""
    award = withdrawal.award
    enrolment, today = award.enrolment, clock.today()
    heard = (
        f"Vos observations, reçues le {in_words(clock.paris(withdrawal.observed_at).date())}, ont"
        " été examinées."
        if withdrawal.observed_at
        else "Vous n’avez pas présenté d’observations."
    )
    return {
        "certifier": certifier_facts(enrolment.revision),
        "qualification": qualification_facts(enrolment.revision),
        "title": "Décision de retrait d’un titre",
        "recipient": {
            "name": printed_name(award.candidate.person),
            "number": award.candidate.number,
        },
        "place": enrolment.revision.rules.award_place,
        "paragraphs": [
            f"Le titre qui vous a été délivré le {in_words(award.awarded_on)} est retiré ce jour."
            f" Fondement : {GROUNDS[withdrawal.ground]}, en date du"
            f" {in_words(withdrawal.found_on)} ({withdrawal.reference}). Vous avez été invité à"
            f" présenter vos observations le {in_words(withdrawal.told_on)}. {heard}",
            "Motifs :",
        ],
        "items": [line.strip() for line in withdrawal.reasons.splitlines() if line.strip()],
        "after": [
            "Les blocs de compétences que vous tenez d’un jury vous restent acquis. Le registre des"
            " titres et la vérification publique disent désormais que ce titre est retiré : le"
            " parchemin ne peut plus être produit.",
            *appeal_sentences(
                today, territory_of(award.candidate), to="adressé au service certificateur"
            ),
        ],
        "signature": signature_facts(enrolment, signatory),
    }


@dataclass(frozen=True, slots=True)
class Event:
    """What a mail says; never why."""

    subject: str
    happened: str


EVENTS = {
    "proposed": Event(
        "Votre titre : vos observations sont attendues",
        "Le service certificateur envisage de retirer votre titre. Les raisons sont sur la page de"
        " votre résultat : vous pouvez y répondre avant la date qui y est dite, et votre réponse"
        " sera lue avant toute décision.",
    ),
    "dropped": Event("Votre titre demeure", "Le retrait envisagé de votre titre est abandonné."),
    "pronounced": Event(
        "Votre titre est retiré",
        "Une décision de retrait a été prise. La lettre qui la contient est dans vos documents :"
        " elle dit pourquoi, et comment la contester.",
    ),
}


def tell(
    withdrawal: AwardWithdrawal, event: str, *, by: Actor, letter: Document | None = None
) -> None:
    """Tell the holder, when an address reaches them; the mail waits for its letter."""
    award = withdrawal.award
    to = address_of(award.candidate.person)
    if not to:
        return
    path = reverse("awards:result", args=[award.presentation_id])
    outbox.post(
        kind=f"award.withdrawal_{event}",
        to=to,
        subject=EVENTS[event].subject,
        template="mail/award_withdrawal",
        context={
            "person": award.candidate.person,
            "said": EVENTS[event],
            "address": settings.PUBLIC_BASE_URL.rstrip("/") + path,
        },
        by=by,
        key=f"award.withdrawal.{event}:{withdrawal.pk}",
        documents=[letter] if letter else [],
    )
