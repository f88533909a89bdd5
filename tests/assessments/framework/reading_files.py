"""The files the tests of this room read: the shipped notice, and two others, real ones."""

from pathlib import Path

import assessments.framework

SHIPPED = Path(assessments.framework.__file__).parent / "data"
OWN = Path(__file__).parent / "data"

NOTICE_XML = (SHIPPED / "RNCP35553.xml").read_bytes()
RULES_TOML = (SHIPPED / "RNCP35553.toml").read_text()
TWO_NOTICES_XML = (OWN / "flux-v4.1-two-notices.xml").read_bytes()
SEED = (OWN / "rncp35553-fiche.txt").read_text()


def other_rules(code: str) -> str:
    """The trial rules of one of the two other notices."""
    return (OWN / f"{code}.toml").read_text()
