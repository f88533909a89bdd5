"""What is owed to the passeport, what keeps a title from leaving, what was withdrawn since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from ccas import clock
from certification.awards.models import Award
from certification.passport.models import LIVING, LineState, PassportLine
from certification.passport.rules.fixes import fix_for
from certification.passport.rules.flow import (
    Holder,
    Passage,
    Sender,
    due_on,
    given_names,
    passage_problems,
)


def sender() -> Sender:
    """The certifier's identifiers, from the settings."""
    return Sender(settings.PASSPORT_CLIENT, settings.PASSPORT_CERTIFIER, settings.PASSPORT_CONTRACT)


def owed_awards() -> QuerySet[Award]:
    """Titles in force and published that no return carries or has had accepted, oldest first.

    `rejected_because`: the reason of the last rejection, or None.
    """
    lines = PassportLine.objects.filter(award=OuterRef("pk"))
    rejected = lines.filter(state=LineState.REJECTED).order_by("-answered_at", "-recorded_at")
    return (
        Award.objects.filter(
            ~Exists(lines.filter(state__in=LIVING)),
            withdrawn_on__isnull=True,
            presentation__deliberation__published_at__isnull=False,
        )
        .annotate(rejected_because=Subquery(rejected.values("message")[:1]))
        .select_related("candidate__person", "enrolment", "qualification")
        .order_by("awarded_on", "candidate__person__sort_name", "pk")
    )


def withdrawn_after_acceptance() -> QuerySet[PassportLine]:
    """Titles that the passeport shows and that are withdrawn: the Caisse is to be told by hand."""
    return (
        PassportLine.objects.filter(state=LineState.ACCEPTED, award__withdrawn_on__isnull=False)
        .select_related("award__candidate__person", "award__qualification")
        .order_by("award__withdrawn_on", "pk")
    )


def passage_of(award: Award, technical_id: UUID | str) -> Passage:
    """What the file will say of a title, from the person's file as it stands."""
    candidate, person = award.candidate, award.candidate.person
    return Passage(
        technical_id=str(technical_id),
        code=award.qualification.code,
        route=award.enrolment.route,
        began_on=award.enrolment.began_on,
        awarded_on=award.awarded_on,
        holder=Holder(
            birth_name=person.birth_name,
            usual_name=person.usual_name,
            given_names=given_names(person.given_names),
            birth_year=candidate.birth_year,
            birth_month=candidate.birth_month,
            birth_day=candidate.birth_day,
            sex=person.sex,
            birth_place_code=candidate.birth_place_code,
            birth_place=candidate.birth_place,
        ),
    )


@dataclass(frozen=True, slots=True)
class Owed:
    """One title to send. problems: why it cannot leave. late: after its last day."""

    award: Award
    due: date
    late: bool
    problems: list[str]
    rejected_because: str
    fix: str


def owed_lines(awards: Iterable[Award] | None = None) -> list[Owed]:
    """Every title that is owed, what keeps it, by when it is due."""
    today = clock.today()
    lines = []
    for award in owed_awards() if awards is None else awards:
        due = due_on(award.awarded_on, settings.PASSPORT_MONTHS)
        because = getattr(award, "rejected_because", None) or ""
        # Any identifier: the real one is drawn when the return is prepared.
        problems = passage_problems(passage_of(award, award.pk), today=today)
        fix = fix_for(because) if because else ""
        lines.append(Owed(award, due, due < today, problems, because, fix))
    return lines
