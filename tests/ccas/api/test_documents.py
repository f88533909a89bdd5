"""Documents by the API: listed for who may read them, and the file byte for byte."""

import hashlib

import pytest

from ccas.documents.actions import render_document
from ccas.documents.files import storage
from ccas.documents.models import Document

pytestmark = pytest.mark.django_db


def test_the_file_is_the_one_whose_digest_is_kept(world, caller):
    holder = caller(world.actors["candidate"])
    pk = world.ids["documents"]
    waiting = holder.get(f"documents/{pk}/file/")
    assert waiting.status_code == 409
    assert waiting["Content-Type"] == "application/problem+json"
    render_document(Document.objects.get(pk=pk).pk, by=world.actors["officer"])
    told = holder.get(f"documents/{pk}/").json()
    file = holder.get(f"documents/{pk}/file/")
    assert file.status_code == 200
    assert file["Content-Type"] == "application/pdf"
    assert "sandbox" in file["Content-Security-Policy"]
    assert hashlib.sha256(file.content).hexdigest() == told["sha256"]
    assert len(file.content) == told["size"]
    for stranger in ("evaluator", "tutor", "jury_member"):
        assert caller(world.actors[stranger]).get(f"documents/{pk}/file/").status_code == 404
    storage().delete(Document.objects.get(pk=pk).file)
    altered = holder.get(f"documents/{pk}/file/")
    assert altered.status_code == 503
    assert altered["Content-Type"] == "application/problem+json"


def test_a_holder_lists_their_own_papers_only(world, caller):
    mine = caller(world.actors["candidate"]).get("documents/").json()["results"]
    every = caller(world.actors["officer"]).get("documents/").json()["results"]
    assert {one["id"] for one in mine} < {one["id"] for one in every}
    owners = Document.objects.filter(pk__in=[one["id"] for one in mine]).values_list("owner")
    assert set(owners) == {(world.actors["candidate"].user_id,)}
    by_kind = caller(world.actors["officer"]).get("documents/?kind=minutes").json()["results"]
    assert {one["kind"] for one in by_kind} == {"minutes"}
    assert by_kind[0]["label"] == "Procès-verbal"
