"""The schema for machines, and the same to read, without a script and in French."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from ccas.api.reading import operations
from ccas.api.rooms import ROOMS, routes, scopes
from ccas.api.schema import schema

METHODS = {"get", "post", "put", "patch", "delete"}


def said() -> list[tuple[str, str, dict]]:
    return [
        (path, method, one)
        for path, methods in schema()["paths"].items()
        for method, one in methods.items()
    ]


def test_the_schema_is_valid_and_says_so_without_a_warning():
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert out.getvalue().startswith("openapi: 3.1.")


def test_it_is_served_to_whoever_asks(client, db):
    answer = client.get("/api/v1/schema/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == schema()
    assert client.post("/api/v1/schema/").status_code == 405


def test_every_operation_is_described_in_french_with_its_errors():
    assert len(said()) == sum(2 for room in routes() for _ in room.registry) + 2
    for path, method, one in said():
        assert method in METHODS
        assert one["summary"] and one["description"], path
        assert re.match(r"(Lister|Lire|Télécharger|Écrire) ", one["summary"]), one["summary"]
        assert {"400", "401", "403"} <= set(one["responses"]), path
        assert ("404" in one["responses"]) == ("{" in path), path
        assert {"jeton"} <= {name for way in one["security"] for name in way}
        for parameter in one.get("parameters", ()):
            described = parameter.get("description") or parameter["name"] == "id"
            assert described, (path, parameter["name"])


def test_every_field_says_what_it_is():
    silent = [
        f"{name}.{field}"
        for name, component in schema()["components"]["schemas"].items()
        for field, one in component.get("properties", {}).items()
        if not one.get("description")
    ]
    assert silent == []


def test_the_guide_lists_every_operation_under_the_strict_policy(client, db):
    page = client.get("/api/v1/")
    assert page.status_code == 200
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    text = page.content.decode()
    for path, _method, one in said():
        assert path in text
        assert one["summary"] in text
    for scope in scopes():
        assert scope.code in text
    assert not re.search(r"<script(?![^>]*nonce)", text)
    assert "//cdn" not in text


def test_the_guide_follows_references_and_alternatives():
    groups = {group.code: group for group in operations(schema())}
    assert list(groups) == [room.code for room in routes()]
    by_anchor = {one.anchor: one for group in groups.values() for one in group.operations}
    candidate = {field.path: field for field in by_anchor["candidates_retrieve"].fields}
    assert "identity.birth_name" in candidate
    assert candidate["id"].kind == "identifiant"
    assert "absent" in candidate["identity"].kind
    listed = {field.path for field in by_anchor["sessions_list"].fields}
    assert {"next", "results", "results.site.name"} <= listed
    act = by_anchor["sheets_acts_create"]
    assert '"kind": "rate"' in act.example
    assert {"client", "sequence", "previous"} <= {field.path for field in act.sent}


def test_the_rooms_are_those_that_have_an_api():
    assert len(ROOMS) == len(set(ROOMS)) == 7
    assert {scope.code for scope in scopes() if scope.code.endswith(":write")} == {"grading:write"}


@pytest.mark.parametrize("address", ["/jetons/", "/api/v1/candidates/"])
def test_what_is_not_public_stays_closed(client, db, address):
    assert client.get(address).status_code in {302, 401}
