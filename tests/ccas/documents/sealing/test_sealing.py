"""The seal: PAdES, certifying, over the whole file; without key or clock, a sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from ccas.documents import sealing
from ccas.documents.sealing import SealUnavailable, authority, keys, sealer
from ccas.documents.sealing.authority import make_authority


def failed(content: bytes, roots: bytes | None = None) -> list[str]:
    """The codes of the steps that do not hold."""
    return [step.code for step in sealing.validate(content, roots).steps if not step.passed]


def key_in(folder: Path, settings, **changes) -> None:
    """Seal with another authority from now on."""
    make_authority(folder, bits=2048, **changes)
    settings.SEAL_PKCS12 = str(folder / "seal.p12")


def test_a_sealed_file_holds_every_step(sealed):
    validation = sealing.validate(sealed)
    assert validation.genuine
    assert validation.signer == "Sceau — Certificateur d’essai"
    assert [step.code for step in validation.steps] == [
        "seal",
        "intact",
        "authority",
        "timestamp",
        "whole_file",
        "no_change",
    ]


def test_the_seal_is_certifying_and_forbids_changes(sealed):
    with pikepdf.open(BytesIO(sealed)) as pdf:
        signature = pdf.Root.Perms.DocMDP
        assert signature.SubFilter == "/ETSI.CAdES.detached"
        (reference,) = signature.Reference
        assert (reference.TransformMethod, reference.TransformParams.P) == ("/DocMDP", 1)
        first, length, second, rest = (int(part) for part in signature.ByteRange)
    assert (first, second + rest) == (0, len(sealed))
    assert sealed[length : length + 1] == b"<"


def test_the_sealed_file_still_begins_with_what_was_rendered(plain, sealed):
    assert sealed.startswith(plain)


def test_an_unsealed_file_is_not_ours(plain):
    assert "seal" in failed(plain)


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"hello", b"%PDF-1.7\n" + b"\0" * 999])
def test_whatever_the_bytes_it_answers(content):
    assert not sealing.validate(content).genuine


def test_another_authority_s_seal_is_refused(plain, tmp_path, settings):
    mine = authority.roots_pem()
    key_in(tmp_path, settings, name="Certificateur d’essai")
    theirs = sealing.seal(plain).content
    assert sealing.validate(theirs).genuine, "to itself it is right"
    assert failed(theirs, mine) == ["authority", "no_change"]


def test_without_a_key_nothing_is_sealed(plain, settings):
    settings.SEAL_PKCS12 = ""
    settings.SEAL_THROWAWAY = False
    with pytest.raises(SealUnavailable, match="Aucune clé de sceau"):
        sealing.seal(plain)


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "manque ou ne s’ouvre pas"), (b"no key", "illisible")]
)
def test_a_key_that_is_no_key_says_so(content, sentence, plain, tmp_path, settings):
    path = tmp_path / "other.p12"
    if content:
        path.write_bytes(content)
    settings.SEAL_PKCS12 = str(path)
    with pytest.raises(SealUnavailable, match=sentence):
        sealing.seal(plain)


@pytest.mark.parametrize(
    ("begun", "sentence"), [(-40, "a expiré le"), (2, "n’est valable qu’à partir du")]
)
def test_a_certificate_out_of_its_time_seals_nothing(begun, sentence, plain, tmp_path, settings):
    start = datetime.now(UTC) + timedelta(days=begun)
    key_in(tmp_path, settings, begun=start, days=30)
    with pytest.raises(SealUnavailable, match=sentence):
        sealing.seal(plain)
    (tmp_path / "seal.p12").unlink()
    make_authority(tmp_path, bits=2048)
    assert sealing.validate(sealing.seal(plain).content).genuine, "a renewed key serves at once"


def test_the_key_is_read_once(plain, monkeypatch):
    sealing.seal(plain)
    monkeypatch.setattr(keys, "load_pkcs12", lambda: pytest.fail("read again"))
    sealing.seal(plain)


def test_a_throw_away_authority_is_made_on_first_use_and_kept(plain, tmp_path, settings):
    settings.SEAL_PKCS12 = ""
    settings.SEAL_AUTHORITY_DIR = tmp_path / "authority"
    assert sealing.is_throwaway()
    first = sealing.seal(plain)
    root = (tmp_path / "authority" / "root.pem").read_bytes()
    again = sealing.seal(plain)
    assert first.certificate == again.certificate
    assert (tmp_path / "authority" / "root.pem").read_bytes() == root
    assert (tmp_path / "authority" / "seal.p12").stat().st_mode & 0o777 == 0o600
    assert sealing.validate(first.content).genuine


def test_a_timestamp_makes_it_b_t(plain, clock):
    sealed = sealing.seal(plain)
    validation = sealing.validate(sealed.content)
    assert sealed.level == "B-T"
    assert validation.genuine
    assert validation.timestamped
    assert abs((validation.sealed_at - datetime.now(UTC)).total_seconds()) < 60


def test_a_timestamp_of_another_clock_is_not_believed(plain, clock, settings):
    content = sealing.seal(plain).content
    settings.SEAL_TSA_ROOTS = ""
    assert "timestamp" in failed(content)
    with pytest.raises(SealUnavailable, match="L’horodatage du sceau n’est pas valable"):
        sealing.seal(plain)


@pytest.mark.parametrize("mood", ["down", "refuses", "babbles", "sleeps"])
def test_without_its_clock_nothing_is_sealed(mood, plain, clock):
    clock.mood, clock.nap = mood, 1
    with pytest.raises(SealUnavailable, match="horodatage ne répond pas"):
        sealing.seal(plain)
    clock.mood = "well"
    assert sealing.seal(plain).level == "B-T"


def test_a_clock_that_failed_is_left_alone_for_a_while(plain, clock, settings):
    settings.SEAL_TSA_PAUSE = 60
    clock.mood = "refuses"
    for _ in range(3):
        with pytest.raises(SealUnavailable):
            sealing.seal(plain)
    assert clock.asked == 1


@pytest.mark.parametrize(("days_ago", "wrong"), [(20, []), (5, ["authority", "no_change"])])
def test_an_expired_certificate_is_still_proven_by_its_timestamp(
    days_ago, wrong, plain, clock, tmp_path, settings, monkeypatch
):
    """A title is checked at the moment of its seal. This key served from 40 to 10 days ago."""
    key_in(tmp_path, settings, begun=datetime.now(UTC) - timedelta(days=40), days=30)
    monkeypatch.setattr(keys, "_out_of_time", lambda certificate: "")
    monkeypatch.setattr(sealer, "_read_back", lambda content: None)
    monkeypatch.setattr(clock.stamper, "fixed_dt", datetime.now(UTC) - timedelta(days=days_ago))
    assert failed(sealing.seal(plain).content) == wrong


def test_the_chain_begins_with_what_seals(sealed):
    chain, roots = sealing.chain_pem(), sealing.roots_pem()
    assert chain.count(b"BEGIN CERTIFICATE") == 2
    assert roots.count(b"BEGIN CERTIFICATE") == 1
    assert roots in chain
    assert sealing.validate(sealed, roots).genuine
