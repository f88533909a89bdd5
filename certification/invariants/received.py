"""What must never be false of what is received: files, and the word of a supervisor."""

from collections.abc import Iterator

from certification.invariants.statement import Invariant, rows


def files_shown_without_a_verdict() -> Iterator[str]:
    """Nothing is shown without an explicit clean verdict and a fingerprint."""
    for (file,) in rows("""
        SELECT id FROM ccas_receivedfile
        WHERE shown <> '' AND (state <> 'clean' OR verdict NOT IN ('OK', 'unscanned')
                               OR decided_at IS NULL OR shown_sha256 = '' OR shown_size = 0)
    """):
        yield f"fichier {file} : montré sans verdict"


def days_attested_by_nobody() -> Iterator[str]:
    """An attestation by link: confirmed by an officer, word for word what was answered."""
    for (attestation,) in rows("""
        SELECT a.id FROM assessments_attestation a
        JOIN assessments_attestationrequest r ON r.id = a.request_id
        WHERE r.state <> 'confirmed' OR r.checked_how = '' OR r.answered_at IS NULL
           OR r.stint_id <> a.stint_id OR r.covers_from <> a.covers_from
           OR r.covers_until <> a.covers_until
    """):
        yield f"attestation {attestation} : en ligne, et non vérifiée"


INVARIANTS = (
    Invariant(9, "Aucun fichier montré sans verdict", files_shown_without_a_verdict),
    Invariant(25, "Une attestation en ligne est vérifiée pour compter", days_attested_by_nobody),
)
