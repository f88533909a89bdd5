"""Documents, letters and messages that follow the publication of results."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from assessments.candidates.models import AcquiredBlock
from assessments.framework.documents import is_specimen
from ccas import clock, documents, journal, outbox, webhooks
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal
from certification.awards.coming import ComingSession, coming_sessions
from certification.awards.documents import (
    block_certificate_facts,
    certificate_facts,
    transcript_facts,
)
from certification.awards.given import award_facts
from certification.awards.letters import LETTER, address_of, letter_facts
from certification.awards.models import Award, NoticeWay, ResultNotice, Signatory
from certification.awards.rules import block_certificates_due, missing_mentions
from certification.awards.signing import require_signatory
from certification.deliberation.models import Deliberation, Presentation
from certification.deliberation.rules import UNDECIDED

#: What bears the mandatory mentions.
TITLES = ("certificate", "block_certificate")


@transaction.atomic
def issue_results(deliberation_id: UUID | str, *, by: Actor) -> list[Document]:
    """For each presentation: certificate, transcript, block certificates, letter, message.

    Refused before publication. Twice changes nothing: what exists is left as it is.
    """
    deliberation = Deliberation.objects.select_for_update(of=("self",)).get(pk=deliberation_id)
    if deliberation.published_at is None:
        raise Refusal("Les résultats ne sont pas publiés : aucun document n’est délivré.")
    presentations = (
        deliberation.presentations.order_by("position")
        .select_related(
            "deliberation__jury",
            "deliberation__minutes",
            "enrolment__candidate__person__user",
            "enrolment__revision__qualification",
        )
        .prefetch_related("decisions__block__competencies", "decisions__acquired_block", "awards")
    )
    issued: list[Document] = []
    coming: dict[UUID, list[ComingSession]] = {}
    for presentation in presentations:
        revision = presentation.enrolment.revision
        if revision.pk not in coming:
            coming[revision.pk] = coming_sessions(revision, clock.today())
        issued += _issue_for(presentation, by)
        letter = _letter(presentation, coming[revision.pk], by)
        issued.append(letter)
        _tell(presentation, letter, by)
    return issued


@transaction.atomic
def issue_for_award(award: Award, *, by: Actor) -> Document:
    """The certificate of an award that came after publication, and the message that says so."""
    document = _certificate(award, by)
    presentation = award.presentation
    to = address_of(presentation.enrolment.candidate.person)
    if to:
        outbox.post(
            kind="result.awarded_later",
            to=to,
            subject="Votre titre est délivré",
            template="mail/result_awarded_later",
            context=_context(presentation),
            by=by,
            key=f"award:{award.pk}",
        )
    return document


def _issue_for(presentation: Presentation, by: Actor) -> list[Document]:
    if presentation.outcome in UNDECIDED:
        return []
    award = next(iter(presentation.awards.all()), None)
    issued = [_certificate(award, by, batch_of(presentation))] if award else []
    issued.append(_transcript(presentation, by))
    given = {
        str(row.acquired_block_id): row.acquired_block
        for row in presentation.decisions.all()
        if row.acquired_block is not None
    }
    for key in block_certificates_due(acquired=given, awarded=award is not None):
        issued.append(_block_certificate(given[key], presentation, by))
    return issued


def _certificate(award: Award, by: Actor, batch: str = "") -> Document:
    webhooks.emit("award.delivered", key=f"award:{award.pk}", data=award_facts(award), by=by)
    facts = certificate_facts(award, _signatory(award.presentation))
    return _issue("certificate", award, facts, award.presentation, by, batch)


def _transcript(presentation: Presentation, by: Actor) -> Document:
    facts = transcript_facts(presentation, _signatory(presentation))
    return _issue("transcript", presentation, facts, presentation, by, batch_of(presentation))


def _block_certificate(acquired: AcquiredBlock, presentation: Presentation, by: Actor) -> Document:
    facts = block_certificate_facts(acquired, presentation, _signatory(presentation))
    batch = batch_of(presentation)
    return _issue("block_certificate", acquired, facts, presentation, by, batch)


def _letter(presentation: Presentation, coming: list[ComingSession], by: Actor) -> Document:
    facts = letter_facts(presentation, _signatory(presentation), coming)
    return _issue(LETTER, presentation, facts, presentation, by, batch_of(presentation))


def batch_of(presentation: Presentation) -> str:
    """What is issued together: the papers of one deliberation."""
    return f"deliberation:{presentation.deliberation_id}"


def _signatory(presentation: Presentation) -> Signatory:
    return require_signatory(presentation.enrolment.revision.qualification, clock.today())


def _issue(
    kind: str,
    subject: Model,
    facts: dict[str, Any],
    presentation: Presentation,
    by: Actor,
    batch: str,
) -> Document:
    """The document of this subject, issued unless it exists. A mandatory mention missing stops the
    real document: only a specimen leaves, in a series of its own."""
    existing = Document.objects.filter(
        kind=kind, subject_type=subject._meta.label_lower, subject_id=subject.pk, replaces=None
    ).first()
    if existing is not None:
        return existing
    enrolment = presentation.enrolment
    incomplete = kind in TITLES and bool(missing_mentions(facts))
    return documents.issue(
        kind,
        subject=subject,
        facts=facts,
        by=by,
        specimen=incomplete or is_specimen(enrolment.revision),
        series_scope=enrolment.revision.qualification.code,
        owner_id=enrolment.candidate.person.user_id,
        batch=batch,
    )


def _tell(presentation: Presentation, letter: Document, by: Actor) -> None:
    """A mail with a link, never the papers, that leaves once the letter is there; the delay to
    challenge runs from it. Whom no address reaches is told on paper: the officer's page lists them.
    """
    to = address_of(presentation.enrolment.candidate.person)
    if not to:
        return
    outbox.post(
        kind="result.published",
        to=to,
        subject="Les résultats de votre passage devant le jury sont publiés",
        template="mail/result_published",
        context=_context(presentation),
        by=by,
        key=f"presentation:{presentation.pk}",
        documents=[letter],
    )
    if not ResultNotice.objects.filter(presentation=presentation).exists():
        notice = ResultNotice.objects.create(
            presentation=presentation, way=NoticeWay.SCREEN, notified_on=clock.today()
        )
        journal.record("result.notify", notice, by=by, presentation=presentation.pk, way="screen")


def _context(presentation: Presentation) -> dict[str, Any]:
    path = reverse("awards:result", args=[presentation.pk])
    return {
        "person": presentation.enrolment.candidate.person,
        "title": presentation.enrolment.revision.title,
        "held_on": presentation.deliberation.opened_at,
        "address": settings.PUBLIC_BASE_URL.rstrip("/") + path,
    }
