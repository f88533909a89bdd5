"""The journal's public addresses: heads, tiles, proofs, the program; and nobody's name."""

from pathlib import Path

import pytest
from django.urls import reverse

from ccas.accounts.models import User
from ccas.journal import merkle, notes, sealing, verifier
from ccas.journal.models import Head
from ccas.journal.verification import exported, public_keys
from tests.ccas.journal.logs import written
from tests.ccas.journal.monitor import is_consistent

pytestmark = pytest.mark.django_db


@pytest.fixture
def heads(officer) -> list[Head]:
    for count in (3, 5):
        written(officer, count)
        sealing.seal()
    return list(Head.objects.order_by("size"))


def test_the_last_head_and_each_one_before_are_published(client, heads):
    answer = client.get(reverse("register:checkpoint"))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    head = verifier.read_head(answer.content.decode(), [notes.verifier_key()])
    assert head.size == heads[-1].size
    for one in heads:
        assert client.get(reverse("register:head", args=[one.size])).content.decode() == one.note
    assert client.get(reverse("register:head", args=[10**15])).status_code == 404
    assert client.get("/verifier/journal/tete/99999999999999999999999999").status_code == 404


def test_before_the_first_head_there_is_none(client):
    assert client.get(reverse("register:checkpoint")).status_code == 404
    page = client.get(reverse("register:log"))
    assert (page.status_code, "Aucune tête" in page.content.decode()) == (200, True)
    assert client.get(reverse("register:bundle")).json()["heads"] == []


def test_a_monitor_follows_the_log_by_tiles_and_proofs(client, heads):
    size = heads[-1].size
    tile = client.get(f"/verifier/journal/tile/0/000.p/{size}").content
    hashes = [tile[start : start + 32] for start in range(0, len(tile), 32)]
    assert hashes == [merkle.leaf_hash(leaf) for leaf in exported()]
    log = verifier.Growing()
    for one in hashes:
        log.add(one)
    assert log.root() == bytes(heads[-1].root)
    answer = client.get(reverse("register:consistency", args=[heads[0].size, size])).json()
    old, new = (verifier.read_head(answer[key], public_keys()) for key in ("old", "new"))
    assert is_consistent(old, new, [bytes.fromhex(one) for one in answer["path"]])


@pytest.mark.parametrize(
    "path",
    [
        "0/000", "0/001.p/3", "0/000.p/0", "0/000.p/256", "0/000.p/x", "0/0", "0/x000", "0/000/001",
        "64/000", "0/x000/x001/x002/x003/x004/x005/006", "0/é", "0/%00", "0/0001", "9999999999/000",
        "0/٠٠٠",
    ],
)  # fmt: skip
def test_a_tile_that_is_none_is_not_there(client, heads, path):
    assert client.get(f"/verifier/journal/tile/{path}").status_code == 404


@pytest.mark.parametrize("sizes", ["0/3", "3/0", "3/3000", "1/2", f"{10**20}/{10**21}"])
def test_no_proof_between_sizes_that_were_not_heads(client, heads, sizes):
    assert client.get(f"/verifier/journal/suite/{sizes}").status_code == 404


def test_the_bundle_proves_the_whole_journal_without_us(client, heads):
    bundle = client.get(reverse("register:bundle"))
    assert bundle["Content-Disposition"] == 'attachment; filename="registre.json"'
    told, wrong = verifier.read_heads(bundle.json()["heads"], bundle.json()["keys"])
    assert (wrong, verifier.check_log(exported(), told)) == ([], [])


def test_the_program_is_given_as_it_is_here(client):
    answer = client.get(reverse("register:verifier"))
    assert answer.content == Path(verifier.__file__).read_bytes()
    assert answer["Content-Disposition"].startswith("attachment")


def test_nothing_public_names_anybody(client, heads, officer):
    user = User.objects.get(pk=officer.user_id)
    for name in ("log", "checkpoint", "bundle"):
        said = client.get(reverse(f"register:{name}")).content.decode()
        for secret in (str(user.pk), user.email, user.display_name):
            assert secret not in said


def test_the_page_tells_how_to_check_without_us(client, heads):
    page = client.get(reverse("register:log")).content.decode()
    assert notes.verifier_key() in page.replace("&#x27;", "'").replace("&#43;", "+")
    assert reverse("register:verifier") in page
    assert reverse("register:head", args=[heads[-1].size]) in page
