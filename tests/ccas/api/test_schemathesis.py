"""The whole API under generated requests, role by role: no 5xx, no answer outside the schema.

The requests go through the real WSGI application, in process and on PostgreSQL, from a schema
that is read beforehand; examples are bounded and drawn from a fixed seed.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ccas.accounts.roles import Role
from ccas.api.schema import schema
from ccas.wsgi import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SEED = 20261122
#: Requests of each kind, per operation and role.
EACH = 2
#: …and of those that an evaluator writes on their own sheet.
WRITTEN = 15


@contextmanager
def connection_kept() -> Iterator[None]:
    """The requests share the test's transaction: nothing may close its connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def operations() -> list[Any]:
    """Every operation of the schema, as Schemathesis knows it."""
    loaded = schemathesis.openapi.from_dict(json.loads(json.dumps(schema())))
    loaded.app = application
    found = list(loaded.get_all_operations())
    assert all(isinstance(one, Ok) for one in found)
    return [one.ok() for one in found]


def ways(operation: Any, pk: str) -> Iterator[Any]:
    """Strategies: as the schema says, against it, and on an object that exists."""
    yield operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if any(True for _ in operation.iter_parameters()) or operation.body:
        yield operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    if operation.path_parameters:
        yield operation.as_strategy(path_parameters={"id": pk})


def run(operation: Any, pk: str, headers: dict[str, str], statuses: Counter, each: int) -> None:
    """Send the requests; the first answer that breaks a promise fails."""

    def send(case: Any) -> None:
        response = case.call(headers=headers)
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    for strategy in ways(operation, pk):
        bounded = settings(
            max_examples=each,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        seed(SEED)(bounded(given(case=strategy)(send)))()


def name_of(operation: Any) -> str:
    """The list that an operation belongs to: "sheets"."""
    return operation.path.removeprefix("/api/v1/").split("/")[0]


@pytest.mark.slow
def test_each_role_gets_what_the_schema_says(world, caller, record_property):
    statuses: Counter = Counter()
    found = operations()
    with connection_kept():
        for role in Role.values:
            headers = {"Authorization": f"Bearer {caller(world.actors[role]).secret}"}
            for operation in found:
                writes = role == Role.EVALUATOR and operation.method == "post"
                each = WRITTEN if writes else EACH
                run(operation, world.ids[name_of(operation)], headers, statuses, each)
        for operation in found:
            run(operation, world.ids[name_of(operation)], {}, statuses, 1)
    assert {200, 400, 401, 404, 422} <= set(statuses), statuses
    failures = sum(count for status, count in statuses.items() if status >= 500)
    assert failures == 0
    record_property("FIGURE api_operations", f"{len(found)} operations")
    record_property("FIGURE api_requests", f"{statuses.total()} {dict(sorted(statuses.items()))}")
    record_property("FIGURE api_5xx", f"{failures} answers")


@pytest.mark.parametrize(
    "broken",
    [
        lambda self, instance: {"id": "pas un identifiant"},
        lambda self, instance: 1 / 0,
    ],
    ids=["an answer outside the schema", "a defect"],
)
def test_a_broken_operation_would_be_seen(world, caller, monkeypatch, broken):
    monkeypatch.setattr("assessments.candidates.api.CandidateSerializer.to_representation", broken)
    headers = {"Authorization": f"Bearer {caller(world.actors['officer']).secret}"}
    (listing,) = [one for one in operations() if one.path == "/api/v1/candidates/"]
    with connection_kept(), pytest.raises(FailureGroup):
        run(listing, world.ids["candidates"], headers, Counter(), EACH)
