"""What every document says of the certifier and of the qualification, as JSON values."""

from datetime import date
from typing import Any

from assessments.framework.models import QualificationRevision
from assessments.framework.rules.corrections import correct


def is_specimen(revision: QualificationRevision) -> bool:
    """Whether documents under this revision may only be specimens: the registration decision's
    reference or date, mandatory mentions of the certificate, is not known."""
    return not (revision.decision_reference and revision.decision_date)


def certifier_facts(revision: QualificationRevision) -> dict[str, Any]:
    """Who certifies. A SIREN that begins by 1 is one of the State (INSEE): it is headed so."""
    siret = revision.certifier_siret
    return {
        "heading": "République française" if siret.startswith("1") else None,
        "legal_name": revision.certifier_name,
        "siret": siret,
    }


def qualification_facts(revision: QualificationRevision) -> dict[str, Any]:
    """The qualification as documents print it. French and European levels have been the same
    eight since the decree of 8/01/2019."""
    corrections = revision.rules.corrections
    return {
        "code": revision.qualification.code,
        "title": revision.title,
        "level": revision.level,
        "eqf_level": revision.level,
        "nsf": [
            {"code": code, "label": correct(label, corrections)}
            for code, label in revision.notice.nsf
        ],
        "registration": {
            "decision_reference": revision.decision_reference or None,
            "decided_on": _iso(revision.decision_date),
            "ends_on": _iso(revision.registration_end),
        },
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
