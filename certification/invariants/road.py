"""What must never be false on the road from the sheet to the title."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from assessments.candidates.models import Enrolment
from assessments.grading import rules as grading
from assessments.grading.actions.acts import plain
from assessments.grading.models import AssessmentSheet, Rating, SheetAct
from assessments.grading.reading import grid_for
from assessments.grading.scales import scale_of
from assessments.practice.summary import summary
from assessments.sessions.incidents import neutralised
from assessments.sessions.models import Simulation
from ccas.journal.verification import verify
from ccas.personal import undeclared
from certification.awards.models import Award
from certification.deliberation.canonical import sha256_of
from certification.deliberation.models import BlockDecision, Minutes
from certification.invariants.statement import Invariant, rows


def titles_without_their_blocks() -> Iterator[str]:
    """A title in force: every block of its revision is held; practice is attested."""
    for award, code in rows("""
        SELECT a.id, b.code FROM certification_award a
        JOIN assessments_enrolment e ON e.id = a.enrolment_id
        JOIN assessments_competencyblock b ON b.revision_id = e.revision_id
        WHERE a.withdrawn_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM assessments_acquiredblock h
            WHERE h.candidate_id = a.candidate_id AND h.block_code = b.code
              AND h.ended_on IS NULL)
    """):
        yield f"titre {award} : le bloc {code} n’est pas acquis"
    for award in Award.objects.filter(withdrawn_on__isnull=True).select_related(
        "enrolment__revision__qualification"
    ):
        if not summary(award.enrolment, award.awarded_on).complete:
            yield f"titre {award.pk} : l’exercice professionnel n’est pas attesté à cette date"


def blocks_without_one_source() -> Iterator[str]:
    """A held block: a signed decision points at it, or an equivalence is recorded; never both."""
    for block, source, decisions in rows("""
        SELECT h.id, h.source, count(m.id) FROM assessments_acquiredblock h
        LEFT JOIN certification_blockdecision d ON d.acquired_block_id = h.id
        LEFT JOIN certification_presentation p ON p.id = d.presentation_id
        LEFT JOIN certification_minutes m
          ON m.deliberation_id = p.deliberation_id AND m.state = 'signed'
        GROUP BY h.id, h.source, h.equivalence_reference
        HAVING (h.source = 'decision' AND (count(m.id) <> 1 OR h.equivalence_reference <> ''))
            OR (h.source = 'equivalence' AND (count(d.id) <> 0 OR h.equivalence_reference = ''))
    """):
        yield f"bloc acquis {block} : origine « {source} », décisions signées : {decisions}"


def decisions_without_a_lawful_jury() -> Iterator[str]:
    """A decision keeps its indicators, none blocking, and inputs that match their digest."""
    for decision in BlockDecision.objects.all():
        verdicts = [row.get("verdict") for row in decision.indicators]
        if not verdicts:
            yield f"décision {decision.pk} : aucun indicateur conservé"
        if "block" in verdicts:
            yield f"décision {decision.pk} : un indicateur était bloquant"
        if sha256_of(decision.inputs) != decision.inputs_sha256:
            yield f"décision {decision.pk} : les éléments ne correspondent plus à leur empreinte"


def votes_by_the_absent() -> Iterator[str]:
    """No more votes than members present and not recused; the president decides in person; each
    ballot is of somebody who was in the room then, and a decision counts its ballots."""
    for decision in BlockDecision.objects.all():
        present = set(decision.inputs.get("present", []))
        cast = set(decision.inputs.get("cast", []))
        voters = (present | cast) - set(decision.inputs.get("recused", []))
        votes = decision.votes_for + decision.votes_against + decision.abstentions
        if votes > len(voters):
            yield f"décision {decision.pk} : {votes} voix pour {len(voters)} votants"
        if str(decision.decided_by_id) not in voters:
            yield f"décision {decision.pk} : prise par une personne absente ou déportée"
    for (ballot,) in rows("""
        SELECT b.id FROM certification_ballot b
        JOIN certification_ballotround r ON r.id = b.ballot_round_id
        JOIN certification_presentation p ON p.id = r.presentation_id
        JOIN certification_deliberation d ON d.id = p.deliberation_id
        WHERE b.cast_at < r.opened_at OR b.cast_at > COALESCE(r.closed_at, r.voided_at, 'infinity')
           OR EXISTS (SELECT 1 FROM certification_recusal c WHERE c.jury_id = d.jury_id
                      AND c.person_id = b.person_id AND c.enrolment_id = p.enrolment_id
                      AND c.recorded_at < b.recorded_at)
           OR 'arrival' IS DISTINCT FROM (
                SELECT a.kind FROM certification_attendance a
                WHERE a.deliberation_id = d.id AND a.person_id = b.person_id AND a.at <= b.cast_at
                ORDER BY a.at DESC, a.recorded_at DESC LIMIT 1)
    """):
        yield f"vote {ballot} : déposé hors scrutin, ou par une personne absente ou déportée"
    for (decision,) in rows("""
        SELECT x.id FROM certification_blockdecision x
        LEFT JOIN certification_ballot b ON b.ballot_round_id = x.ballot_round_id
        WHERE x.ballot_round_id IS NOT NULL
        GROUP BY x.id
        HAVING (x.votes_for, x.votes_against, x.abstentions) <> (
            count(b.id) FILTER (WHERE b.choice = 'for'),
            count(b.id) FILTER (WHERE b.choice = 'against'),
            count(b.id) FILTER (WHERE b.choice = 'abstain'))
    """):
        yield f"décision {decision} : le décompte n’est pas celui de ses votes"


def changes_after_signature() -> Iterator[str]:
    """Signed minutes: facts match their hash and every signature; nothing was written after."""
    for minutes in Minutes.objects.filter(state="signed").prefetch_related("signatures"):
        if sha256_of(minutes.facts) != minutes.facts_sha256:
            yield f"procès-verbal {minutes.pk} : les faits ne correspondent plus à leur empreinte"
        for signature in minutes.signatures.all():
            if signature.facts_sha256 != minutes.facts_sha256:
                yield f"procès-verbal {minutes.pk} : une signature porte une autre empreinte"
    for table, path in {
        "attendance": "x.deliberation_id",
        "presentation": "x.deliberation_id",
        "blockdecision": "(SELECT p.deliberation_id FROM certification_presentation p"
        " WHERE p.id = x.presentation_id)",
    }.items():
        for (row,) in rows(f"""
            SELECT x.id FROM certification_{table} x
            JOIN certification_minutes m ON m.deliberation_id = {path} AND m.state = 'signed'
            JOIN ccas_journalentry j ON j.subject_id = m.id::text AND j.verb = 'minutes.seal'
            WHERE x.recorded_at > j.recorded_at
        """):  # noqa: S608  (names written here)
            yield f"{table} {row} : écrit après la signature du procès-verbal"


def sheets_that_moved() -> Iterator[str]:
    """Ratings are what the acts say, of a competency of the simulation's blocks."""
    acts: dict[Any, list[SheetAct]] = defaultdict(list)
    for act in SheetAct.objects.select_related("previous"):
        acts[act.sheet_id].append(act)
    ratings: dict[Any, dict[str, str]] = defaultdict(dict)
    for sheet, competency, value in Rating.objects.values_list(
        "sheet_id", "competency_id", "value"
    ):
        ratings[sheet][str(competency)] = value
    for sheet in AssessmentSheet.objects.values_list("pk", flat=True):
        if grading.project([plain(act) for act in acts[sheet]]).ratings != ratings[sheet]:
            yield f"grille {sheet} : les cotations ne sont pas ce que disent les actes"
    for (rating,) in rows("""
        SELECT r.id FROM assessments_rating r
        JOIN assessments_assessmentsheet s ON s.id = r.sheet_id
        JOIN assessments_competency c ON c.id = r.competency_id
        WHERE NOT EXISTS (SELECT 1 FROM assessments_simulation_blocks b
            WHERE b.simulation_id = s.simulation_id AND b.competencyblock_id = c.block_id)
    """):
        yield f"cotation {rating} : compétence étrangère aux blocs de la mise en situation"


def numbers_with_a_gap() -> Iterator[str]:
    """Series numbers follow each other: as many documents as the counter says, 1 to n."""
    for code, last, count, lowest, highest in rows("""
        SELECT s.code, s.last_number, count(d.id), COALESCE(min(d.rank), 1),
               COALESCE(max(d.rank), 0)
        FROM ccas_series s LEFT JOIN ccas_document d ON d.series_id = s.code
        GROUP BY s.code, s.last_number
    """):
        if (count, lowest, highest) != (last, 1, last):
            yield f"série {code} : {count} documents, de {lowest} à {highest}, compteur {last}"


def titles_held_twice() -> Iterator[str]:
    """One award in force per person and qualification."""
    for candidate, qualification, count in rows("""
        SELECT candidate_id, qualification_id, count(*) FROM certification_award
        WHERE withdrawn_on IS NULL GROUP BY 1, 2 HAVING count(*) > 1
    """):
        yield f"candidat {candidate} : {count} titres en vigueur pour {qualification}"


#: Tables with a state: the first state, which needs no line, and the subject of their lines.
STATES = {
    "certification_jury": "draft",
    "assessments_assessmentsession": "draft",
    "assessments_assessmentsheet": "open",
    "assessments_consensus": "open",
    "assessments_enrolment": "open",
    "certification_minutes": "draft",
    "certification_eligibilityapplication": "draft",
    "certification_validationfile": "draft",
    "certification_appeal": "received",
}


def states_without_a_line() -> Iterator[str]:
    """Whoever changed a state left a line; each line has a role, and an actor unless it is ours."""
    for table, first in STATES.items():
        subject = table.replace("_", ".", 1)
        for row, state in rows(f"""
            SELECT x.id, x.state FROM {table} x WHERE x.state <> '{first}' AND NOT EXISTS (
                SELECT 1 FROM ccas_journalentry j
                WHERE j.subject_type = '{subject}' AND j.subject_id = x.id::text
                  AND (j.details->>'to' = x.state OR j.verb = 'minutes.seal'))
        """):  # noqa: S608  (names written here)
            yield f"{subject} {row} : état « {state} » sans ligne au journal"
    for line, verb, role in rows("""
        SELECT id, verb, role FROM ccas_journalentry
        WHERE role = '' OR (actor_id IS NULL AND role <> 'system'
           -- A supervisor answers by a link, without an account; a mail tells the candidate.
           AND NOT (role = 'tutor' AND (subject_type = 'assessments.attestationrequest'
                                        OR verb IN ('outbox.post', 'outbox.send'))))
    """):
        yield f"journal {line} : un acte sans auteur ({verb}, {role or 'aucun rôle'})"


def rows_without_their_times() -> Iterator[str]:
    """Every table of facts holds both times, and the server's is never empty."""
    for table, column in rows("""
        SELECT t.table_name, w.column_name FROM information_schema.tables t
        CROSS JOIN (VALUES ('occurred_at'), ('recorded_at')) w(column_name)
        JOIN information_schema.columns i
          ON i.table_name = t.table_name AND i.column_name IN ('occurred_at', 'recorded_at')
        LEFT JOIN information_schema.columns c
          ON c.table_name = t.table_name AND c.column_name = w.column_name
         AND c.is_nullable = 'NO'
        WHERE t.table_schema = current_schema() AND c.column_name IS NULL
        GROUP BY 1, 2
    """):
        yield f"table {table} : la colonne {column} manque ou peut être vide"


def columns_that_say_nothing() -> Iterator[str]:
    """Every personal column declares its purpose and its retention term."""
    for column in undeclared({"ccas", "assessments", "certification"}):
        yield f"colonne {column} : ni finalité ni durée de conservation"


def releases_that_lacked_acts() -> Iterator[str]:
    """A candidate let go: the simulation had ended; every act had arrived, or a reason says why."""
    for (release,) in rows("""
        SELECT r.id FROM assessments_candidaterelease r
        JOIN assessments_simulation s ON s.id = r.simulation_id
        WHERE s.state <> 'done' OR r.occurred_at < s.ended_at
           OR ((r.received <> r.made OR r.silent > 0) AND r.reason = '')
    """):
        yield f"départ {release} : ni solde nul ni motif, ou avant la fin de l’épreuve"


def neutralised_that_count() -> Iterator[str]:
    """What an incident neutralises is named, of its simulation, and read as not observed."""
    for (incident,) in rows("""
        SELECT i.id FROM assessments_incident i
        LEFT JOIN assessments_incident_competencies n ON n.incident_id = i.id
        LEFT JOIN assessments_competency c ON c.id = n.competency_id
        LEFT JOIN assessments_simulation_blocks b
          ON b.simulation_id = i.simulation_id AND b.competencyblock_id = c.block_id
        WHERE (i.effect = 'neutralise') <> (n.id IS NOT NULL) OR (n.id IS NOT NULL AND b.id IS NULL)
    """):
        yield f"incident {incident} : effet et compétences nommées ne s’accordent pas"
    hidden = neutralised(Simulation.objects.filter(incidents__isnull=False).values("pk"))
    for enrolment in Enrolment.objects.filter(registrations__simulations__in=hidden).distinct():
        grid = grid_for(enrolment)
        seen = {level.code for level in scale_of(enrolment.revision_id) if level.observed}
        for competency, *_, cells in grid.lines:
            for column, cell in zip(grid.columns, cells, strict=True):
                effect = hidden.get(column.simulation)
                if effect and cell and effect.silences(competency) and cell[1] in seen:
                    yield f"compétence {competency}, {column.simulation} : neutralisée, et comptée"


def journal_that_is_not_what_was_sealed() -> Iterator[str]:
    """Every sealed line, node and head is what was sealed, and nothing is missing."""
    yield from verify().wrong


#: In the order of their numbers.
INVARIANTS = (
    Invariant(
        1,
        "Un titre existe : tous ses blocs sont acquis, l’exercice est attesté",
        titles_without_their_blocks,
    ),
    Invariant(2, "Un bloc acquis a une seule origine", blocks_without_one_source),
    Invariant(
        3, "Une décision vient d’un jury régulier, et le prouve", decisions_without_a_lawful_jury
    ),
    Invariant(4, "Aucune voix d’un absent ou d’une personne déportée", votes_by_the_absent),
    Invariant(5, "Procès-verbal signé : plus rien ne change", changes_after_signature),
    Invariant(6, "Une grille est ce que disent ses actes", sheets_that_moved),
    Invariant(7, "Les numéros se suivent, sans trou ni doublon", numbers_with_a_gap),
    Invariant(8, "Un seul titre en vigueur par personne et certification", titles_held_twice),
    Invariant(10, "Tout changement d’état a son auteur et sa ligne", states_without_a_line),
    Invariant(11, "Tout fait porte ses deux heures", rows_without_their_times),
    Invariant(12, "Toute donnée personnelle dit finalité et terme", columns_that_say_nothing),
    Invariant(13, "Un candidat part à solde nul, ou avec un motif", releases_that_lacked_acts),
    Invariant(14, "Une compétence neutralisée vaut « non observé »", neutralised_that_count),
    Invariant(
        15, "Le journal est celui que prouvent ses têtes", journal_that_is_not_what_was_sealed
    ),
)
