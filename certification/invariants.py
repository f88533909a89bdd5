"""What must never be false, as queries that must return nothing.

The database refuses most of it by constraints and triggers; these queries prove it from the
outside, after a fault, a restore or a suspicious hand. Each invariant bears the number it has in
docs/architecture.md. An answer is a list of sentences for the operator: ids, never names.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from assessments.grading import rules as grading
from assessments.grading.actions.acts import plain
from assessments.grading.models import AssessmentSheet, Rating, SheetAct
from assessments.practice.summary import summary
from ccas.personal import undeclared
from certification.awards.models import Award
from certification.deliberation.canonical import sha256_of
from certification.deliberation.models import BlockDecision, Minutes

type Query = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """number: its rank among what must never be false. says: the promise, in French."""

    number: int
    says: str
    broken: Query


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def titles_without_their_blocks() -> Iterator[str]:
    """A title in force: every block of its revision is held; practice is attested."""
    for award, code in _rows("""
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
    for block, source, decisions in _rows("""
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
    """No more votes than members present and not recused; the president decides in person."""
    for decision in BlockDecision.objects.all():
        present = set(decision.inputs.get("present", []))
        voters = present - set(decision.inputs.get("recused", []))
        votes = decision.votes_for + decision.votes_against + decision.abstentions
        if votes > len(voters):
            yield f"décision {decision.pk} : {votes} voix pour {len(voters)} votants"
        if str(decision.decided_by_id) not in voters:
            yield f"décision {decision.pk} : prise par une personne absente ou déportée"


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
        for (row,) in _rows(f"""
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
    for (rating,) in _rows("""
        SELECT r.id FROM assessments_rating r
        JOIN assessments_assessmentsheet s ON s.id = r.sheet_id
        JOIN assessments_competency c ON c.id = r.competency_id
        WHERE NOT EXISTS (SELECT 1 FROM assessments_simulation_blocks b
            WHERE b.simulation_id = s.simulation_id AND b.competencyblock_id = c.block_id)
    """):
        yield f"cotation {rating} : compétence étrangère aux blocs de la mise en situation"


def numbers_with_a_gap() -> Iterator[str]:
    """Series numbers follow each other: as many documents as the counter says, 1 to n."""
    for code, last, count, lowest, highest in _rows("""
        SELECT s.code, s.last_number, count(d.id), COALESCE(min(d.rank), 1),
               COALESCE(max(d.rank), 0)
        FROM ccas_series s LEFT JOIN ccas_document d ON d.series_id = s.code
        GROUP BY s.code, s.last_number
    """):
        if (count, lowest, highest) != (last, 1, last):
            yield f"série {code} : {count} documents, de {lowest} à {highest}, compteur {last}"


def titles_held_twice() -> Iterator[str]:
    """One award in force per person and qualification."""
    for candidate, qualification, count in _rows("""
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
}


def states_without_a_line() -> Iterator[str]:
    """Whoever changed a state left a line; each line has a role, and an actor unless it is ours."""
    for table, first in STATES.items():
        subject = table.replace("_", ".", 1)
        for row, state in _rows(f"""
            SELECT x.id, x.state FROM {table} x WHERE x.state <> '{first}' AND NOT EXISTS (
                SELECT 1 FROM ccas_journalentry j
                WHERE j.subject_type = '{subject}' AND j.subject_id = x.id::text
                  AND (j.details->>'to' = x.state OR j.verb = 'minutes.seal'))
        """):  # noqa: S608  (names written here)
            yield f"{subject} {row} : état « {state} » sans ligne au journal"
    for (line,) in _rows("""
        SELECT id FROM ccas_journalentry
        WHERE role = '' OR (actor_id IS NULL AND role <> 'system')
    """):
        yield f"journal {line} : un acte sans auteur"


def rows_without_their_times() -> Iterator[str]:
    """Every table of facts holds both times, and the server's is never empty."""
    for table, column in _rows("""
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
)


def broken_invariants() -> dict[int, list[str]]:
    """Every invariant that is false now, with its sentences; empty when all hold."""
    found = {invariant.number: list(invariant.broken()) for invariant in INVARIANTS}
    return {number: sentences for number, sentences in found.items() if sentences}
