"""What one does with a jury: one verb, one function, one transaction."""

from certification.juries.actions.agenda import (
    dismiss_link,
    put_on_agenda,
    record_found_recusals,
    recuse,
    take_off_agenda,
)
from certification.juries.actions.convening import (
    cancel,
    close_jury,
    compose,
    convene,
    open_jury,
)
from certification.juries.actions.creating import create_jury, reschedule
from certification.juries.actions.seating import appoint, end_nomination, replace

__all__ = [
    "appoint",
    "cancel",
    "close_jury",
    "compose",
    "convene",
    "create_jury",
    "dismiss_link",
    "end_nomination",
    "open_jury",
    "put_on_agenda",
    "record_found_recusals",
    "recuse",
    "replace",
    "reschedule",
    "take_off_agenda",
]
