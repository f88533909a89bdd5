"""The sealer, on a real database: order, proofs, concurrent writers, and what SQL may not do."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from ccas.journal import leaves, merkle, notes, sealing, tree, verifier
from ccas.journal.models import Head, HeadStamp, JournalEntry, Leaf, TreeNode
from ccas.journal.verification import exported, public_keys, verify
from tests.ccas.journal.logs import written
from tests.ccas.journal.monitor import is_consistent

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    """seal() whose commit publishes the head, as a real transaction does."""

    def seal() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return sealing.seal()

    return seal


def test_the_lines_written_so_far_are_sealed_under_one_head(officer, published, settings):
    written(officer, 5)
    count = JournalEntry.objects.count()
    assert published() == count
    head = Head.objects.get()
    told = verifier.read_head(head.note, [notes.verifier_key()])
    assert (told.size, told.root) == (count, bytes(head.root))
    assert told.origin == settings.JOURNAL_ORIGIN
    assert verifier.check_log(exported(), [told]) == []
    assert published() == 0
    assert Head.objects.count() == 1
    written(officer, 3)
    assert published() == 3
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == [
        *range(count + 3)
    ]
    kept = verifier.split_notes(settings.JOURNAL_HEADS_FILE.read_text())
    assert kept == list(Head.objects.order_by("size").values_list("note", flat=True))
    report = verify()
    assert (report.wrong, report.sealed, report.heads, report.waiting) == ([], count + 3, 2, 0)


def test_a_large_journal_is_sealed_by_batches(officer, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)
    written(officer, 11)
    assert sealing.seal() == JournalEntry.objects.count()
    assert Head.objects.count() == -(-JournalEntry.objects.count() // 4)
    assert verify().wrong == []


def test_every_line_has_a_proof_and_each_head_continues_the_one_before(officer):
    for count in (3, 4, 6):
        written(officer, count)
        sealing.seal()
    heads = list(Head.objects.order_by("size"))
    last = verifier.read_head(heads[-1].note, public_keys())
    for entry in JournalEntry.objects.select_related("leaf"):
        found = tree.inclusion(entry)
        leaf = verifier.leaf_hash(found.leaf)
        assert verifier.root_by_inclusion(leaf, found.index, last.size, found.path) == last.root
    for head in heads:
        old = verifier.read_head(head.note, public_keys())
        assert is_consistent(old, last, tree.consistency(old.size, last.size))


def test_a_line_not_sealed_yet_has_no_proof(officer):
    assert tree.inclusion(_written_one(officer)) is None
    sealing.seal()
    assert tree.inclusion(_written_one(officer)) is None


def _written_one(officer) -> JournalEntry:
    written(officer, 1)
    return JournalEntry.objects.order_by("-pk").first()


def test_a_leaf_names_no_actor(officer):
    entry = _written_one(officer)
    sealing.seal()
    leaf = tree.inclusion(entry).leaf.decode()
    assert leaf.count(str(officer.user_id)) == 1  # the subject of that line, as it happens
    assert '"actor":"' in leaf
    again = leaves.blinded(str(officer.user_id), bytes(entry.leaf.salt))
    assert f'"actor":"{again}"' in leaf


def test_tiles_hold_the_hashes_of_the_leaves(officer):
    written(officer, 6)
    sealing.seal()
    hashes = [merkle.leaf_hash(leaf) for leaf in exported()]
    assert tree.tile(0, 0, len(hashes)) == b"".join(hashes)
    assert tree.tile(0, 0, 3) == b"".join(hashes[:3])
    assert tree.tile(0, 0) is tree.tile(0, 0, len(hashes) + 1) is tree.tile(1, 0, 1) is None


@pytest.mark.parametrize("table", ["ccas_leaf", "ccas_treenode", "ccas_head"])
@pytest.mark.parametrize("sql", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {} = {}"])
def test_nothing_sealed_changes_by_sql(officer, table, sql):
    written(officer, 2)
    sealing.seal()
    column = {"ccas_leaf": "salt", "ccas_treenode": "digest", "ccas_head": "root"}[table]
    with (
        pytest.raises(DatabaseError, match=r"(?i)append-only|cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table, column, "'\\x00'"))


@pytest.mark.parametrize("jump", [-1, 1, 1000])
def test_no_leaf_is_slipped_in_or_ahead_by_sql(officer, jump):
    written(officer, 3)
    sealing.seal()
    entry = _written_one(officer)
    place = Leaf.objects.count() + jump
    with pytest.raises(DatabaseError), transaction.atomic():
        Leaf.objects.create(index=place, entry=entry, salt=b"0" * 16)
    Leaf.objects.create(index=Leaf.objects.count(), entry=entry, salt=b"0" * 16)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_head_says_the_size_of_the_log_and_grows(officer, more):
    written(officer, 3)
    sealing.seal()
    size = Leaf.objects.count() + more
    with pytest.raises(DatabaseError, match=r"only grows"), transaction.atomic():
        Head.objects.create(size=size, root=b"0" * 32, note="")


def test_a_timestamp_is_kept_with_its_head(officer, monkeypatch, settings):
    """Where no authority is set, or none answers, the head stands without."""
    assert sealing.stamp() is False
    written(officer, 2)
    sealing.seal()
    assert sealing.stamp() is False
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"
    assert sealing.stamp() is False
    assert HeadStamp.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sealers_at_once_leave_one_gap_free_log(officer):
    """Writers commit in any order while two sealers run: each line once, each head continued."""
    stop, errors = threading.Event(), []

    def write() -> None:
        try:
            for _ in range(15):
                with transaction.atomic():
                    written(officer, 2)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    def keep_sealing() -> None:
        try:
            while not stop.is_set():
                sealing.seal()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    sealers = [threading.Thread(target=keep_sealing) for _ in range(2)]
    for one in [*writers, *sealers]:
        one.start()
    for one in writers:
        one.join()
    stop.set()
    for one in sealers:
        one.join()
    sealing.seal()
    assert errors == []
    report = verify()
    assert (report.wrong, report.waiting) == ([], 0)
    assert report.sealed == JournalEntry.objects.count() >= 120
    assert report.heads > 1


def test_a_line_that_commits_late_is_sealed_after_those_that_came_first(officer):
    """Ids are given before the commit: the log follows what the sealer meets."""
    early = _written_one(officer)
    late = JournalEntry(
        pk=early.pk + 1000, actor_id=officer.user_id, role="officer", verb="user.test",
        subject_type="ccas.user", subject_id="1",
    )  # fmt: skip
    sealing.seal()
    late.save(force_insert=True)
    middle = JournalEntry(
        pk=early.pk + 500, actor_id=officer.user_id, role="officer", verb="user.test",
        subject_type="ccas.user", subject_id="1",
    )  # fmt: skip
    sealing.seal()
    middle.save(force_insert=True)
    sealing.seal()
    assert Leaf.objects.get(entry=middle).index == Leaf.objects.get(entry=late).index + 1
    assert verify().wrong == []


def test_what_has_waited_is_counted(officer):
    written(officer, 2)
    report = verify()
    assert (report.sealed, report.wrong) == (0, [])
    assert report.waiting == JournalEntry.objects.count()
    assert TreeNode.objects.count() == 0
