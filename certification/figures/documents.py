"""What the printed figures say, as JSON values."""

from dataclasses import asdict
from typing import Any

from assessments.framework.documents import certifier_facts, qualification_facts
from certification.figures.reading import Figures
from certification.figures.tables import tables
from certification.figures.words import notes


def figures_facts(found: Figures) -> dict[str, Any]:
    """The tables as they are shown, hidden numbers hidden: a paper knows no more than a screen."""
    revision = found.revision
    return {
        "certifier": certifier_facts(revision),
        "qualification": qualification_facts(revision),
        "year": found.year,
        "tables": [asdict(each) for each in tables(found)],
        "notes": notes(),
    }
