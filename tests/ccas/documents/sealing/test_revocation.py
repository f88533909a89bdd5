"""B-LT: what proves that nothing was revoked is sealed with the file, when it can be had."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest

from ccas.documents import sealing
from ccas.documents.sealing import SealUnavailable, sealer
from tests.ccas.documents.sealing.authority_of_others import Authority, authority_of_others
from tests.ccas.journal.papers import seal_faults

#: How revocation is told → where the proof lies in the file (ISO 32000-2, document security store).
WAYS = {"list": "/CRLs", "answer": "/OCSPs"}


@pytest.fixture(params=WAYS)
def authority(request, tmp_path, settings) -> Iterator[Authority]:
    """An authority that certified the configured seal and clock, and speaks."""
    with authority_of_others(tmp_path, request.param) as one:
        settings.SEAL_PKCS12 = str(one.key_path)
        settings.SEAL_ROOTS = settings.SEAL_TSA_ROOTS = str(one.root_path)
        settings.SEAL_TSA_URL = f"{one.address}clock"
        settings.SEAL_TSA_PAUSE = 0
        yield one
    sealer._process.stamps.clear()
    sealer._process.proofs = None


def test_proofs_that_can_be_had_are_sealed_with_the_file(plain, authority):
    sealed = sealing.seal(plain)
    assert sealed.level == "B-LT"
    validation = sealing.validate(sealed.content)
    assert validation.genuine, [step for step in validation.steps if not step.passed]
    assert validation.timestamped
    with pikepdf.open(BytesIO(sealed.content)) as pdf:
        store = pdf.Root.DSS
        assert len(store[WAYS[authority.way]]) >= 1
        assert len(store.Certs) >= 2


def test_the_file_proves_itself_when_its_authority_is_gone(plain, authority):
    content = sealing.seal(plain).content
    authority.speaks, asked = False, len(authority.asked)
    assert sealing.validate(content).genuine
    assert len(authority.asked) == asked, "checking asks nobody"


def test_the_stand_alone_program_reads_it_too(plain, authority):
    content = sealing.seal(plain).content
    authority.speaks = False
    root = authority.root_path.read_text()
    assert seal_faults(content, [root]) == []
    assert seal_faults(content + b"\n", [root]) != []


def test_a_proof_serves_for_some_minutes(plain, authority):
    for _ in range(3):
        assert sealing.seal(plain).level == "B-LT"
    told = [path for path in authority.asked if path != "/clock"]
    assert 1 <= len(told) <= 2, "one question for the seal, one for the clock, for three seals"


def test_without_a_proof_to_be_had_the_seal_stands_at_b_t(plain, authority):
    authority.speaks = False
    sealed = sealing.seal(plain)
    assert sealed.level == "B-T"
    assert sealing.validate(sealed.content).genuine
    assert [path for path in authority.asked if path != "/clock"], "it was asked for"
    authority.speaks = True
    assert sealing.seal(plain).level == "B-LT", "and had as soon as it is told again"


def test_a_revoked_certificate_seals_nothing_more(plain, authority):
    before = sealing.seal(plain).content
    authority.revoked.add(authority.seal.serial_number)
    sealer._process.proofs = None  # the minutes of the proof are over
    with pytest.raises(SealUnavailable, match="révoqué"):
        sealing.seal(plain)
    assert sealing.validate(before).genuine, "what was sealed before stays"
