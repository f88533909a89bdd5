"""The letter of a result: one for every presentation that was concluded, whatever its outcome."""

from collections.abc import Sequence
from datetime import date
from string import ascii_uppercase
from typing import Any

from assessments.candidates.models import Candidate
from assessments.framework.documents import certifier_facts, qualification_facts
from assessments.grading.reading import grid_for
from assessments.people.models import Person
from ccas import clock
from ccas.periods import in_words
from certification.awards.coming import ComingSession, coming_sessions
from certification.awards.documents import minutes_number, results_of, signature_facts
from certification.awards.models import Signatory
from certification.awards.rules import letter_text
from certification.deliberation.documents import printed_name
from certification.deliberation.models import BlockDecision, Presentation, Verdict
from certification.deliberation.rules import DECISIONS, NOT_SEEN
from certification.vae.models import EligibilityApplication
from certification.vae.rules.contesting import appeal_sentences
from certification.vae.rules.territories import HOME

LETTER = "result_letter"
#: How the gracious appeal of a candidate is made.
WAY = "adressé au service certificateur, depuis « Mes résultats » sur la plateforme ou par courrier"


def address_of(person: Person) -> str:
    """Where a person is written to; empty when only paper reaches them."""
    return person.email or (person.user.email if person.user else "")


def territory_of(candidate: Candidate) -> str:
    """Where a candidate said that they live, in their last application; mainland by default."""
    said = EligibilityApplication.objects.filter(candidate=candidate).order_by("-recorded_at")
    return said.values_list("territory", flat=True).first() or HOME


def letter_facts(
    presentation: Presentation,
    signatory: Signatory | None,
    coming: Sequence[ComingSession] | None = None,
) -> dict[str, Any]:
    """What the letter prints, as JSON values. coming: the sessions to come, when already read."""
    enrolment = presentation.enrolment
    revision, deliberation = enrolment.revision, presentation.deliberation
    inputs = presentation.outcome_inputs
    today, held_on = clock.today(), clock.paris(deliberation.opened_at).date()
    decisions = sorted(presentation.decisions.all(), key=lambda row: row.block.position)
    missed = [row for row in decisions if row.verdict == Verdict.NOT_VALIDATED]
    if coming is None:
        coming = coming_sessions(revision, today) if missed else []
    practice = inputs.get("practice", {})
    text = letter_text(
        presentation.outcome or "",
        held_on=held_on,
        sentence=inputs.get("sentence", ""),
        missed=[row.block.code for row in missed],
        practice_months=practice.get("required_months") or 0,
        practice_attested=practice.get("attested") or "",
    )
    told = {
        "certifier": certifier_facts(revision),
        "qualification": qualification_facts(revision),
        "title": text.title,
        "recipient": {
            "name": printed_name(enrolment.candidate.person),
            "number": enrolment.candidate.number,
        },
        "place": revision.rules.award_place,
        "held_on": held_on.isoformat(),
        "minutes_number": minutes_number(deliberation),
        "outcome": {"code": presentation.outcome, "sentence": inputs.get("sentence", "")},
        "opening": list(text.opening),
        "blocks": _blocks(presentation, decisions, coming),
        "kept": _kept(presentation, decisions),
        "sessions": _sessions(coming) if missed else [],
        "after": list(text.after),
        "appeals": appeal_sentences(today, territory_of(enrolment.candidate), to=WAY),
    }
    if signatory is not None:
        told["signature"] = signature_facts(enrolment, signatory)
    return told


def _blocks(
    presentation: Presentation, decisions: list[BlockDecision], coming: Sequence[ComingSession]
) -> list[dict[str, Any]]:
    """Each decided block: what was decided, why, and for each competency missing what shows it."""
    enrolment = presentation.enrolment
    scale = {level.code: level for level in enrolment.revision.rules.scale}
    missed = [row for row in decisions if row.verdict == Verdict.NOT_VALIDATED]
    results = results_of(grid_for(enrolment), scale) if missed else {}
    told = []
    for row in decisions:
        lines = []
        if row in missed:
            every = sorted(row.block.competencies.all(), key=lambda one: one.position)
            for one in every:
                level = scale.get(results.get(one.pk) or "")
                if level is not None and level.acquired:
                    continue
                lines.append(
                    {
                        "number": one.position,
                        "label": one.text,
                        "level": level.label if level else None,
                        "sessions": [
                            ascii_uppercase[rank]
                            for rank, session in enumerate(coming)
                            if one.pk in session.competencies
                        ],
                    }
                )
        told.append(
            {
                "code": row.block.code,
                "title": row.block.title,
                "decision": row.verdict,
                "decision_label": DECISIONS[row.verdict],
                "reasons": row.reasons or None,
                "way_back": row.what_would_show or None,
                "shown_by": _shown_by(presentation) if row in missed else None,
                "missing": lines,
            }
        )
    return told


def _shown_by(presentation: Presentation) -> str:
    """What lets a jury see a competency again, by the route of the candidate."""
    enrolment = presentation.enrolment
    route = enrolment.revision.rules.route(enrolment.route)
    simulated = (
        "Chacune se montre dans une mise en situation dont le scénario la fait observer ; les"
        " lettres renvoient aux sessions ci-dessous."
    )
    if route is not None and route.simulations == "required":
        return simulated
    return (
        "Chacune se montre par un récit et des pièces ajoutés à votre dossier de validation, en"
        " entretien, ou dans une mise en situation ; les lettres renvoient aux sessions ci-dessous."
    )


def _kept(presentation: Presentation, decisions: list[BlockDecision]) -> list[dict[str, str]]:
    """The blocks that the candidate holds after this jury, and since when they do."""
    if presentation.attendance in NOT_SEEN:
        given: set[str] = set()
    else:
        given = {row.block.code for row in decisions if row.verdict == Verdict.VALIDATED}
    before = set(presentation.outcome_inputs.get("held_before", []))
    return [
        {
            "code": block.code,
            "title": block.title,
            "since": "par ce jury" if block.code in given - before else "avant ce jury",
        }
        for block in presentation.enrolment.revision.blocks.order_by("position")
        if block.code in given | before
    ]


def _sessions(coming: Sequence[ComingSession]) -> list[dict[str, str]]:
    return [
        {"letter": ascii_uppercase[rank], "name": one.name, "days": _days(one), "site": one.site}
        for rank, one in enumerate(coming)
    ]


def _days(one: ComingSession) -> str:
    first, last = in_words(one.starts_on), in_words(one.ends_on)
    return f"le {first}" if one.starts_on == one.ends_on else f"du {first} au {last}"


def decided_on(presentation: Presentation) -> date:
    """The day from which the fifteen days run: the closing of the deliberation, in Paris."""
    return clock.paris(presentation.deliberation.closing).date()
