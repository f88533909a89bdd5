"""What the evaluators agree on, once each has signed alone."""

import hashlib
from itertools import groupby
from uuid import UUID

from django.db import transaction

from assessments.grading import rules
from assessments.grading.actions.sheets import CONSENSUSES, locked_simulation
from assessments.grading.incidents import Effects, effects_on, told, unobserved
from assessments.grading.models import (
    AssessmentSheet,
    Consensus,
    ConsensusLine,
    ConsensusSignature,
    ConsensusState,
    Rating,
    SheetState,
)
from assessments.grading.permissions import evaluates
from assessments.grading.scales import lines_of, scale_of
from assessments.people.models import Person
from assessments.sessions.models import Simulation
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Conflict, Refusal

#: Longest word of explanation, in characters.
WORD_LENGTH = 1000
ONLY_THE_PAIR = "Seuls les évaluateurs de cette mise en situation harmonisent leurs grilles."


@transaction.atomic
def open_consensus(simulation: Simulation, *, by: Actor) -> Consensus:
    """The consensus in force, made now when there is none: agreements carried over.

    What an incident neutralises is not argued over: a disagreement there becomes « not observed ».
    Refused while an evaluator has not signed (each is named, once the asker has signed), and when
    an incident sets the simulation aside.
    """
    simulation = locked_simulation(simulation)
    if not (by.is_system or evaluates(by, simulation)):
        raise Refusal(ONLY_THE_PAIR)
    present = simulation.consensuses.exclude(state=ConsensusState.VOID).first()
    if present is not None:
        return present
    effects = effects_on(simulation)
    _refuse_set_aside(effects)
    sheets = _signed_sheets(simulation, by)
    session = simulation.registration.session
    ratings = _ratings(sheets)
    competencies = [line.id for line in lines_of(simulation.pk)]
    consensus = Consensus.objects.create(
        simulation=simulation, version=simulation.consensuses.count() + 1
    )
    scale = scale_of(session.revision_id)
    ConsensusLine.objects.bulk_create(
        ConsensusLine(
            consensus=consensus, competency_id=int(line.competency), value=line.agreed or ""
        )
        for line in rules.harmonise(competencies, ratings, scale)
    )
    _fill_neutralised(consensus, effects, unobserved(scale))
    journal.record(
        "consensus.open",
        consensus,
        by=by,
        version=consensus.version,
        sheets=[sheet.pk for sheet in sheets],
    )
    return consensus


@transaction.atomic
def settle_line(
    line: ConsensusLine, *, value: str, word: str, by: Actor, known: str = ""
) -> ConsensusLine:
    """Settle one disagreement with a level of the scale and a word of explanation.

    known: `mark_of(line)` as the page showed it, "" for a line not yet settled; when the other
    evaluator settled it meanwhile, Conflict with both values. An agreed line is not reopened.
    A settled line that changes withdraws the signatures already given.
    """
    consensus = _locked(line.consensus_id, by)
    line = ConsensusLine.objects.select_related("competency").get(pk=line.pk)
    word = _word(word)
    scale = scale_of(consensus.simulation.registration.session.revision_id)
    levels = {level.code for level in scale}
    incident = effects_on(consensus.simulation).on(line.competency_id)
    if incident and unobserved(scale):
        raise Refusal(f"{told(incident)} Cette ligne vaut « non observé » : rien n’est à trancher.")
    if value not in levels:
        raise Refusal(f"Cette cotation n’est pas dans l’échelle : {', '.join(sorted(levels))}.")
    if line.value and not line.settled:
        raise Refusal("Les évaluateurs sont déjà d’accord sur cette compétence.")
    if (value, word) == (line.value, line.word):
        return line
    if mark_of(line) != known:
        raise Conflict(
            "L’autre évaluateur vient de trancher cette ligne : lisez sa réponse, puis choisissez.",
            current={"current": line.value, "proposed": value, "word": line.word},
        )
    line.value, line.word, line.settled = value, word, True
    line.save(update_fields=["value", "word", "settled"])
    withdrawn = consensus.signatures.filter(withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    )
    journal.record(
        "consensus.settle",
        consensus,
        by=by,
        competency=line.competency_id,
        value=value,
        word=journal.digest(word),
        withdrawn=withdrawn,
    )
    return line


@transaction.atomic
def sign_consensus(consensus: Consensus, *, by: Actor) -> Consensus:
    """The actor's agreement to every line. Signed for good once each evaluator has agreed.

    So it is called once by each of the pair; the one who has signed already changes nothing.
    """
    consensus = _locked(consensus.pk, by)
    scale = scale_of(consensus.simulation.registration.session.revision_id)
    _fill_neutralised(consensus, effects_on(consensus.simulation), unobserved(scale))
    owed = [
        f"{line.competency.block.code}, compétence {line.competency.position} : désaccord à"
        " trancher."
        for line in consensus.lines.filter(value="").select_related("competency__block")
    ]
    if owed:
        raise Refusal(owed)
    person = Person.objects.get(user=by.user_id)
    _, added = ConsensusSignature.objects.get_or_create(
        consensus=consensus, evaluator=person, withdrawn_at=None
    )
    if added:
        journal.record("consensus.agree", consensus, by=by, version=consensus.version)
    wanted = set(consensus.simulation.evaluators.values_list("person", flat=True))
    given = set(
        consensus.signatures.filter(withdrawn_at__isnull=True).values_list("evaluator", flat=True)
    )
    if wanted <= given:
        CONSENSUSES.move(consensus, "sign", by=by, version=consensus.version)
    return consensus


def mark_of(line: ConsensusLine) -> str:
    """A short mark of what a settled line says, "" while it is not settled."""
    if not line.settled:
        return ""
    return hashlib.sha256(f"{line.value}\n{line.word}".encode()).hexdigest()[:16]


def _fill_neutralised(consensus: Consensus, effects: Effects, code: str) -> None:
    """The disagreements that an incident hides, as « not observed » with its sentence."""
    if not (effects.neutralised and code):
        return
    for line in consensus.lines.filter(value="", competency__in=effects.neutralised):
        line.value, line.settled = code, True
        line.word = told(effects.neutralised[line.competency_id])
        line.save(update_fields=["value", "word", "settled"])


def _refuse_set_aside(effects: Effects) -> None:
    if effects.set_aside:
        raise Refusal(
            f"Cette mise en situation est mise de côté et à rejouer ({effects.set_aside}) :"
            " il n’y a rien à harmoniser."
        )


def _signed_sheets(simulation: Simulation, by: Actor) -> list[AssessmentSheet]:
    """The sheet in force of each evaluator, in their order; Refusal naming who has not signed.

    Blind: who has not signed is told nothing of whether the others have.
    """
    evaluators = list(simulation.evaluators.select_related("person").order_by("position"))
    signed = {
        sheet.evaluator_id: sheet for sheet in simulation.sheets.filter(state=SheetState.SIGNED)
    }
    late = [seat.person for seat in evaluators if seat.person_id not in signed]
    if any(person.user_id == by.user_id for person in late):
        raise Refusal("Vous n’avez pas encore signé votre grille : l’harmonisation vient après.")
    if late or not evaluators:
        raise Refusal(
            [f"{person.display_name} n’a pas encore signé sa grille." for person in late]
            or ["Aucun évaluateur n’est désigné pour cette mise en situation."]
        )
    return [signed[seat.person_id] for seat in evaluators]


def _ratings(sheets: list[AssessmentSheet]) -> list[dict[str, str]]:
    """For each sheet, in the order given: competency → level. One query."""
    rows = Rating.objects.filter(sheet__in=sheets).order_by("sheet_id")
    by_sheet = {
        key: {str(row.competency_id): row.value for row in group}
        for key, group in groupby(rows, key=lambda row: row.sheet_id)
    }
    return [by_sheet.get(sheet.pk, {}) for sheet in sheets]


def _locked(consensus_id: UUID, by: Actor) -> Consensus:
    """The consensus locked and open; Refusal for anybody but the pair."""
    consensus = (
        Consensus.objects.select_for_update(of=("self",))
        .select_related("simulation__registration__session")
        .get(pk=consensus_id)
    )
    if not evaluates(by, consensus.simulation):
        raise Refusal(ONLY_THE_PAIR)
    if sentence := CONSENSUSES.sentence_if_not("sign", consensus):
        raise Refusal(sentence)
    _refuse_set_aside(effects_on(consensus.simulation))
    return consensus


def _word(word: str) -> str:
    word = str(word).strip()
    if not word:
        raise Refusal("Un désaccord se tranche avec un mot d’explication.")
    if "\0" in word:
        raise Refusal("L’explication contient un caractère interdit (octet nul).")
    if len(word) > WORD_LENGTH:
        raise Refusal(f"L’explication est trop longue : {WORD_LENGTH} caractères au plus.")
    return word
