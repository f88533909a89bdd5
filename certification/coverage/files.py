"""The file of validation as a source: what its presented or verified version tells, and shows."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Q

from assessments.candidates.models import Enrolment
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.coverage.rules import Column, Mention
from certification.coverage.sources import Columns
from certification.vae.models import ValidationVersion

READERS = (Role.OFFICER, Role.AUDITOR, Role.JURY_MEMBER, Role.PRESIDENT, Role.CANDIDATE)


def files(enrolments: Sequence[Enrolment], actor: Actor) -> Columns:
    """One column for the file of each candidate by experience that a jury reads: one query.

    A competency told with a piece is supported; told without one, it is only seen.
    """
    if not actor.has_role(*READERS):
        return {}
    rows = ValidationVersion.objects.filter(
        Q(pk=F("file__presented")), file__enrolment__in=enrolments
    ).values_list("file__enrolment", "number", "submitted_on", "facts")
    found: dict[UUID, list[Column]] = {}
    for enrolment, number, day, facts in rows:
        mentions = {
            line["id"]: _mention(len(line["evidence"]))
            for block in facts["blocks"]
            for line in block["competencies"]
            if line["words"]
        }
        if mentions:
            detail = f"Livret 2, version {number}, déposée le {day:%d/%m/%Y}"
            found[enrolment] = [
                Column(f"file-{enrolment}", "file", "Dossier de validation", detail, mentions)
            ]
    return found


def _mention(pieces: int) -> Mention:
    if not pieces:
        return Mention("Raconté, sans pièce", observed=True)
    return Mention(f"Raconté · {pieces} pièce{'s' if pieces > 1 else ''}", True, True)
