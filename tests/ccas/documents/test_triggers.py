"""What is issued stays, against SQL too."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

from ccas.accounts.models import User
from ccas.actors import Actor
from ccas.documents import issue
from ccas.documents.actions import render_document
from ccas.documents.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(sample_kind, facts) -> Document:
    """A stored document."""
    subject = User.objects.create_user("p@ccas.example", display_name="P")
    made = issue(
        "sample", subject=subject, facts=facts("certificate"), by=Actor.system(), series_scope="A"
    )
    render_document(made.pk, by=Actor.system())
    made.refresh_from_db()
    return made


def attempt(sql: str, *parameters: object) -> None:
    """Run SQL in a savepoint of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize(
    "change",
    [
        "number = 'X-1'",
        "rank = 9",
        "facts = '{}'",
        "facts = jsonb_set(facts, '{holder,display_name}', '\"Autre\"')",
        "facts_sha256 = repeat('0', 64)",
        "verification_code = repeat('0', 32)",
        "specimen = NOT specimen",
        "kind = 'other'",
        "subject_id = gen_random_uuid()",
        "occurred_at = now()",
        "file = 'elsewhere.pdf'",
        "sha256 = repeat('0', 64)",
        "size = 1",
        "state = 'pending', stored_at = NULL, sha256 = ''",
    ],
)
def test_a_stored_document_never_changes(document, change):
    with pytest.raises(Error, match="Cannot update"):
        attempt(f"UPDATE ccas_document SET {change} WHERE id = %s", document.pk)
    again = Document.objects.get(pk=document.pk)
    assert (again.number, again.facts, again.sha256, again.file) == (
        document.number,
        document.facts,
        document.sha256,
        document.file,
    )


@pytest.mark.parametrize(
    "change", ["number = 'X-1'", "facts = '{}'", "verification_code = repeat('0', 32)"]
)
def test_facts_are_frozen_before_the_file_exists_too(sample_kind, facts, change):
    subject = User.objects.create_user("q@ccas.example", display_name="Q")
    made = issue(
        "sample", subject=subject, facts=facts("certificate"), by=Actor.system(), series_scope="A"
    )
    with pytest.raises(Error, match="Cannot update"):
        attempt(f"UPDATE ccas_document SET {change} WHERE id = %s", made.pk)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("seal_certificate = ''", "document_stored_is_sealed"),
        ("seal_level = ''", "document_stored_is_sealed"),
        ("seal_is_throwaway = true", "document_real_has_a_real_seal"),
        ("waits_for = 'x'", "document_rendered_is_kept"),
    ],
)
def test_nothing_is_stored_without_its_seal(sample_kind, facts, change, constraint):
    subject = User.objects.create_user("r@ccas.example", display_name="R")
    made = issue(
        "sample", subject=subject, facts=facts("certificate"), by=Actor.system(), series_scope="A"
    )
    whole = (
        "UPDATE ccas_document SET state = 'stored', stored_at = now(), size = 1, file = 'x', "
        "sha256 = repeat('0', 64), seal_level = 'B-B', seal_certificate = repeat('1', 64)"
    )
    sql = whole.replace("seal_level = 'B-B'", change) if "level" in change else f"{whole}, {change}"
    if "certificate" in change:
        sql = whole.replace("seal_certificate = repeat('1', 64)", change)
    with pytest.raises(Error, match=constraint):
        attempt(f"{sql} WHERE id = %s", made.pk)
    attempt(f"{whole} WHERE id = %s", made.pk)  # the negative control


def test_a_waiting_file_is_named_with_its_reason(sample_kind, facts):
    subject = User.objects.create_user("s@ccas.example", display_name="S")
    made = issue(
        "sample", subject=subject, facts=facts("certificate"), by=Actor.system(), series_scope="A"
    )
    with pytest.raises(Error, match="document_rendered_is_kept"):
        attempt("UPDATE ccas_document SET state = 'rendered' WHERE id = %s", made.pk)


def test_a_document_is_never_deleted(document):
    with pytest.raises(Error, match="Cannot delete"):
        attempt("DELETE FROM ccas_document WHERE id = %s", document.pk)


@pytest.mark.parametrize("change", ["last_number + 2", "last_number - 1", "0"])
def test_a_counter_only_counts_one_by_one(document, change):
    with pytest.raises(Error, match="Cannot update"):
        attempt(f"UPDATE ccas_series SET last_number = {change}")


def test_the_negative_control_a_counter_counts(document):
    attempt("UPDATE ccas_series SET last_number = last_number + 1")


def test_a_counter_is_never_deleted(document):
    with pytest.raises(Error, match="Cannot delete"):
        attempt("DELETE FROM ccas_series")


@pytest.mark.parametrize("column", ["number", "verification_code", "series_id, rank"])
def test_numbers_ranks_and_codes_are_unique(column):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'ccas_document' "
            "AND indexdef LIKE 'CREATE UNIQUE%%' AND indexdef LIKE %s",
            [f"%({column})%"],
        )
        assert cursor.fetchone()[0] >= 1


def test_a_stored_document_is_complete(document):
    with pytest.raises(Error, match="document_stored_is_complete"):
        attempt(
            "INSERT INTO ccas_document (id, occurred_at, kind, series_id, rank, number, specimen, "
            "subject_type, subject_id, facts, facts_sha256, verification_code, state, file, sha256,"
            " size, pages, render_ms, stored_at, rendered_sha256, waits_for, seal_level, "
            "seal_certificate, seal_is_throwaway) VALUES (gen_random_uuid(), now(), 'sample', %s, "
            "77, 'N-77', false, 't', gen_random_uuid(), '{}', repeat('0', 64), repeat('7', 32), "
            "'stored', '', '', 0, 0, 0, now(), '', '', 'B-B', 'c', false)",
            document.series_id,
        )
