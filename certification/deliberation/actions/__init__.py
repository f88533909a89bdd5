"""The verbs of the room: what screens, commands and the demonstration call."""

from certification.deliberation.actions.attending import (
    mark_absent,
    mark_present,
    open_deliberation,
    record_arrival,
    record_departure,
    recuse,
)
from certification.deliberation.actions.correcting import (
    countersign_correction,
    drop_correction,
    propose_correction,
)
from certification.deliberation.actions.deciding import (
    conclude_presentation,
    decide_block,
    decide_by_rule,
    defer_presentation,
    reconsider_block,
    reopen_presentation,
)
from certification.deliberation.actions.noting import report_incident, write_note
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
from certification.deliberation.actions.voting import (
    cast_ballot,
    close_ballot,
    open_ballot,
    void_ballot,
)

__all__ = [
    "cast_ballot",
    "close_ballot",
    "close_deliberation",
    "conclude_presentation",
    "countersign_correction",
    "decide_block",
    "decide_by_rule",
    "defer_presentation",
    "drop_correction",
    "mark_absent",
    "mark_present",
    "missing_to_publish",
    "open_ballot",
    "open_deliberation",
    "propose_correction",
    "publish",
    "reconsider_block",
    "record_arrival",
    "record_departure",
    "recuse",
    "reopen_deliberation",
    "reopen_presentation",
    "report_incident",
    "schedule_publication",
    "sign_minutes",
    "void_ballot",
    "write_note",
]
