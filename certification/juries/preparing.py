"""The preparation file of a jury: what each member reads the day before, as frozen facts."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from assessments.candidates.models import AcquiredBlock, Enrolment
from assessments.candidates.rules import ledger_code
from assessments.framework.documents import certifier_facts, qualification_facts
from assessments.grading.reading import proposals_for
from assessments.practice.summary import summary, with_practice
from certification.juries.documents import jury_facts, printed_name
from certification.juries.models import AgendaItem, Jury, JurySummons

KIND = "jury_preparation"
#: Members receive their file so many days before the jury (experience: "the day before").
AHEAD = timedelta(days=1)
PROPOSALS = {
    "validated": "La règle propose de valider.",
    "not_validated": "La règle propose de ne pas valider.",
    None: "La règle ne propose rien : le jury décide, avec ses motifs.",
}


def prepared_on(jury: Jury) -> date:
    """The day from which the files are handed over."""
    return jury.sits_on - AHEAD


def candidates_facts(items: Iterable[AgendaItem]) -> dict[UUID, dict[str, Any]]:
    """Enrolment → what the file says of it: route, blocks, practice, proposal and its reasons."""
    items = list(items)
    enrolments = {
        one.pk: one
        for one in with_practice(Enrolment.objects.filter(pk__in=[i.enrolment_id for i in items]))
    }
    held: dict[UUID, set[str]] = {}
    for candidate, code in AcquiredBlock.objects.filter(
        candidate__in=[i.enrolment.candidate_id for i in items], ended_on__isnull=True
    ).values_list("candidate_id", "block_code"):
        held.setdefault(candidate, set()).add(code)
    return {
        item.enrolment_id: _candidate(item, enrolments[item.enrolment_id], held) for item in items
    }


def _candidate(
    item: AgendaItem, enrolment: Enrolment, held: dict[UUID, set[str]]
) -> dict[str, Any]:
    revision = item.enrolment.revision
    code = revision.qualification.code
    candidate = item.enrolment.candidate
    presented = sorted(item.blocks.all(), key=lambda block: block.position)
    route = revision.rules.route(item.enrolment.route)
    counted = summary(enrolment)
    return {
        "number": candidate.number,
        "name": printed_name(candidate.person),
        "route": route.label if route else item.enrolment.get_route_display(),
        "interview": bool(route and route.interview == "required"),
        "held": [
            block.code
            for block in revision.blocks.all()
            if ledger_code(code, block.code) in held.get(candidate.pk, set())
        ],
        "practice": list(counted.sentences),
        "blocks": [
            {
                "code": block.code,
                "title": block.title,
                "proposal": proposal.verdict,
                "sentence": PROPOSALS[proposal.verdict],
                "reasons": list(proposal.reasons),
            }
            for block, proposal in proposals_for(item.enrolment, presented).items()
        ],
    }


def preparation_facts(
    summons: JurySummons, jury: Jury, items: Iterable[AgendaItem], said: dict[UUID, dict[str, Any]]
) -> dict[str, Any]:
    """The file of one member: nothing of those for whom they withdrew.

    items: the agenda of that member, in order. said: as `candidates_facts` gives it.
    """
    total = jury.agenda.count()
    mine = [said[item.enrolment_id] for item in items]
    return {
        "certifier": certifier_facts(jury.revision),
        "qualification": qualification_facts(jury.revision),
        "jury": jury_facts(jury),
        "recipient": {"name": printed_name(summons.person)},
        "seat": summons.seat.label,
        "candidates": mine,
        "recused_from": total - len(mine),
    }
