"""A hand that reaches the database with its triggers off: each attack is seen, and named."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ccas.journal import sealing
from ccas.journal.models import Head, JournalEntry, Leaf
from ccas.journal.verification import verify
from tests.ccas.journal.logs import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(officer, django_capture_on_commit_callbacks):
    """A journal sealed under three heads, which are published."""
    for count in (4, 5, 6):
        written(officer, count)
        with django_capture_on_commit_callbacks(execute=True):
            sealing.seal()
    assert verify().wrong == []


def by_sql(*statements: str) -> None:
    """As the owner of the database would, triggers and foreign keys off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


#: Attack → the statements, and words of the sentence that tells it.
ATTACKS = {
    "a word changed": (
        ["UPDATE ccas_journalentry SET verb = 'user.forged' WHERE id ="
         " (SELECT entry_id FROM ccas_leaf WHERE index = 6)"],
        "Ligne 7 (",
    ),
    "an actor changed": (
        ["UPDATE ccas_journalentry SET actor_id = NULL, role = 'system' WHERE id ="
         " (SELECT entry_id FROM ccas_leaf WHERE index = 6)"],
        "Ligne 7 (",
    ),
    "a date changed": (
        ["UPDATE ccas_journalentry SET occurred_at = occurred_at - interval '1 microsecond'"
         " WHERE id = (SELECT entry_id FROM ccas_leaf WHERE index = 0)"],
        "Ligne 1 (",
    ),
    "a number changed in the details": (
        ["UPDATE ccas_journalentry SET details = '{\"rank\": 77}' WHERE id ="
         " (SELECT entry_id FROM ccas_leaf WHERE index = 2)"],
        "Ligne 3 (",
    ),
    "a salt changed": (["UPDATE ccas_leaf SET salt = '\\x00' WHERE index = 3"], "Ligne 4 ("),
    "a line and its leaf deleted": (
        ["DELETE FROM ccas_journalentry WHERE id ="
         " (SELECT entry_id FROM ccas_leaf WHERE index = 5)",
         "DELETE FROM ccas_leaf WHERE index = 5"],
        "le journal saute à 7",
    ),
    "deleted and renumbered": (
        ["DELETE FROM ccas_leaf WHERE index = 5",
         "UPDATE ccas_leaf SET index = -index WHERE index > 5",
         "UPDATE ccas_leaf SET index = -index - 1 WHERE index < 0"],
        "Ligne 6 (",
    ),
    "two lines exchanged": (
        ["UPDATE ccas_leaf SET index = -1 WHERE index = 4",
         "UPDATE ccas_leaf SET index = 4 WHERE index = 9",
         "UPDATE ccas_leaf SET index = 9 WHERE index = -1"],
        "Ligne 5 (",
    ),
    "the tail cut": (
        ["DELETE FROM ccas_leaf WHERE index > 11"], "la fin a été coupée",
    ),
    "the tail cut with its nodes and heads": (
        ["DELETE FROM ccas_head WHERE size > 11",
         "DELETE FROM ccas_treenode WHERE (position + 1) << level >"
         " (SELECT max(size) FROM ccas_head)",
         "DELETE FROM ccas_leaf WHERE index >= (SELECT max(size) FROM ccas_head)"],
        "la fin a été coupée",
    ),
    "everything emptied": (
        ["TRUNCATE ccas_headstamp, ccas_head, ccas_treenode, ccas_leaf"], "la fin a été coupée",
    ),
    "a node changed": (
        ["UPDATE ccas_treenode SET digest = '\\x00' WHERE level = 1 AND position = 0"],
        "Un nœud conservé",
    ),
    "a node taken away": (
        ["DELETE FROM ccas_treenode WHERE level = 1 AND position = 0"], "Les nœuds conservés",
    ),
    "the root of a head changed": (
        ["UPDATE ccas_head SET root = '\\x00' WHERE size > 11"], "n’est pas celle qui est signée",
    ),
    "a head signed by nobody": (
        ["UPDATE ccas_head SET note = replace(note, '=', 'A')"], "aucune signature valable",
    ),
    "a head taken away": (
        ["DELETE FROM ccas_head WHERE size < 11"], "a été publiée et n’est plus dans la base",
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_is_seen(sealed, attack):
    statements, words = ATTACKS[attack]
    by_sql(*statements)
    wrong = verify().wrong
    assert any(words in sentence for sentence in wrong), wrong


def test_a_rewritten_history_signed_with_the_key_is_told_by_what_was_published(sealed):
    """Whoever also holds the key may sign another history; heads kept elsewhere contradict it."""
    by_sql(
        "UPDATE ccas_journalentry SET verb = 'user.forged' WHERE id ="
        " (SELECT entry_id FROM ccas_leaf WHERE index = 6)",
        "TRUNCATE ccas_headstamp, ccas_head, ccas_treenode, ccas_leaf",
    )
    sealing.seal()
    assert Head.objects.count() == 1
    assert any("contredisent" in sentence or "Entre la ligne" in sentence
               for sentence in verify().wrong)  # fmt: skip


def test_without_what_was_published_that_history_would_pass(sealed, settings, tmp_path):
    """Negative control: it is the published heads that tell it."""
    settings.JOURNAL_HEADS_FILE = tmp_path / "lost.txt"
    by_sql("TRUNCATE ccas_headstamp, ccas_head, ccas_treenode, ccas_leaf")
    sealing.seal()
    assert verify().wrong == []


def test_a_line_slipped_in_with_a_false_date_is_told(sealed, officer):
    by_sql(
        "INSERT INTO ccas_journalentry (occurred_at, recorded_at, role, verb, subject_type,"
        " subject_id, details) SELECT occurred_at, recorded_at - interval '2 hours', 'system',"
        " 'user.forged', subject_type, subject_id, '{}' FROM ccas_journalentry LIMIT 1"
    )
    assert verify().waiting == 1
    sealing.seal()
    assert any("datée d’avant la tête" in sentence for sentence in verify().wrong)


def test_the_commands_say_it(sealed, tmp_path):
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert out.getvalue().startswith("Journal intact : ")
    assert f"{Leaf.objects.count()} lignes scellées" in out.getvalue()
    heads = tmp_path / "kept-elsewhere.txt"
    heads.write_text("".join(f"{head.note}\n" for head in Head.objects.all()))
    by_sql("DELETE FROM ccas_leaf WHERE index > 3")
    with pytest.raises(CommandError, match="Journal altéré"):
        call_command("verify_journal", f"--tetes={heads}", stdout=StringIO())


def test_the_command_seals(officer):
    written(officer, 2)
    out = StringIO()
    call_command("seal_journal", stdout=out)
    assert out.getvalue() == f"{JournalEntry.objects.count()} lignes scellées.\n"
    assert not JournalEntry.objects.filter(leaf__isnull=True).exists()
