"""What must never be false of the badges that holders show."""

from collections.abc import Iterator

from certification.invariants.statement import Invariant, rows


def badges_that_say_another_row() -> Iterator[str]:
    """A badge is the file that was signed, and that file names its row and its place."""
    for (badge,) in rows("""
        SELECT id FROM certification_badge
        WHERE encode(sha256(convert_to(content, 'UTF8')), 'hex') <> sha256
           OR content::jsonb ->> 'id' IS DISTINCT FROM 'urn:uuid:' || id
           OR content::jsonb -> 'credentialStatus' ->> 'statusListIndex'
              IS DISTINCT FROM place::text
    """):
        yield f"badge {badge} : le fichier n’est plus celui qui fut signé"


INVARIANTS = (Invariant(70, "Un badge est le fichier qui fut signé", badges_that_say_another_row),)
