"""The stored files of a revision, read again as plain values.

A revision never changes, so what was read once is kept for the life of the process.
"""

from functools import lru_cache

from assessments.framework.rules.notice import read_notice
from assessments.framework.rules.qualification import Notice, QualificationRules
from assessments.framework.rules.rules_file import read_rules


@lru_cache(maxsize=64)
def notice_of(notice_xml: str) -> Notice:
    """The notice of a stored file, which holds that notice alone."""
    return read_notice(notice_xml.encode())


@lru_cache(maxsize=64)
def rules_of(rules_toml: str, notice_xml: str) -> QualificationRules:
    """The rules of a stored file, which was checked against its notice when it was loaded."""
    return read_rules(rules_toml, notice_of(notice_xml))
