"""What a nomination act and a summons say: facts as JSON values, frozen when they are issued."""

import re
from typing import Any

from assessments.framework.documents import certifier_facts, qualification_facts
from assessments.people.models import Person
from assessments.sessions.documents import groups, line
from ccas import clock
from ccas.periods import in_words
from certification.juries import rules
from certification.juries.models import Jury, Nomination
from certification.juries.reading import Reading

ACT = "nomination_act"
SUMMONS = "jury_summons"
ATTENDANCE = "jury_attendance"

VERDICTS = {"ok": ("pass", "Conforme"), "warn": ("warn", "À noter"), "block": ("fail", "Bloquant")}


def printed_name(person: Person) -> str:
    """« Maëlys LE GOFF »: first given name, then the name in use in capitals."""
    return f"{person.first_name} {(person.usual_name or person.birth_name).upper()}".strip()


def jury_facts(jury: Jury) -> dict[str, Any]:
    """The jury as documents print it."""
    return {
        "name": jury.name,
        "sits_on": jury.sits_on.isoformat(),
        "day": in_words(jury.sits_on),
        "hour": f"{jury.begins_at:%H} h {jury.begins_at:%M}".removesuffix(" 00"),
        "place": jury.place,
        "presiding_entity": jury.presiding_entity.short_name if jury.presiding_entity else None,
        "rotation_reason": jury.rotation_reason or None,
        "source": jury.rules.source,
    }


def act_facts(reading: Reading) -> dict[str, Any]:
    """Who is appointed to which seat, by which act, and what the rules found: one act, one jury."""
    jury = reading.jury
    labels = capacity_labels(jury)
    return {
        "certifier": certifier_facts(jury.revision),
        "qualification": qualification_facts(jury.revision),
        "jury": jury_facts(jury),
        "rules_version": rules.VERSION,
        "seats": [
            {
                "key": seat.key,
                "label": seat.label,
                "presides": seat.presides,
                "entity": seat.entity.short_name if seat.entity else None,
                "holders": [
                    {
                        "person": str(held.person_id),
                        "name": printed_name(held.person),
                        "capacity": labels.get(held.capacity, held.capacity),
                        "act": held.designation_reference or None,
                        "act_date": held.designation_date.isoformat()
                        if held.designation_date
                        else None,
                        "from": clock.paris(held.starts_at).isoformat(timespec="seconds"),
                        "substitute": held.replaces_id is not None,
                    }
                    for held in seat.holders
                ],
            }
            for seat in reading.seats
        ],
        "indicators": [
            {
                "id": one.id,
                "wants": one.wanted,
                "source": cited(one.source),
                "found": one.found,
                "verdict": VERDICTS[one.verdict][0],
                "verdict_label": VERDICTS[one.verdict][1],
                "sentence": one.sentence,
            }
            for one in reading.appointed()
        ],
    }


def cited(source: str) -> str:
    """What a table cites of a source: its name, without what it says after the colon."""
    return re.split(r"[ \u00a0]:", source, maxsplit=1)[0]


def summons_facts(jury: Jury, nomination: Nomination, act: str | None) -> dict[str, Any]:
    """The summons of one member to one seat. act: the number of the nomination act."""
    return {
        "certifier": certifier_facts(jury.revision),
        "qualification": qualification_facts(jury.revision),
        "jury": jury_facts(jury),
        "recipient": {"name": printed_name(nomination.person)},
        "seat": nomination.seat.label,
        "capacity": capacity_labels(jury).get(nomination.capacity, nomination.capacity),
        "presides": nomination.seat.presides,
        "substitute": nomination.replaces_id is not None,
        "candidates": jury.agenda.count(),
        "act": act,
    }


def attendance_facts(reading: Reading) -> dict[str, Any]:
    """The sheet that those who sit sign, and the candidates whom the jury hears."""
    jury = reading.jury
    begins = clock.paris(jury.begins)
    members = [
        line(
            held.person.display_name,
            f"{seat.label} · préside" if seat.presides else seat.label,
            begins,
        )
        for seat in reading.seats
        for held in seat.holders
    ]
    heard = [
        line(item.enrolment.candidate.person.display_name, f"n° {item.enrolment.candidate.number}",
             None)
        for item in jury.agenda.select_related("enrolment__candidate__person").order_by("position")
        if (route := jury.revision.rules.route(item.enrolment.route))
        and route.interview == "required"
    ]  # fmt: skip
    return {
        "certifier": certifier_facts(jury.revision),
        "qualification": qualification_facts(jury.revision),
        "occasion": {
            "kind": "Jury",
            "name": jury.name,
            "place": jury.place,
            "keeper": "Le président du jury",
            "keeper_name": next(
                (held.person.display_name for seat in reading.seats if seat.presides
                 for held in seat.holders),
                None,
            ),
        },
        "days": [
            {
                "day": jury.sits_on.isoformat(),
                "groups": groups(
                    ("Membres du jury", members), ("Candidats entendus en entretien", heard)
                ),
            }
        ],
    }  # fmt: skip


def capacity_labels(jury: Jury) -> dict[str, str]:
    """Capacity code → what the rules call it."""
    return {one.code: one.label for one in jury.rules.capacities}
