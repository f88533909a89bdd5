"""Qualifications loaded by the same door as in real life."""

from pathlib import Path

import assessments.framework
from assessments.framework.actions import load_notice
from assessments.framework.models import QualificationRevision
from ccas.actors import Actor

SHIPPED = Path(assessments.framework.__file__).parent / "data"
OTHERS = Path(__file__).parent.parent / "assessments" / "framework" / "data"


def shipped_revision(code: str = "RNCP35553") -> QualificationRevision:
    """The revision of the notice that ships with the project; loaded once per test."""
    return load_notice(
        (SHIPPED / f"{code}.xml").read_bytes(),
        (SHIPPED / f"{code}.toml").read_text(),
        by=Actor.system(),
    ).revision


def other_revision(code: str) -> QualificationRevision:
    """The revision of one of the two other real notices ("RNCP35419", "RNCP37488")."""
    return load_notice(
        (OTHERS / "flux-v4.1-two-notices.xml").read_bytes(),
        (OTHERS / f"{code}.toml").read_text(),
        by=Actor.system(),
        code=code,
    ).revision
