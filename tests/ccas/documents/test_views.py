"""A document is handed over through the gate and nowhere else."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.documents import issue
from ccas.documents.actions import render_document
from ccas.documents.models import Document, DocumentState

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(sample_kind, facts) -> Document:
    """A document that waits for its file."""
    subject = User.objects.create_user("p@ccas.example", display_name="P")
    return issue(
        "sample", subject=subject, facts=facts("certificate"), by=Actor.system(), series_scope="A"
    )


@pytest.fixture
def stored(document) -> Document:
    """A document that has its file."""
    render_document(document.pk, by=Actor.system())
    document.refresh_from_db()
    return document


def address(document_id) -> str:
    """Where a document is."""
    return reverse("document", args=[document_id])


def test_who_may_see_it_downloads_it(stored, officer, sign_in):
    response = sign_in(officer).get(address(stored.pk))
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f'attachment; filename="{stored.number}.pdf"'
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_stranger_gets_the_404_of_an_unknown_document(stored, make_actor, sign_in):
    client = sign_in(make_actor("candidate"))
    refused, unknown = client.get(address(stored.pk)), client.get(address(uuid4()))
    assert refused.status_code == unknown.status_code == 404
    assert len(refused.content) == len(unknown.content)


def test_nobody_signed_in_is_sent_to_the_sign_in_page(stored, client):
    response = client.get(address(stored.pk))
    assert response.status_code == 302
    assert b"%PDF" not in response.content


def test_only_reading_is_possible(stored, officer, sign_in):
    client = sign_in(officer)
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)(address(stored.pk)).status_code == 405


def test_a_document_in_preparation_says_so_and_comes_back(document, officer, sign_in):
    response = sign_in(officer).get(address(document.pk))
    assert response.status_code == 202
    assert response["Refresh"] == "3"
    assert "en préparation" in response.content.decode()


def test_a_failed_document_says_so(document, officer, sign_in):
    Document.objects.filter(pk=document.pk).update(state=DocumentState.FAILED)
    response = sign_in(officer).get(address(document.pk))
    assert response.status_code == 503
    assert "n’a pas pu être établi" in response.content.decode()


@pytest.mark.parametrize("harm", ["change", "lose"])
def test_an_altered_file_is_not_served(stored, officer, sign_in, harm):
    path = Path(storages["documents"].path(stored.file))
    if harm == "change":
        path.write_bytes(path.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
    else:
        path.unlink()
    response = sign_in(officer).get(address(stored.pk))
    assert response.status_code == 503
    assert "ne correspond plus à son empreinte" in response.content.decode()
    assert b"%PDF" not in response.content


def test_a_kind_that_no_room_registers_is_seen_by_nobody(stored, officer, sign_in, monkeypatch):
    from ccas.documents import kinds

    monkeypatch.delitem(kinds._kinds, "sample")
    assert sign_in(officer).get(address(stored.pk)).status_code == 404
