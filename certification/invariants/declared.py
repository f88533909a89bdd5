"""What must never be false of what was declared to the passeport de compétences."""

from collections.abc import Iterator

from certification.invariants.statement import Invariant, rows


def titles_declared_twice() -> Iterator[str]:
    """A title stands in one living line of the passeport; an answer came after the deposit."""
    for (award,) in rows("""
        SELECT award_id FROM certification_passportline WHERE state IN ('waiting', 'accepted')
        GROUP BY award_id HAVING count(*) > 1
    """):
        yield f"titre {award} : déclaré deux fois au passeport"
    for (line,) in rows("""
        SELECT l.id FROM certification_passportline l
        JOIN certification_passportreturn r ON r.id = l.passport_return_id
        WHERE l.state IN ('accepted', 'rejected')
          AND (r.deposited_at IS NULL OR l.answered_at < r.deposited_at)
    """):
        yield f"ligne {line} : répondue avant d’être déposée"
    for (made,) in rows("""
        SELECT id FROM certification_passportreturn
        WHERE encode(sha256(convert_to(xml, 'UTF8')), 'hex') <> sha256
    """):
        yield f"retour {made} : le fichier n’a plus son empreinte"


INVARIANTS = (Invariant(50, "Un titre se déclare une fois au passeport", titles_declared_twice),)
