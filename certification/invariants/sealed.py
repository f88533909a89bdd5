"""What must never be false of the documents that were handed over."""

from collections.abc import Iterator

from certification.invariants.statement import Invariant, rows


def documents_without_their_seal() -> Iterator[str]:
    """A stored document bears a seal, and a real one the certifier's own. What was stored before
    documents were sealed stays as it was given."""
    for (number,) in rows("""
        SELECT d.number FROM ccas_document d
        WHERE d.state = 'stored'
          AND (d.seal_certificate = '' OR d.seal_level = ''
               OR (d.seal_is_throwaway AND NOT d.specimen))
          AND d.recorded_at >= COALESCE(
              (SELECT applied FROM django_migrations
               WHERE app = 'ccas' AND name = '0004_documents'), '-infinity')
    """):
        yield f"document {number} : rangé sans le sceau qu’il lui faut"
    for (number,) in rows("""
        SELECT number FROM ccas_document
        WHERE state = 'rendered' AND (waits_for = '' OR rendered_sha256 = '')
    """):
        yield f"document {number} : attend son sceau sans dire pourquoi"


INVARIANTS = (Invariant(40, "Rien ne sort sans son sceau", documents_without_their_seal),)
