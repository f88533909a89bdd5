"""Who opened a candidate's file, and when: read from the access journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from assessments.candidates.models import Candidate
from ccas import access
from ccas.accounts.roles import Role
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.journal.models import JournalEntry

PAGE = 50
#: What was opened, as the journal names it.
SCREENS = {"file": "Le dossier", "jury": "L’écran du jury"}


@dataclass(frozen=True, slots=True)
class Opening:
    """One line: when, who, under which role, what."""

    at: datetime
    who: str
    role: str
    what: str


def openings(candidate: Candidate, *, page: Any) -> tuple[Page, list[Opening]]:
    """The openings of a file and of its owner's papers, the latest first. Two queries and a count.

    The candidate's own are not recorded.
    """
    user = candidate.person.user_id
    papers = Document.objects.filter(owner_id=user) if user else Document.objects.none()
    about = Q(subject_type=Candidate._meta.label_lower, subject_id=str(candidate.pk)) | Q(
        subject_type=Document._meta.label_lower,
        subject_id__in=[str(pk) for pk in papers.values_list("pk", flat=True)],
    )
    found = JournalEntry.objects.filter(about, verb=access.OPENED).select_related("actor")
    current = Paginator(found.order_by("-occurred_at", "-pk"), PAGE).get_page(page)
    return current, [
        Opening(
            at=entry.occurred_at,
            who=str(entry.actor),
            role=str(Role(entry.role).label),
            what=_screen(entry.details.get("screen", "")),
        )
        for entry in current
    ]


def _screen(code: str) -> str:
    """A screen, or the label of a kind of document."""
    if code in SCREENS:
        return SCREENS[code]
    labels = {kind.code: kind.label for kind in kinds.all_kinds()}
    return labels.get(code, code)
