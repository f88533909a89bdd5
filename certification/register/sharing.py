"""What a living link shows: the holder's name, the title as it stands, then what they chose."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from assessments.candidates.models import AcquiredBlock
from ccas import clock
from ccas.documents import kinds
from ccas.documents.models import Document, DocumentState
from certification.awards.documents import display_name
from certification.awards.models import Award
from certification.register.actions import digest_of
from certification.register.models import Share, ShareScope
from certification.register.rules import grouped

#: What a full link lets one download.
PAPERS = ("certificate", "block_certificate", "transcript")


@dataclass(frozen=True, slots=True)
class Shown:
    """One title, for whoever opens the link. `papers`: label and document."""

    share: Share
    holder: str
    title: str
    code: str
    awarded_on: date
    withdrawn_on: date | None
    number: str
    specimen: bool
    verification: str
    blocks: list[AcquiredBlock]
    papers: list[tuple[str, Document]]


def living(token: str) -> Share | None:
    """The link of a token while it opens: not ended, its last day not over."""
    return (
        Share.objects.filter(
            token_sha256=digest_of(token), ended_at__isnull=True, ends_on__gte=clock.today()
        )
        .select_related("enrolment__candidate__person", "enrolment__revision__qualification")
        .first()
    )


def shown(share: Share) -> Shown:
    """Read once, whatever the scope; what the scope does not show is empty."""
    enrolment = share.enrolment
    award = Award.objects.filter(enrolment=enrolment).order_by("withdrawn_on", "-awarded_on").last()
    award = Award.objects.filter(enrolment=enrolment, withdrawn_on__isnull=True).first() or award
    certificate = Document.objects.filter(
        kind="certificate", subject_id=award.pk, replaced_by__isnull=True
    ).first()
    blocks: list[AcquiredBlock] = []
    if share.scope in (ShareScope.BLOCKS, ShareScope.FULL):
        blocks = list(
            enrolment.candidate.acquired.filter(
                block__revision=enrolment.revision_id, ended_on__isnull=True
            )
            .select_related("block")
            .order_by("block__position")
        )
    papers = papers_of(share).order_by("kind", "number")
    return Shown(
        share=share,
        holder=display_name(enrolment.candidate.person),
        title=enrolment.revision.title,
        code=enrolment.revision.qualification.code,
        awarded_on=award.awarded_on,
        withdrawn_on=award.withdrawn_on,
        number=certificate.number if certificate else "",
        specimen=certificate is not None and certificate.specimen,
        verification=grouped(certificate.verification_code) if certificate else "",
        blocks=blocks,
        papers=[(kinds.get(one.kind).label, one) for one in papers],
    )


def papers_of(share: Share) -> QuerySet[Document]:
    """The stored documents that a full link gives; none for a lesser one."""
    if share.scope != ShareScope.FULL:
        return Document.objects.none()
    enrolment = share.enrolment
    subjects = [
        *enrolment.awards.values_list("pk", flat=True),
        *enrolment.presentations.values_list("pk", flat=True),
        *enrolment.candidate.acquired.filter(block__revision=enrolment.revision_id).values_list(
            "pk", flat=True
        ),
    ]
    return Document.objects.filter(
        kind__in=PAPERS,
        subject_id__in=subjects,
        state=DocumentState.STORED,
        replaced_by__isnull=True,
    )
