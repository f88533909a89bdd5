"""The gate: closed by default, and no writing while reading."""

import uuid

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from ccas import access
from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pk", [uuid.uuid4(), "not-a-uuid", "", "\x00", 10**40])
def test_absent_and_malformed_ids_look_alike(pk):
    with pytest.raises(Http404):
        access.get_or_404(User.objects.all(), pk=pk)


def test_the_forbidden_looks_absent(officer):
    assert access.get_or_404(User.objects.all(), pk=officer.user_id)
    with pytest.raises(Http404):
        access.get_or_404(User.objects.none(), pk=officer.user_id)


def test_roles_open_a_view_to_them_alone():
    @access.roles("officer")
    def view(request):
        return HttpResponse("ok")

    request = RequestFactory().get("/")
    for actor in (None, Actor(uuid.uuid4(), "candidate")):
        request.actor = actor
        with pytest.raises(Http404):
            view(request)
    request.actor = Actor(uuid.uuid4(), "officer")
    assert view(request).content == b"ok"


def test_visibility_is_the_union_of_what_rooms_say(monkeypatch):
    monkeypatch.setattr(access, "_visibility", {})
    one, two = uuid.uuid4(), uuid.uuid4()
    access.register_visibility("thing", lambda actor: Q(pk=one))
    access.register_visibility("thing", lambda actor: None)
    access.register_visibility("thing", lambda actor: Q(pk=two) if actor.is_system else None)
    User.objects.create(pk=one, email="un@ccas.example")
    User.objects.create(pk=two, email="deux@ccas.example")
    stranger = Actor(uuid.uuid4(), "auditor")
    assert set(User.objects.filter(access.visibility("thing", stranger))) == {
        User.objects.get(pk=one)
    }
    assert User.objects.filter(access.visibility("thing", Actor.system())).count() == 2
    assert not User.objects.filter(access.visibility("unknown", stranger)).exists()


def serve(method, work):
    def view(request):
        work()
        return HttpResponse("ok")

    request = RequestFactory().generic(method, "/")
    return access.ReadOnlyGetMiddleware(view)(request)


def create():
    User.objects.create(email="un@ccas.example")


def delete_by_cte():
    with connection.cursor() as cursor:
        cursor.execute("WITH gone AS (DELETE FROM ccas_user RETURNING 1) SELECT count(*) FROM gone")


def delete_behind_a_reading():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1; DELETE FROM ccas_user")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    "work",
    [
        create,
        delete_by_cte,
        delete_behind_a_reading,
        lambda: User.objects.update(email="x"),
    ],
)
def test_reading_cannot_write(method, work):
    with pytest.raises(access.WriteDuringGet):
        serve(method, work)


def test_posting_can_write():
    assert serve("POST", create).status_code == 200
    assert User.objects.count() == 1


def test_the_session_is_the_exception():
    serve("GET", lambda: Session.objects.create(session_key="x", expire_date="2030-01-01T00:00Z"))


def test_a_named_writer_writes_its_own_table_only(officer):
    def log():
        with access.may_write("access journal"), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ccas_journalentry (occurred_at, role, verb, subject_type, subject_id,"
                " details) VALUES (now(), 'officer', 'x', 'y', 'z', '{}')"
            )

    def elsewhere():
        with access.may_write("access journal"):
            Job.objects.create(kind="x", key="1", requested_role="x")

    serve("GET", log)
    with pytest.raises(access.WriteDuringGet):
        serve("GET", elsewhere)
