"""Who opened what is kept of a candidate, and when: read from the access journal.

Other rooms keep things about a candidate too: each says which ones are theirs, so that nothing
opened is missing from the page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet

from assessments.candidates.models import Candidate
from ccas import access
from ccas.accounts.roles import Role
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.journal.models import JournalEntry

PAGE = 50
#: Opened by a program, through the API.
BY_PROGRAM = "api"

#: The rows of a candidate, of one kind.
type Rows = Callable[[Candidate], QuerySet[Any]]
_kept: list[tuple[str, Rows]] = []
#: (what was opened, on which screen) → in words; the screen "" stands for any.
_labels: dict[tuple[str, str], str] = {}


def register_kept(model: type[Model], label: str, rows: Rows) -> None:
    """Say that opening rows of `model` is opening what is kept of a candidate.

    label: what it is, in words. The view calls `access.opened(request, row, screen=…)`.
    """
    _kept.append((model._meta.label_lower, rows))
    _labels.setdefault((model._meta.label_lower, ""), label)


def name_screen(model: type[Model], screen: str, label: str) -> None:
    """The words for a screen of `model` that is not its usual one."""
    _labels[model._meta.label_lower, screen] = label


@dataclass(frozen=True, slots=True)
class Opening:
    """One line: when, who, under which role, what. subject: the id of what was opened."""

    at: datetime
    who: str
    role: str
    what: str
    subject: str = ""


def openings(candidate: Candidate, *, page: Any) -> tuple[Page, list[Opening]]:
    """The openings of what is kept of a candidate, the latest first.

    Two queries, a count, and one for each kind of thing kept. The candidate's own openings are
    not recorded.
    """
    about = Q(pk__in=[])
    for subject_type, rows in _kept:
        ids = [str(pk) for pk in rows(candidate).values_list("pk", flat=True)]
        about |= Q(subject_type=subject_type, subject_id__in=ids)
    found = JournalEntry.objects.filter(about, verb=access.OPENED).select_related("actor")
    current = Paginator(found.order_by("-occurred_at", "-pk"), PAGE).get_page(page)
    return current, [opening_of(entry) for entry in current]


def opening_of(entry: JournalEntry) -> Opening:
    """A line of the access journal in words."""
    return Opening(
        at=entry.occurred_at,
        who=str(entry.actor),
        role=str(Role(entry.role).label),
        what=_what(entry),
        subject=entry.subject_id,
    )


def consultations() -> QuerySet[JournalEntry]:
    """Every opening of what is kept of candidates, the latest first: what their pages show, all
    together."""
    types = [subject_type for subject_type, _ in _kept]
    found = JournalEntry.objects.filter(verb=access.OPENED, subject_type__in=types)
    return found.select_related("actor").order_by("-occurred_at", "-pk")


def _what(entry: JournalEntry) -> str:
    """« La grille d’un évaluateur », the label of a kind of document; « par programme »."""
    screen = entry.details.get("screen", "")
    labels = {kind.code: kind.label for kind in kinds.all_kinds()}
    label = (
        _labels.get((entry.subject_type, screen))
        or labels.get(screen)
        or _labels[entry.subject_type, ""]
    )
    return f"{label}, par programme" if screen == BY_PROGRAM else label


def papers_of(candidate: Candidate) -> QuerySet[Document]:
    """The documents given to the candidate."""
    user = candidate.person.user_id
    return Document.objects.filter(owner_id=user) if user else Document.objects.none()
