"""What is not exactly what was sealed is refused; what is, is accepted.

Some of it here; all of it in `make chaos`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ccas.documents import sealing
from ccas.documents.sealing import authority
from ccas.documents.sealing.authority import make_authority
from tests.ccas.documents.conftest import SHEETS, untouched

FULL = os.environ.get("CCAS_DRILL") == "full"
FLIPS, UPDATES, TAILS, AUTHORITIES, GENUINE = (1000, 100, 100, 20, 40) if FULL else (40, 6, 5, 1, 4)


def flipped(content: bytes, chance: random.Random, count: int) -> Iterator[bytes]:
    """One bit of one byte changed: half of them inside the hole that no seal covers."""
    hole = content.index(b"/Contents <") + 10
    end = content.index(b">", hole)
    for rank in range(count):
        place = chance.randrange(hole, end + 1) if rank % 2 else chance.randrange(len(content))
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        yield bytes(changed)


def updated(content: bytes, chance: random.Random, count: int) -> Iterator[bytes]:
    """A well-formed incremental update that changes a title, a page or the catalogue."""
    for rank in range(count):
        writer = IncrementalPdfFileWriter(BytesIO(content))
        if rank % 3 == 0:
            writer.set_info(
                generic.DictionaryObject(
                    {generic.pdf_name("/Title"): generic.TextStringObject(f"Titre {rank}")}
                )
            )
        elif rank % 3 == 1:
            writer.root["/PageMode"] = generic.pdf_name("/UseNone")
            writer.update_root()
        else:
            stream = generic.StreamObject(stream_data=b"q 0 0 9 9 re f Q")
            writer.add_stream_to_page(0, writer.add_object(stream))
        out = BytesIO()
        writer.write(out)
        yield out.getvalue() + b"%" * chance.randrange(3)


def tailed(content: bytes, chance: random.Random, count: int) -> Iterator[bytes]:
    """Bytes after the end: a comment, white space, noise, another PDF."""
    for rank in range(count):
        tail = (b"\n", b"%%EOF\n", b" ", chance.randbytes(64), content)[rank % 5]
        yield content + tail * (1 + rank // 5)


def refusals(forged: Iterator[bytes]) -> int:
    """How many of these pass for genuine."""
    return sum(sealing.validate(content).genuine for content in forged)


def test_no_forgery_is_accepted(plain, sealed, tmp_path, settings, record_property):
    chance = random.Random(35553)
    accepted = refusals(flipped(sealed, chance, FLIPS))
    accepted += refusals(updated(sealed, chance, UPDATES))
    accepted += refusals(tailed(sealed, chance, TAILS))
    ours = authority.roots_pem()
    for rank in range(AUTHORITIES):
        folder = tmp_path / str(rank)
        folder.mkdir()
        make_authority(folder, name="Certificateur d’essai", bits=2048)
        settings.SEAL_PKCS12 = str(folder / "seal.p12")
        theirs = sealing.seal(plain).content
        assert sealing.validate(theirs).genuine, "the forger's own root believes it"
        accepted += sealing.validate(theirs, ours).genuine
    tried = FLIPS + UPDATES + TAILS + AUTHORITIES
    record_property("FIGURE forgeries_accepted", f"{accepted} of {tried}")
    assert accepted == 0


@pytest.mark.parametrize("kind", list(SHEETS))
def test_what_is_genuine_is_accepted(kind):
    content = untouched(kind)
    for _ in range(GENUINE // 4):
        assert sealing.validate(sealing.seal(content).content).genuine


def test_a_seal_taken_from_another_file_is_refused(sealed):
    other = sealing.seal(untouched("block_certificate")).content

    def hole(content: bytes) -> slice:
        begin = content.index(b"/Contents <") + 10
        return slice(begin, content.index(b">", begin) + 1)

    stolen = other[hole(other)]
    moved = sealed[: hole(sealed).start] + stolen + sealed[hole(sealed).stop :]
    assert not sealing.validate(moved).genuine


def test_a_file_saved_again_by_a_program_is_refused(sealed):
    with pikepdf.open(BytesIO(sealed)) as pdf:
        out = BytesIO()
        pdf.save(out)
    assert not sealing.validate(out.getvalue()).genuine


def test_two_seals_are_one_too_many(sealed):
    """A second signature over ours, even by a good key, leaves a file that is not ours."""
    from ccas.documents.sealing import keys, sealer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealer, "FIELD", "Autre")
        patch.setattr(sealer, "_read_back", lambda content: None)
        try:
            twice = sealing.seal(sealed).content
        except Exception:
            return  # pyHanko itself refuses to certify twice
    assert keys.key()
    assert not sealing.validate(twice).genuine
