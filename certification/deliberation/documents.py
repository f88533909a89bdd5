"""What the minutes say. Their facts grow all along the sitting; closing fixes them."""

from collections import Counter
from typing import Any

from assessments.framework.documents import certifier_facts, qualification_facts
from assessments.people.models import Person
from ccas import clock
from ccas.periods import in_words
from certification.deliberation import composition
from certification.deliberation.canonical import sha256_of
from certification.deliberation.models import (
    Deliberation,
    Minutes,
    MinutesCorrection,
    MinutesState,
    Presentation,
)
from certification.deliberation.rules import (
    BASES,
    DECISIONS,
    NOT_SEEN,
    OUTCOMES,
    RULE_VERSION,
)
from certification.juries.rules import VERSION as JURY_RULE_VERSION

SUMMARY = {
    "awarded": "Titres délivrés",
    "partial": "Validations partielles",
    "adjourned": "Ajournés dans l’attente de la pratique",
    "not_validated": "Non validés",
    "absent": "Absents",
    "excused": "Absents excusés",
    "deferred": "Renvoyés à un autre jury",
}


def printed_name(person: Person) -> str:
    """« Maëlys LE GOFF »: first given name, then the name in use in capitals."""
    return f"{person.first_name} {(person.usual_name or person.birth_name).upper()}".strip()


def build_minutes_facts(deliberation: Deliberation) -> dict[str, Any]:
    """Everything the minutes say but the signatures, as JSON values, in a constant number of
    queries. The hash that members sign is that of this mapping."""
    jury = deliberation.jury
    revision = jury.revision
    presentations = list(
        deliberation.presentations.order_by("position")
        .select_related("enrolment__candidate__person", "enrolment__revision__qualification")
        .prefetch_related("blocks", "decisions__block")
    )
    recusals = list(
        jury.recusals.filter(enrolment__in=[one.enrolment_id for one in presentations])
        .select_related("person")
        .order_by("recorded_at")
    )
    moves = composition.movements(deliberation)
    outcomes = Counter(one.outcome for one in presentations)
    return {
        "certifier": certifier_facts(revision),
        "qualification": qualification_facts(revision),
        "jury": {
            "number": jury.name,
            "label": f"jury du {in_words(jury.sits_on)}",
            "presiding_entity": jury.presiding_entity.short_name
            if jury.presiding_entity
            else "sans entité présidente",
            "convened_on": _iso(clock.paris(jury.convened_at).date() if jury.convened_at else None),
        },
        "deliberation": {
            "place": jury.place,
            "opened_at": _instant(deliberation.opened_at),
            "closed_at": _instant(deliberation.closed_at),
            "voting": deliberation.get_voting_display(),
            "rules_version": f"{JURY_RULE_VERSION}, {RULE_VERSION}",
            "revision": f"fiche {revision.qualification.code}, révision {revision.number}",
        },
        "seats": composition.seats(deliberation, printed_name),
        "indicators": {
            "appointed": composition.printed_indicators(
                one for one in deliberation.indicators if one["set"] == "appointed"
            ),
            "sitting": composition.sitting_events(deliberation, moves, printed_name),
            "for_candidates": [
                _candidate_indicators(one, recusals) for one in presentations if _read(one)
            ],
        },
        "attendance": composition.attendance(deliberation, moves, printed_name),
        "replaces": _replaced(deliberation),
        "incidents": [
            {"at": _instant(row.at), "text": row.text} for row in deliberation.incidents.all()
        ],
        "recusals": [_recusal(row, presentations) for row in recusals],
        "candidates": [_candidate(one, recusals) for one in presentations],
        "summary": [
            {"label": label, "count": outcomes[code]}
            for code, label in SUMMARY.items()
            if outcomes[code]
        ],
    }


def with_signatures(minutes: Minutes) -> dict[str, Any]:
    """The frozen facts, who signed their hash, who refused."""
    rows = minutes.signatures.select_related("person").order_by("signed_at", "recorded_at")
    presiding = set(
        minutes.deliberation.jury.seats.filter(presides=True).values_list(
            "nominations__person_id", flat=True
        )
    )
    return {
        **minutes.facts,
        "draft": False,
        "signatures": [
            {
                "name": printed_name(row.person),
                "role_label": "Président" if row.person_id in presiding else "Membre",
                "signed_at": _instant(row.signed_at),
                "signed_hash": None if row.refused else row.facts_sha256,
                "refusal": f"Refus de signer : {row.reason}" if row.refused else None,
            }
            for row in rows
        ],
        "facts_hash": minutes.facts_sha256,
    }


def last_version(minutes: Minutes) -> tuple[int, dict[str, Any]]:
    """The version in force of signed minutes and its facts: 1 until a correction is signed."""
    last = minutes.corrections.filter(countersigned_at__isnull=False).order_by("-version").first()
    return (last.version, last.facts) if last else (1, minutes.facts)


def corrected(row: MinutesCorrection) -> dict[str, Any]:
    """The facts of a corrected version, who corrected what, and the signatures of the first."""
    earlier = row.minutes.corrections.filter(version__lte=row.version).select_related(
        "proposed_by", "countersigned_by"
    )
    return {
        **with_signatures(row.minutes),
        **row.facts,
        "facts_hash": row.facts_sha256,
        "first_hash": row.minutes.facts_sha256,
        "version": row.version,
        "corrections": [
            {
                "version": one.version,
                "wrong": one.wrong,
                "right": one.right,
                "reason": one.reason,
                "by": printed_name(one.proposed_by),
                "and": printed_name(one.countersigned_by),
                "at": _instant(one.countersigned_at),
            }
            for one in earlier.order_by("version")
        ],
    }


def preview_facts(deliberation: Deliberation) -> dict[str, Any]:
    """The minutes as they stand now, for a draft: fixed facts once closed, else fresh ones."""
    minutes = Minutes.objects.filter(deliberation=deliberation).first()
    if minutes is not None and minutes.facts:
        signed = minutes.state == MinutesState.SIGNED
        _, facts = last_version(minutes)
        return {**with_signatures(minutes), **facts, "draft": not signed}
    facts = build_minutes_facts(deliberation)
    return {**facts, "draft": True, "signatures": [], "facts_hash": sha256_of(facts)}


def _replaced(deliberation: Deliberation) -> dict[str, Any] | None:
    """The signed deliberation that this one replaces, and why."""
    old = deliberation.replaces
    if old is None:
        return None
    return {
        "jury": old.jury.name,
        "closed_at": _instant(old.closed_at),
        "facts_hash": old.minutes.facts_sha256,
        "reason": deliberation.replacement_reason,
    }


def _read(presentation: Presentation) -> bool:
    """Whether the jury decided anything of it: its indicators were then read and kept."""
    return bool(presentation.decisions.all())


def _candidate_indicators(presentation: Presentation, recusals: list) -> dict[str, Any]:
    """The candidate set of the last decision: later decisions read the room again.

    conforming: every verdict is good and nobody is recused; the minutes then print the verdicts on
    one line and leave the findings to the facts that the file carries.
    """
    last = max(presentation.decisions.all(), key=lambda row: (row.decided_at, row.recorded_at))
    indicators = composition.printed_indicators(
        one for one in last.indicators if one["set"] == "candidate"
    )
    recused = any(row.enrolment_id == presentation.enrolment_id for row in recusals)
    return {
        "candidate_number": presentation.enrolment.candidate.number,
        "candidate_name": printed_name(presentation.enrolment.candidate.person),
        "conforming": not recused and all(one["verdict"] == "pass" for one in indicators),
        "indicators": indicators,
    }


def _recusal(row, presentations: list[Presentation]) -> dict[str, Any]:
    presentation = next(one for one in presentations if one.enrolment_id == row.enrolment_id)
    return {
        "member": printed_name(row.person),
        "candidate_number": presentation.enrolment.candidate.number,
        "candidate_name": printed_name(presentation.enrolment.candidate.person),
        "ground": row.ground,
        "from": _instant(presentation.attended_at),
        "to": _instant(presentation.concluded_at),
    }


def _candidate(presentation: Presentation, recusals: list) -> dict[str, Any]:
    enrolment = presentation.enrolment
    route = enrolment.revision.rules.route(enrolment.route)
    decisions = {row.block_id: row for row in presentation.decisions.all()}
    blocks = sorted(presentation.blocks.all(), key=lambda block: block.position)
    away = presentation.attendance in NOT_SEEN
    return {
        "number": enrolment.candidate.number,
        "name": printed_name(enrolment.candidate.person),
        "route": enrolment.route,
        "route_label": route.label if route else enrolment.get_route_display(),
        "attendance_label": presentation.get_attendance_display(),
        "blocks": []
        if away
        else [
            _block(block, decisions.get(block.pk), enrolment.revision.qualification.code)
            for block in blocks
        ],
        "outcome": presentation.outcome,
        "outcome_label": OUTCOMES[presentation.outcome]
        if presentation.outcome
        else "Passage non conclu",
        "not_decided_because": presentation.outcome_inputs.get("red", []),
        "recused": [
            printed_name(row.person) for row in recusals if row.enrolment_id == enrolment.pk
        ],
    }


def _block(block, decision, code: str) -> dict[str, Any]:
    printed = {"code": block.code, "short": block.code.removeprefix(code), "title": block.title}
    if decision is None:
        return {
            **printed,
            "proposal": None,
            "proposal_label": "—",
            "decision": None,
            "decision_label": "Décision attendue",
            "basis": None,
            "basis_label": "—",
            "votes": None,
            "reasons": None,
        }
    reasons = [decision.reasons]
    if decision.what_would_show:
        reasons.append(f"À montrer : {decision.what_would_show}")
    return {
        **printed,
        "proposal": decision.proposal,
        "proposal_label": DECISIONS[decision.proposal] if decision.proposal else "Sans proposition",
        "decision": decision.verdict,
        "decision_label": DECISIONS[decision.verdict],
        "basis": decision.basis,
        "basis_label": BASES[decision.basis],
        "votes": {
            "for": decision.votes_for,
            "against": decision.votes_against,
            "abstentions": decision.abstentions,
            "casting_vote": decision.casting_vote,
        },
        "reasons": " ".join(filter(None, reasons)) or None,
    }


def _iso(day) -> str | None:
    return day.isoformat() if day else None


def _instant(moment) -> str | None:
    return clock.paris(moment).isoformat(timespec="seconds") if moment else None
