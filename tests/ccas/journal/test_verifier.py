"""The stand-alone program in a process of its own, where Django cannot be imported."""

import base64
import json
import os
import random
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from ccas.journal import merkle, verifier
from ccas.journal.leaves import canonical
from tests.ccas.journal.logs import in_memory, slow_root
from tests.ccas.journal.papers import authority, blocked, seal_faults, sealed
from tests.ccas.journal.test_tampering import TAMPERERS

PROGRAM = Path(verifier.__file__)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The program alone in a folder, as it was downloaded."""
    place = tmp_path_factory.mktemp("alone")
    (place / "verifier.py").write_bytes(PROGRAM.read_bytes())
    blocked(place)
    return place


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "without")}
    return subprocess.run(
        [sys.executable, "verifier.py", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def paper(folder):
    """A sealed PDF, stored as the 24th line of a log of 40, with its bundle and its proof."""
    root, signer = authority()
    content = sealed(signer)
    log = in_memory(size=40, every=40)
    line = {
        "v": 1, "id": 24, "verb": "documents.store", "salt": "00",
        "recorded_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "details": {"sha256": sha256(content).hexdigest()},
    }  # fmt: skip
    proof, log = prove(log.leaves, 23, canonical(line))
    (folder / "papier.pdf").write_bytes(content)
    write(folder / "preuve.json", proof)
    write(folder / "registre.json", bundle(log, root))
    return content, proof, log, root, signer


def prove(leaves: list[bytes], index: int, line: bytes):
    """The log with that line at that place, signed by a new key, and the line's proof."""
    leaves = [*leaves[:index], line, *leaves[index + 1 :]]
    log = in_memory(size=len(leaves), every=len(leaves), leaves=leaves)
    hashed = [merkle.leaf_hash(leaf) for leaf in leaves]
    spans = merkle.inclusion_spans(index, len(leaves))
    path = [slow_root(hashed[low:high]).hex() for low, high in spans]
    return {"leaf": line.decode(), "index": index, "path": path, "head": log.notes[-1]}, log


def bundle(log, root: str) -> dict:
    return {"keys": [log.key], "heads": log.notes, "authorities": [root]}


def write(path: Path, value) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False))


PAPER = ("document", "papier.pdf", "--registre", "registre.json", "--preuve", "preuve.json")


def test_django_is_indeed_out_of_reach(folder):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "without")}
    done = subprocess.run(
        [sys.executable, "-c", "import django"], env=environment, capture_output=True, check=False
    )
    assert done.returncode != 0
    assert not re.search(r"^\s*(import|from) (django|ccas)", PROGRAM.read_text(), re.MULTILINE)


def test_a_genuine_paper_is_authentic(folder, paper):
    done = run(folder, *PAPER)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("[vrai]") == 2
    assert "AUTHENTIQUE." in done.stdout


def test_a_paper_changed_by_one_byte_is_not(folder, paper):
    content = bytearray(paper[0])
    content[len(content) // 2] ^= 1
    (folder / "faux.pdf").write_bytes(content)
    done = run(folder, "document", "faux.pdf", *PAPER[2:])
    assert done.returncode == 1
    assert "L’empreinte du fichier n’est pas celle que le registre a inscrite." in done.stdout


def test_a_journal_is_proven_or_not(folder):
    log = in_memory(size=30, every=7)
    write(folder / "r.json", {"keys": [log.key], "heads": log.notes})
    (folder / "j.jsonl").write_bytes(b"".join(leaf + b"\n" for leaf in log.leaves))
    done = run(folder, "journal", "j.jsonl", "--registre", "r.json")
    assert (done.returncode, done.stdout.count("[vrai]")) == (0, 2)
    chance = random.Random(7)
    for name in ("edit", "delete", "cut"):
        spoiled = TAMPERERS[name](chance, list(log.leaves))
        (folder / "faux.jsonl").write_bytes(b"".join(leaf + b"\n" for leaf in spoiled))
        done = run(folder, "journal", "faux.jsonl", "--registre", "r.json")
        assert (done.returncode, name in TAMPERERS) == (1, True)
        assert "[FAUX]" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("document", "absent.pdf", *PAPER[2:]), "« absent.pdf » ne se lit pas"),
        (("document", "papier.pdf", "--registre", "papier.pdf"), "n’est pas un fichier de la page"),
        (PAPER[:4], "Donnez la preuve"),
        ((*PAPER, "--cle", "n’importe quoi"), "n’est pas une clé de journal"),
    ],
)
def test_what_cannot_be_checked_says_so(folder, paper, arguments, says):
    done = run(folder, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


# -- The same, in this process: quicker, and many more --------------------------------------------


def test_flips_tails_and_updates_are_refused(paper):
    content, proof, log, root, _signer = paper
    chance = random.Random(12)
    assert seal_faults(content, [root]) == []
    for _ in range(150):
        spoiled = bytearray(content)
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        assert verifier.check_proof(bytes(spoiled), proof, [log.key])
    for tail in (b"\n", b"%%EOF", b"x" * 100):
        assert seal_faults(content + tail, [root]) != []
        assert verifier.check_proof(content + tail, proof, [log.key]) != []


def test_a_look_alike_authority_is_refused(paper):
    _content, _proof, _log, root, _signer = paper
    _other_root, other = authority()  # the same name
    assert "Le sceau n’est pas celui du certificateur." in seal_faults(sealed(other), [root])


def test_a_paper_outlives_the_certificate_that_sealed_it():
    """Judged when the register proves to have held it."""
    now = datetime.now(UTC)
    root, signer = authority(until=now - timedelta(days=1))
    content = sealed(signer)
    assert seal_faults(content, [root]) != []
    assert seal_faults(content, [root], now - timedelta(days=3)) == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"\x00" * 50])
def test_what_is_no_sealed_pdf_is_refused(paper, content):
    assert seal_faults(content, [paper[3]]) != []


def test_a_proof_is_of_that_line_and_no_other(paper):
    content, proof, log, _root, _signer = paper
    assert verifier.check_proof(content, proof, [log.key]) == []
    other = in_memory(8, 8)
    leaf = json.loads(proof["leaf"])
    for spoiled in (
        {},
        {**proof, "head": other.notes[0]},
        {**proof, "index": proof["index"] + 1},
        {**proof, "path": proof["path"][:-1]},
        {**proof, "path": [*proof["path"], "00" * 32]},
        {**proof, "path": ["zz"]},
        {**proof, "path": None},
        {**proof, "leaf": canonical({**leaf, "verb": "user.test"}).decode()},
        {**proof, "leaf": canonical({**leaf, "id": 25}).decode()},
        {**proof, "leaf": "[]"},
    ):
        assert verifier.check_proof(content, spoiled, [log.key]) != [], spoiled


@pytest.mark.parametrize(
    "word",
    ["", "a+b", "a+b+c", "a+00000000+" + base64.b64encode(b"\x01" + b"0" * 32).decode(), "é" * 300],
)
def test_a_word_that_is_no_key(word):
    with pytest.raises(verifier.Unable):
        verifier.read_key(word)
