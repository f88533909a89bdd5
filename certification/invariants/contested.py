"""What must never be false of results told, challenged and decided anew."""

from collections.abc import Iterator

from certification.invariants.statement import Invariant, rows


def appeals_that_hang_in_the_air() -> Iterator[str]:
    """Told after publication only; an appeal challenges what was told, once accepted at most; an
    answer has its author, its reasons, and nobody of the jury it is about."""
    for (notice,) in rows("""
        SELECT n.id FROM certification_resultnotice n
        JOIN certification_presentation p ON p.id = n.presentation_id
        JOIN certification_deliberation d ON d.id = p.deliberation_id
        WHERE d.published_at IS NULL
           OR (d.published_at AT TIME ZONE 'Europe/Paris')::date > n.notified_on
    """):
        yield f"notification {notice} : d’un résultat caché"
    for (appeal,) in rows("""
        SELECT a.id FROM certification_appeal a
        JOIN certification_presentation p ON p.id = a.presentation_id
        JOIN certification_deliberation d ON d.id = p.deliberation_id
        WHERE d.published_at IS NULL OR p.outcome IS NULL OR p.outcome IN ('awarded', 'deferred')
           OR a.late <> COALESCE(a.received_on > a.last_day, false)
    """):
        yield f"recours {appeal} : contre rien, ou mal compté"
    for (appeal,) in rows("""
        SELECT a.id FROM certification_appeal a
        JOIN certification_presentation p ON p.id = a.presentation_id
        JOIN certification_deliberation d ON d.id = p.deliberation_id
        WHERE a.state IN ('accepted', 'refused') AND (
            a.reasons = '' OR a.decided_by_id IS NULL OR a.decided_on < a.received_on
            OR (a.kind = 'contentious' AND a.decision_reference = '')
            OR (a.kind = 'gracious' AND EXISTS (
                SELECT 1 FROM certification_seat s
                JOIN certification_nomination n ON n.seat_id = s.id
                JOIN assessments_person m ON m.id = n.person_id
                WHERE s.jury_id = d.jury_id AND m.user_id = a.decided_by_id)))
    """):
        yield f"recours {appeal} : répondu sans motif, sans auteur, ou par un membre du jury"
    for presentation, count in rows("""
        SELECT presentation_id, count(*) FROM certification_appeal
        WHERE state = 'accepted' GROUP BY 1 HAVING count(*) > 1
    """):
        yield f"passage {presentation} : annulé {count} fois"


def annulled_and_judged_by_the_same() -> Iterator[str]:
    """After an accepted appeal: the new presentation replaces the first, and nobody who held a seat
    on the first jury took part in the new decision."""
    for (item,) in rows("""
        SELECT i.id FROM certification_agendaitem i
        JOIN certification_presentation p ON p.enrolment_id = i.enrolment_id
        JOIN certification_deliberation d ON d.id = p.deliberation_id
        JOIN certification_appeal a ON a.presentation_id = p.id AND a.state = 'accepted'
        WHERE i.recorded_at > a.recorded_at AND i.jury_id <> d.jury_id
          AND i.annulled_id IS DISTINCT FROM d.jury_id
          AND NOT EXISTS (SELECT 1 FROM certification_presentation r
                          WHERE r.replaces_id = p.id AND r.recorded_at < i.recorded_at)
          AND i.occurred_at > a.decided_at
    """):
        yield f"ordre du jour {item} : le jury annulé n’y est pas nommé"
    for (decision,) in rows("""
        SELECT DISTINCT b.id FROM certification_blockdecision b
        JOIN certification_presentation p ON p.id = b.presentation_id
        JOIN certification_appeal a ON a.presentation_id = p.replaces_id AND a.state = 'accepted'
        JOIN certification_presentation o ON o.id = p.replaces_id
        JOIN certification_deliberation d ON d.id = o.deliberation_id
        JOIN certification_seat s ON s.jury_id = d.jury_id
        JOIN certification_nomination n ON n.seat_id = s.id
        WHERE n.person_id = b.decided_by_id
           OR ((b.inputs->'present' ? n.person_id::text OR b.inputs->'cast' ? n.person_id::text)
               AND NOT COALESCE(b.inputs->'recused' ? n.person_id::text, false))
    """):
        yield f"décision {decision} : un membre du jury annulé y a pris part"


def titles_taken_back_by_one_hand() -> Iterator[str]:
    """A title is withdrawn by two people, that day; an act pronounced has its effect."""
    for (award,) in rows("""
        SELECT a.id FROM certification_award a
        WHERE a.withdrawn_on IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM certification_awardwithdrawal w
            WHERE w.award_id = a.id AND w.pronounced_by_id <> w.proposed_by_id
              AND (w.pronounced_at AT TIME ZONE 'Europe/Paris')::date = a.withdrawn_on)
    """):
        yield f"titre {award} : retiré sans acte de deux personnes"
    for (withdrawal,) in rows("""
        SELECT w.id FROM certification_awardwithdrawal w
        JOIN certification_award a ON a.id = w.award_id
        WHERE w.pronounced_at IS NOT NULL
          AND (w.pronounced_by_id = w.proposed_by_id OR a.withdrawn_on IS NULL)
    """):
        yield f"retrait {withdrawal} : prononcé par une seule personne, ou sans effet"


INVARIANTS = (
    Invariant(80, "Un recours porte sur un résultat notifié, et sa réponse est motivée",
              appeals_that_hang_in_the_air),
    Invariant(81, "Qui a siégé dans le jury annulé ne juge plus le candidat",
              annulled_and_judged_by_the_same),
    Invariant(82, "Un titre se retire par deux personnes, sur un fondement daté",
              titles_taken_back_by_one_hand),
)  # fmt: skip
