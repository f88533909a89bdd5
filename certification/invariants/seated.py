"""What must never be false of those who sat: appointed by an act, and declared before they came."""

from collections.abc import Iterator

from certification.invariants.statement import Invariant, rows


def sat_without_declaring() -> Iterator[str]:
    """Whoever signed in had declared before. Juries convened before acts were made are not read."""
    for attendance, person in rows("""
        SELECT a.id, a.person_id FROM certification_attendance a
        JOIN certification_deliberation d ON d.id = a.deliberation_id
        WHERE a.kind = 'arrival'
          AND EXISTS (SELECT 1 FROM ccas_document o
                      WHERE o.kind = 'nomination_act' AND o.subject_id = d.jury_id)
          AND NOT EXISTS (SELECT 1 FROM certification_impartialitydeclaration i
                          WHERE i.jury_id = d.jury_id AND i.person_id = a.person_id
                            AND i.occurred_at <= a.at)
    """):
        yield f"émargement {attendance} : {person} n’avait pas signé sa déclaration"


def sat_without_an_act() -> Iterator[str]:
    """Whoever signed in is named by a nomination act of that jury, when it has one."""
    for attendance, person in rows("""
        SELECT a.id, a.person_id FROM certification_attendance a
        JOIN certification_deliberation d ON d.id = a.deliberation_id
        WHERE EXISTS (SELECT 1 FROM ccas_document o
                      WHERE o.kind = 'nomination_act' AND o.subject_id = d.jury_id)
          AND NOT EXISTS (
              SELECT 1 FROM ccas_document o,
                   jsonb_path_query(o.facts, '$.seats[*].holders[*].person') named
              WHERE o.kind = 'nomination_act' AND o.subject_id = d.jury_id
                AND named #>> '{}' = a.person_id::text)
    """):
        yield f"émargement {attendance} : aucun acte ne nomme {person}"


INVARIANTS = (
    Invariant(30, "Qui siège a déclaré son impartialité", sat_without_declaring),
    Invariant(31, "Qui siège est nommé par un acte", sat_without_an_act),
)
