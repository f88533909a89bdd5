"""What the certificate, the block certificate and the transcript say: facts as JSON values."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments.candidates.models import AcquiredBlock, BlockSource, Candidate, Enrolment
from assessments.candidates.rules import ledger_code
from assessments.framework.documents import certifier_facts, qualification_facts
from assessments.framework.models import CompetencyBlock
from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading.reading import Grid, grid_for
from assessments.people.models import Person
from ccas import clock
from ccas.documents.models import Document
from ccas.periods import in_words
from certification.awards.models import Award, Signatory
from certification.deliberation.models import Deliberation, Presentation
from certification.deliberation.rules import DECISIONS, OUTCOMES


def certificate_facts(award: Award, signatory: Signatory) -> dict[str, Any]:
    """The parchemin of an award."""
    enrolment = award.enrolment
    return {
        **_heading(enrolment),
        "holder": holder_facts(award.candidate),
        "award": _award(enrolment, award.awarded_on, award.presentation.deliberation),
        "signature": signature_facts(enrolment, signatory),
    }


def block_certificate_facts(
    acquired: AcquiredBlock, presentation: Presentation, signatory: Signatory
) -> dict[str, Any]:
    """The separate document of one block given by a jury."""
    enrolment = presentation.enrolment
    return {
        **_heading(enrolment),
        "holder": holder_facts(acquired.candidate),
        "block": {
            "code": acquired.block.code,
            "title": acquired.block.title,
            "acquired_on": acquired.acquired_on.isoformat(),
            "competencies": [
                line.text for line in acquired.block.competencies.order_by("position")
            ],
        },
        "award": _award(enrolment, acquired.acquired_on, presentation.deliberation),
        "signature": signature_facts(enrolment, signatory),
    }


def transcript_facts(presentation: Presentation, signatory: Signatory) -> dict[str, Any]:
    """The relevé: per block, per competency, and the outcome."""
    enrolment = presentation.enrolment
    deliberation = presentation.deliberation
    route = enrolment.revision.rules.route(enrolment.route)
    inputs = presentation.outcome_inputs
    practice = inputs["practice"]
    return {
        **_heading(enrolment),
        "holder": holder_facts(enrolment.candidate),
        "enrolment": {
            "number": enrolment.candidate.number,
            "route": enrolment.route,
            "route_label": _lower(route.label if route else enrolment.get_route_display()),
            "began_on": enrolment.began_on.isoformat(),
        },
        "scale": [
            {"code": level.code, "label": level.label} for level in enrolment.revision.rules.scale
        ],
        "blocks": _blocks(presentation),
        "practice": {
            "required_months": practice["required_months"],
            "attested_label": practice["attested"],
            "met": inputs["practice_attested"],
        }
        if practice["required_months"]
        else None,
        "outcome": {
            "code": presentation.outcome,
            "label": OUTCOMES[presentation.outcome],
            "sentence": inputs["sentence"],
        },
        "deliberation": {
            "number": deliberation.jury.name,
            "held_on": clock.paris(deliberation.opened_at).date().isoformat(),
            "minutes_number": minutes_number(deliberation),
        },
        "signature": signature_facts(enrolment, signatory),
    }


def holder_facts(candidate: Candidate) -> dict[str, Any]:
    """The civil identity as it must be printed, and the birth date, presumed or not."""
    person = candidate.person
    usual = person.usual_name if person.usual_name != person.birth_name else ""
    born, presumed = birth_date(candidate.birth_year, candidate.birth_month, candidate.birth_day)
    return {
        "display_name": display_name(person),
        "given_names": person.given_names,
        "birth_name": person.birth_name.upper(),
        "usual_name": usual.upper() or None,
        "sex": person.sex or None,
        "birth_date": born.isoformat(),
        "birth_date_presumed": presumed,
        "birthplace": candidate.birth_place or None,
    }


def holder_name(facts: Mapping[str, Any]) -> str:
    """The name that a paper prints, from its facts."""
    return str(facts["holder"]["display_name"])


def display_name(person: Person) -> str:
    """« Yann-Ewen NGUYỄN D’HAUTECOURT »: given names, birth name, usual name when another."""
    names = [person.birth_name]
    if person.usual_name and person.usual_name != person.birth_name:
        names.append(person.usual_name)
    return " ".join([person.given_names, *(name.upper() for name in names)])


def birth_date(year: int, month: int | None, day: int | None) -> tuple[date, bool]:
    """The day that papers print, and whether it is presumed: an unknown month is December, an
    unknown day the last of its month (usage of the civil registry)."""
    if month and day:
        return date(year, month, day), False
    shown = month or 12
    return date(year, shown, monthrange(year, shown)[1]), True


def signature_facts(enrolment: Enrolment, signatory: Signatory) -> dict[str, Any]:
    """Place, date, name, capacity; the delegation unless the head of the certifier signs."""
    return {
        "place": enrolment.revision.rules.award_place,
        "date": clock.today().isoformat(),
        "name": signed_name(signatory.person),
        "capacity": signatory.title,
        "authority": None if signatory.head else signatory.authority or "Par délégation,",
        "delegation": None
        if signatory.head
        else {
            "reference": signatory.act_reference,
            "dated_on": signatory.act_date.isoformat(),
        },
    }


def signed_name(person: Person) -> str:
    """« Hervé d’Aubigny-Lacaze »: as the person signs."""
    return person.display_name


def minutes_number(deliberation: Deliberation) -> str | None:
    """The number of the minutes in force, or None while they are not signed."""
    minutes = getattr(deliberation, "minutes", None)
    if minutes is None:
        return None
    issued = Document.objects.filter(kind="minutes", subject_id=minutes.pk, replaced_by=None)
    return issued.values_list("number", flat=True).first()


def _heading(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "certifier": certifier_facts(enrolment.revision),
        "qualification": qualification_facts(enrolment.revision),
    }


def _award(enrolment: Enrolment, decided_on: date, deliberation: Deliberation) -> dict[str, Any]:
    route = enrolment.revision.rules.route(enrolment.route)
    return {
        "decided_on": decided_on.isoformat(),
        "route": enrolment.route,
        "route_label": _lower(route.label if route else enrolment.get_route_display()),
        "minutes_number": minutes_number(deliberation),
    }


def _blocks(presentation: Presentation) -> list[dict[str, Any]]:
    enrolment = presentation.enrolment
    decisions = {row.block_id: row for row in presentation.decisions.all()}
    held = {
        row.block_code: row for row in enrolment.candidate.acquired.filter(ended_on__isnull=True)
    }
    results = _results(enrolment)
    sitting = clock.paris(presentation.deliberation.opened_at).date()
    qualification = enrolment.revision.qualification.code
    blocks = enrolment.revision.blocks.order_by("position").prefetch_related("competencies")
    printed = []
    for block in blocks:
        line = held.get(ledger_code(qualification, block.code))
        printed.append(
            {
                "code": block.code,
                "title": block.title,
                **_said(block, decisions.get(block.pk), line, sitting),
                "competencies": [
                    {
                        "number": one.position,
                        "label": one.text,
                        "result": results.get(one.pk),
                    }
                    for one in sorted(block.competencies.all(), key=lambda one: one.position)
                ],
            }
        )
    return printed


def _said(block: CompetencyBlock, decision, held: AcquiredBlock | None, sitting: date) -> dict:
    if decision is not None:
        return {
            "decision": decision.verdict,
            "decision_label": DECISIONS[decision.verdict],
            "decided_on": sitting.isoformat(),
            "acquired_on": held.acquired_on.isoformat() if held else None,
            "source_label": f"Délibération du {in_words(sitting)}",
            "reasons": decision.reasons or None,
            "way_back": decision.what_would_show or None,
        }
    source = None
    if held is not None:
        source = (
            f"Équivalence : {held.equivalence_reference}"
            if held.source == BlockSource.EQUIVALENCE
            else f"Délibération du {in_words(held.acquired_on)}"
        )
    return {
        "decision": "validated" if held else None,
        "decision_label": "Déjà acquis" if held else "Non présenté",
        "decided_on": held.acquired_on.isoformat() if held else None,
        "acquired_on": held.acquired_on.isoformat() if held else None,
        "source_label": source,
        "reasons": None,
        "way_back": None,
    }


def _results(enrolment: Enrolment) -> dict[int, str | None]:
    return results_of(
        grid_for(enrolment), {one.code: one for one in enrolment.revision.rules.scale}
    )


def results_of(grid: Grid, scale: Mapping[str, ScaleLevel]) -> dict[int, str | None]:
    """Competency → the level the harmonised grids come to, by the same reading as the proposal:
    acquired as soon as one says so, else the last level observed, else the last one given."""
    results: dict[int, str | None] = {}
    for competency, _block, _rank, _text, cells in grid.lines:
        given = [cell[1] for cell in cells if cell is not None and cell[1] in scale]
        acquired = [code for code in given if scale[code].acquired]
        observed = [code for code in given if scale[code].observed]
        results[competency] = (acquired[:1] or observed[-1:] or given[-1:] or [None])[0]
    return results


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
