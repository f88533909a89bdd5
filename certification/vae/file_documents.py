"""The file of validation on paper: what was submitted, and how to check that it is that one."""

from collections.abc import Mapping
from typing import Any

from assessments.framework.documents import certifier_facts, qualification_facts
from certification.vae.models import ValidationFile, ValidationVersion
from certification.vae.rules import text
from certification.vae.rules.validation import QUESTIONS

FILE = "vae_file"


def file_facts(
    file: ValidationFile,
    facts: Mapping[str, Any],
    *,
    version: ValidationVersion | None = None,
) -> dict[str, Any]:
    """The whole file, its texts cut into runs so that no markup reaches the page.

    facts: as `gathering.facts` gives them. version: the frozen one; None for a preview.
    """
    enrolment = file.enrolment
    person = enrolment.candidate.person
    name = f"{person.first_name} {(person.usual_name or person.birth_name).upper()}".strip()
    numbers = {row["number"]: row["title"] for row in facts["evidence"]}
    return {
        "certifier": certifier_facts(enrolment.revision),
        "qualification": qualification_facts(enrolment.revision),
        "title": "Dossier de validation",
        "holder": {"name": name, "number": enrolment.candidate.number},
        "version": {
            "number": version.number if version else 0,
            "submitted_on": version.submitted_on.isoformat() if version else "",
            "sha256": version.sha256 if version else "",
        },
        "words": sum(line["words"] for block in facts["blocks"] for line in block["competencies"]),
        "blocks": [
            {
                "code": block["code"],
                "title": block["title"],
                "told": sum(line["words"] > 0 for line in block["competencies"]),
                "competencies": [_line(line, numbers) for line in block["competencies"]],
            }
            for block in facts["blocks"]
        ],
        "evidence": [
            {
                "number": row["number"],
                "title": row["title"],
                "pages": row["pages"],
                "sha256": row["sha256"],
            }
            for row in facts["evidence"]
        ],
    }


def _line(line: Mapping[str, Any], numbers: Mapping[int, str]) -> dict[str, Any]:
    return {
        "position": line["position"],
        "text": line["text"],
        "answers": [
            {"question": question, "parts": _parts(line[name])}
            for name, question in QUESTIONS.items()
            if line[name].strip()
        ],
        "evidence": [f"n° {number} – {numbers[number]}" for number in line["evidence"]],
    }


def _parts(told: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": part.kind,
            "lines": [
                [{"text": run.text, "look": run.look} for run in runs] for runs in part.lines
            ],
        }
        for part in text.parts(told)
    ]
