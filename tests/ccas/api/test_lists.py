"""What a list shows is what its detail opens, page after page, at a constant cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ccas.accounts.roles import Role
from ccas.api.rooms import routes
from tests.factories import grading
from tests.factories.candidates import EnrolmentFactory
from tests.factories.deliberation import candidate as a_candidate
from tests.factories.deliberation import concluded, opened
from tests.factories.juries import jury_in

LISTS = [prefix for room in routes() for prefix, _view, _name in room.registry]


def test_every_list_is_known_here(world):
    assert sorted(LISTS) == sorted(world.ids)


def test_each_role_opens_what_it_lists_and_nothing_else(world, caller):
    """For each role and list: each line opens; what the list leaves out is a 404."""
    every = caller(world.actors["officer"])
    known = {name: _ids(every, name) | {world.ids[name]} for name in LISTS}
    opened_by = {}
    for role in Role.values:
        program = caller(world.actors[role])
        for name in LISTS:
            listed = _ids(program, name)
            for pk in listed | known[name]:
                status = program.get(f"{name}/{pk}/").status_code
                assert status == (200 if pk in listed else 404), (role, name, pk)
            opened_by[role, name] = len(listed)
    # Written from the policy: who finds something in each list of this world.
    everywhere = {"notices", "revisions"}
    expected = {
        "officer": set(LISTS) - {"sheets"},
        "auditor": set(LISTS) - {"sheets"},
        "administrator": everywhere,
        "candidate": everywhere
        | {"candidates", "enrolments", "simulations", "decisions", "documents"},
        "evaluator": everywhere | {"candidates", "enrolments", "simulations", "sheets"},
        "jury_member": everywhere
        | {"candidates", "enrolments", "juries", "decisions", "documents"},
        "president": everywhere | {"candidates", "enrolments", "juries", "decisions", "documents"},
        "tutor": everywhere,
    }
    found = {role: {name for name in LISTS if opened_by[role, name]} for role in Role.values}
    assert found == expected


def _ids(program, name: str) -> set[str]:
    answer = program.get(f"{name}/", data={"limit": 200})
    assert answer.status_code == 200, (name, answer.content)
    assert answer.json()["next"] is None
    return {line["id"] for line in answer.json()["results"]}


def _more(count: int) -> None:
    """So many more of everything that is listed by room."""
    for _ in range(count):
        simulation = grading.a_simulation()
        grading.signed_sheets(simulation)
        jury_in("convened")
    room = opened([a_candidate() for _ in range(count)])
    for presentation in room.presentations:
        concluded(room, presentation, b1="not_validated")


def test_lists_cost_the_same_for_one_and_for_five(officer, caller):
    auditor = caller(officer, only=tuple(f"{room.code}:read" for room in routes()))
    _more(1)
    costs = {}
    for name in LISTS:
        with CaptureQueriesContext(
            connection,
        ) as few:
            first = auditor.get(f"{name}/").json()["results"]
        costs[name] = len(few), len(first)
        assert first or name == "documents"
    _more(4)
    for name in LISTS:
        with CaptureQueriesContext(connection) as many:
            lines = auditor.get(f"{name}/").json()["results"]
        assert len(many) <= costs[name][0], (name, [q["sql"][:160] for q in many])
        if name not in {"notices", "revisions", "documents"}:
            assert len(lines) >= costs[name][1] + 4, name


def test_pages_follow_each_other_without_loss(officer, caller):
    program = caller(officer)
    made = {str(EnrolmentFactory().pk) for _ in range(7)}
    found, address = [], "enrolments/?limit=3"
    while address:
        page = program.get(address).json()
        assert len(page["results"]) <= 3
        found += [line["id"] for line in page["results"]]
        address = page["next"]
    assert len(found) == 7
    assert set(found) == made


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=²", "limit"),
        ("cursor=nimporte", "cursor"),
        ("cursor=cD1wYXMtdW4taWRlbnRpZmlhbnQ=", "cursor"),
        ("cursor=cD0lMDA=", "cursor"),
        ("candidate=pas-un-identifiant", "candidate"),
        ("state=inconnu", "state"),
        ("route=XX", "route"),
    ],
)
def test_a_wrong_parameter_is_a_sentence(officer, caller, query, field):
    answer = caller(officer).get(f"enrolments/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert answer.json()["errors"]


def test_filters_narrow(officer, caller):
    program = caller(officer)
    one, other = EnrolmentFactory(), EnrolmentFactory(vae=True)
    assert [x["id"] for x in program.get("enrolments/?route=VAE").json()["results"]] == [
        str(other.pk)
    ]
    by_name = program.get("candidates/", data={"q": one.candidate.number}).json()["results"]
    assert [x["id"] for x in by_name] == [str(one.candidate_id)]
