"""What one does with a jury: one verb, one function, one transaction."""

from certification.juries.actions.agenda import (
    dismiss_link,
    put_on_agenda,
    record_found_recusals,
    recuse,
    take_off_agenda,
)
from certification.juries.actions.answering import declare, reply
from certification.juries.actions.attending import issue_attendance_sheet
from certification.juries.actions.convening import (
    cancel,
    close_jury,
    compose,
    convene,
    open_jury,
)
from certification.juries.actions.creating import create_jury, reschedule
from certification.juries.actions.preparing import (
    hand_over_files,
    prepare_files,
    send_reminders,
)
from certification.juries.actions.proposing import (
    discard_composition,
    keep_composition,
    propose_composition,
)
from certification.juries.actions.seating import appoint, end_nomination, replace

__all__ = [
    "appoint",
    "cancel",
    "close_jury",
    "compose",
    "convene",
    "create_jury",
    "declare",
    "discard_composition",
    "dismiss_link",
    "end_nomination",
    "hand_over_files",
    "issue_attendance_sheet",
    "keep_composition",
    "open_jury",
    "prepare_files",
    "propose_composition",
    "put_on_agenda",
    "record_found_recusals",
    "recuse",
    "replace",
    "reply",
    "reschedule",
    "send_reminders",
    "take_off_agenda",
]
