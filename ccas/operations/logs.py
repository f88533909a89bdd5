"""One JSON object a line, on standard output, and nothing personal in it.

What carries names, addresses or links never reaches a line: the path and the query of a request
(a link of invitation is a path), the message of an exception (PostgreSQL repeats the values that it
refuses), the arguments of a task. The route, the kind of the error, the name of the constraint and
the lines of the source are enough to find a defect.
"""

import logging
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from ccas import tracing

#: What a line may say besides its message; anything else given as `extra` is left out.
FIELDS = ("route", "method", "status", "ms", "check", "job", "kind")
#: Loggers whose messages repeat what a stranger typed; what they mean, in our words.
TYPED_BY_STRANGERS = {
    "django.request": "request refused or failed",
    "django.server": "development server",
    "django.security": "suspicious request",
}
#: Celery repeats arguments and exceptions in its messages.
CELERY = "celery.app.trace"
_MAIL = re.compile(r"[^\s@<>\"'()]+@[^\s@<>\"'()]+")
#: The longest message kept, in characters.
LONGEST = 500

type Exception_ = tuple[type[BaseException], BaseException, TracebackType | None]


class JsonLines(JsonFormatter):
    """A record as one JSON object: time, level, logger, message, request, and a few fields."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Nothing but what `add_fields` chose."""
        return log_data

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: dict[str, Any],
    ) -> None:
        """Choose what is said, instead of repeating what was given."""
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat()
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = message_of(record)
        # Django speaks of a refusal once the request is out of every layer, its number with it.
        asked = getattr(record, "request", None)
        log_data["request"] = tracing.current() or getattr(asked, "number", "")
        for name in FIELDS:
            if hasattr(record, name):
                log_data[name] = getattr(record, name)
        if "status" not in log_data and isinstance(getattr(record, "status_code", None), int):
            log_data["status"] = record.status_code  # type: ignore[attr-defined]
        if asked is not None:
            log_data["route"] = route_of(asked)
        if record.exc_info and record.exc_info[0]:
            log_data["error"] = error_of(record.exc_info)  # type: ignore[arg-type]


def message_of(record: logging.LogRecord) -> str:
    """The message, in our words where the record's would repeat a stranger's."""
    for name, words in TYPED_BY_STRANGERS.items():
        if record.name == name or record.name.startswith(f"{name}."):
            return words
    if record.name == CELERY:
        said = record.args if isinstance(record.args, dict) else {}
        return " ".join(str(said[one]) for one in ("name", "id", "description") if said.get(one))
    return without_addresses(record.getMessage())[:LONGEST]


def without_addresses(text: str) -> str:
    """The text without e-mail addresses: a belt besides the braces above."""
    return _MAIL.sub("…@…", text)


def route_of(request: Any) -> str:
    """The name of the address of a request (« candidates:detail »), never its path."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or "unnamed") if match is not None else "unknown"


def error_of(exc_info: Exception_) -> dict[str, Any]:
    """The kind of an exception and where it was raised, causes included; never its message."""
    kind, error, trace = exc_info
    said: dict[str, Any] = {
        "kind": f"{kind.__module__}.{kind.__qualname__}",
        "at": [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace)[-12:]
        ],
    }
    diagnosis = getattr(error, "diag", None)
    if constraint := getattr(diagnosis, "constraint_name", None):
        said["constraint"] = constraint
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause is not error:
        said["cause"] = error_of((type(cause), cause, cause.__traceback__))
    return said


def configuration(level: str) -> dict[str, Any]:
    """The value of LOGGING. Django's own handlers are replaced: one of them would mail requests,
    names included, to administrators."""
    ours = ("django", "django.request", "django.server", "celery", "granian")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {name: {"handlers": [], "level": "INFO", "propagate": True} for name in ours},
    }
