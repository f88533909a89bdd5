"""What is done with a session: prepare, plan, convene, run, close."""

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
)
from assessments.sessions.actions.running import (
    finish_simulation,
    record_absence,
    start_simulation,
)
from assessments.sessions.actions.writing import (
    load_scenarios,
    shipped_folder,
    write_scenario,
)

__all__ = [
    "add_evaluator",
    "add_station",
    "cancel_session",
    "cancel_simulation",
    "close_session",
    "convene",
    "create_session",
    "create_site",
    "finish_simulation",
    "load_scenarios",
    "plan_simulation",
    "ready",
    "record_absence",
    "register_enrolment",
    "remove_evaluator",
    "rework",
    "shipped_folder",
    "start_simulation",
    "withdraw_registration",
    "write_scenario",
]
