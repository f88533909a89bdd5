"""The invariant on seals sees what SQL, its constraints lifted, would let through."""

import pytest
from django.db import connection

from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.documents import issue
from ccas.documents.actions import render_document
from certification.invariants.sealed import documents_without_their_seal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", ["seal_certificate = ''", "seal_is_throwaway = true"])
def test_a_stored_document_without_its_seal_is_named(change, sample_kind, facts):
    subject = User.objects.create_user("t@ccas.example", display_name="T")
    made = issue(
        "sample", subject=subject, facts=facts("certificate"), by=Actor.system(), series_scope="A"
    )
    render_document(made.pk, by=Actor.system())
    assert list(documents_without_their_seal()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ccas_document DROP CONSTRAINT document_stored_is_sealed")
        cursor.execute("ALTER TABLE ccas_document DROP CONSTRAINT document_real_has_a_real_seal")
        cursor.execute("ALTER TABLE ccas_document DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE ccas_document SET {change}")
        cursor.execute("ALTER TABLE ccas_document ENABLE TRIGGER USER")
    (sentence,) = documents_without_their_seal()
    assert made.number in sentence
