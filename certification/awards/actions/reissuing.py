"""A document issued again: another identity, or a clerical error. The old one stays."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assessments.candidates.models import AcquiredBlock
from assessments.framework.documents import is_specimen
from ccas import clock, documents, journal, outbox
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal
from certification.awards.actions.issuing import TITLES
from certification.awards.documents import (
    block_certificate_facts,
    certificate_facts,
    transcript_facts,
)
from certification.awards.given import SUBJECTS, presentation_of, subject_of
from certification.awards.letters import address_of
from certification.awards.models import Award, Signatory
from certification.awards.permissions import require_officer
from certification.awards.rules import missing_mentions, reissue_problems
from certification.awards.signing import require_signatory
from certification.awards.standing import ended_on
from certification.deliberation.models import Presentation

#: What `documents.issue` adds by itself.
ADDED = ("document", "specimen")


@transaction.atomic
def reissue_document(
    document: Document, *, ground: str, explanation: str, reference: str, by: Actor
) -> Document:
    """Issue a document again, which refers to the old. No result is touched. Raises Refusal.

    ground: a code of `rules.REISSUE_GROUNDS`. `identity` takes the holder as the file now names
    them and keeps every other word; `correction` takes everything as it is now, and is refused when
    a decision, a date or a block would no longer be the same. reference: of the act or the request.
    """
    require_officer(by)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.kind not in SUBJECTS:
        raise Refusal("Seuls un parchemin, une attestation de bloc et un relevé se délivrent ici.")
    presentation = presentation_of(document)
    enrolment = presentation.enrolment
    signatory = require_signatory(enrolment.revision.qualification, clock.today())
    old = {key: value for key, value in document.facts.items() if key not in ADDED}
    new = _facts(document, presentation, signatory)
    if ground == "identity":
        new = {**old, "holder": new["holder"], "signature": new["signature"]}
    problems = reissue_problems(
        ground=ground,
        explanation=explanation,
        reference=reference,
        before=old,
        after=new,
        ended=ended_on(document),
    )
    if problems:
        raise Refusal(problems)
    incomplete = document.kind in TITLES and bool(missing_mentions(new))
    issued = documents.issue(
        document.kind,
        subject=subject_of(document),
        facts=new,
        by=by,
        specimen=incomplete or is_specimen(enrolment.revision),
        replaces=document,
        series_scope=enrolment.revision.qualification.code,
        owner_id=enrolment.candidate.person.user_id,
    )
    journal.record(
        "document.reissue",
        issued,
        by=by,
        replaces=document.pk,
        basis=ground,
        explanation=journal.digest(explanation.strip()),
        reference=journal.digest(reference.strip()),
    )
    _tell(issued, document, presentation, by)
    return issued


def _facts(paper: Document, presentation: Presentation, signatory: Signatory) -> dict[str, Any]:
    subject = subject_of(paper)
    if isinstance(subject, Award):
        return certificate_facts(subject, signatory)
    if isinstance(subject, AcquiredBlock):
        return block_certificate_facts(subject, presentation, signatory)
    return transcript_facts(presentation, signatory)


def _tell(new: Document, old: Document, presentation: Presentation, by: Actor) -> None:
    """The holder learns that a paper they may have given is no longer the good one."""
    to = address_of(presentation.enrolment.candidate.person)
    if not to:
        return
    path = reverse("awards:result", args=[presentation.pk])
    context = {
        "person": presentation.enrolment.candidate.person,
        "old": old.number,
        "new": new.number,
        "address": settings.PUBLIC_BASE_URL.rstrip("/") + path,
    }
    outbox.post(
        kind="document.reissued",
        to=to,
        subject="Un document vous est délivré de nouveau",
        template="mail/document_reissued",
        context=context,
        by=by,
        key=f"document:{new.pk}",
    )
