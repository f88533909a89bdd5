"""The verbs of the room: what screens, commands and the demonstration call."""

from certification.deliberation.actions.attending import (
    mark_absent,
    mark_present,
    open_deliberation,
    record_arrival,
    record_departure,
    recuse,
)
from certification.deliberation.actions.deciding import (
    conclude_presentation,
    decide_block,
    decide_by_rule,
    reconsider_block,
    reopen_presentation,
)
from certification.deliberation.actions.publishing import (
    missing_to_publish,
    publish,
    schedule_publication,
)
from certification.deliberation.actions.signing import (
    close_deliberation,
    reopen_deliberation,
    sign_minutes,
)

__all__ = [
    "close_deliberation",
    "conclude_presentation",
    "decide_block",
    "decide_by_rule",
    "mark_absent",
    "mark_present",
    "missing_to_publish",
    "open_deliberation",
    "publish",
    "reconsider_block",
    "record_arrival",
    "record_departure",
    "recuse",
    "reopen_deliberation",
    "reopen_presentation",
    "schedule_publication",
    "sign_minutes",
]
