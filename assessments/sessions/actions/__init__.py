"""What is done with a session: prepare, plan, convene, run, close."""

from assessments.sessions.actions.attending import issue_attendance_sheet
from assessments.sessions.actions.incidents import report_incident, withdraw_incident
from assessments.sessions.actions.moving import (
    move_simulation,
    pin_simulation,
    unpin_simulation,
)
from assessments.sessions.actions.planning import (
    cancel_simulation,
    plan_simulation,
    register_enrolment,
    withdraw_registration,
)
from assessments.sessions.actions.preparing import (
    add_evaluator,
    add_station,
    cancel_session,
    close_session,
    convene,
    create_session,
    create_site,
    ready,
    remove_evaluator,
    rework,
    set_hours,
)
from assessments.sessions.actions.proposals import (
    Applied,
    accept_proposal,
    discard_proposal,
    propose_plan,
    stop_search,
)
from assessments.sessions.actions.publishing import (
    load_scenario,
    load_scenarios,
    publish_scenario,
    restore_scenario,
    retire_scenario,
    shipped_folder,
)
from assessments.sessions.actions.replacing import replace_evaluator
from assessments.sessions.actions.replaying import plan_replay
from assessments.sessions.actions.running import (
    finish_simulation,
    record_absence,
    start_simulation,
)
from assessments.sessions.actions.writing import (
    WrittenDocument,
    WrittenInject,
    import_scenario,
    write_scenario,
)

__all__ = [
    "Applied",
    "WrittenDocument",
    "WrittenInject",
    "accept_proposal",
    "add_evaluator",
    "add_station",
    "cancel_session",
    "cancel_simulation",
    "close_session",
    "convene",
    "create_session",
    "create_site",
    "discard_proposal",
    "finish_simulation",
    "import_scenario",
    "issue_attendance_sheet",
    "load_scenario",
    "load_scenarios",
    "move_simulation",
    "pin_simulation",
    "plan_replay",
    "plan_simulation",
    "propose_plan",
    "publish_scenario",
    "ready",
    "record_absence",
    "register_enrolment",
    "remove_evaluator",
    "replace_evaluator",
    "report_incident",
    "restore_scenario",
    "retire_scenario",
    "rework",
    "set_hours",
    "shipped_folder",
    "start_simulation",
    "stop_search",
    "unpin_simulation",
    "withdraw_incident",
    "withdraw_registration",
    "write_scenario",
]
