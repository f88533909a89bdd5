"""The candidate builds the file of validation: told competency by competency, then submitted."""

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from assessments.candidates.models import Enrolment
from assessments.framework.models import Competency, CompetencyBlock
from ccas import clock, documents, journal
from ccas.actors import Actor
from ccas.documents.actions import canonical
from ccas.files import actions as files
from ccas.periods import in_words
from ccas.refusals import Conflict, Refusal
from certification.vae import evidence, gathering, messages
from certification.vae.file_documents import FILE, file_facts
from certification.vae.models import (
    WRITTEN,
    Evidence,
    EvidenceCompetency,
    Narrative,
    ValidationFile,
    ValidationVersion,
)
from certification.vae.permissions import require_own_file
from certification.vae.rules.validation import QUESTIONS, jury_before
from certification.vae.workflow import FILE_WORKFLOW

STALE = (
    "Ce récit a été enregistré entre-temps, depuis un autre onglet ou un autre appareil. Voici les"
    " deux textes : gardez l’un, ou reprenez de l’autre ce qui manque."
)


@transaction.atomic
def start_file(enrolment: Enrolment, *, by: Actor) -> ValidationFile:
    """Begin the file of an enrolment by experience, for the blocks still to validate.

    Raises Refusal: not one's own, another route, closed, or begun already.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("candidate__person", "revision")
        .get(pk=enrolment.pk)
    )
    require_own_file(by, enrolment)
    route = enrolment.revision.rules.route(enrolment.route)
    if route is None or not route.admissibility:
        raise Refusal("Ce parcours ne demande pas de dossier de validation.")
    if enrolment.state != "open":
        raise Refusal("Ce parcours est clos : il ne reçoit plus de dossier.")
    if ValidationFile.objects.filter(enrolment=enrolment).exists():
        raise Refusal("Votre dossier de validation est déjà commencé.")
    file = ValidationFile.objects.create(enrolment=enrolment)
    gathering.set_targets(file, gathering.blocks_to_target(enrolment))
    journal.record("validation.start", file, by=by, enrolment=enrolment.pk)
    return file


@transaction.atomic
def aim_at(file: ValidationFile, *, by: Actor, blocks: Iterable[CompetencyBlock]) -> ValidationFile:
    """Choose the blocks the file aims at; what was told of the others is kept aside."""
    file = _written(file, by)
    wanted = list(blocks)
    allowed = {block.pk for block in gathering.blocks_to_target(file.enrolment)}
    if not {block.pk for block in wanted} <= allowed:
        raise Refusal("Ce bloc n’est pas de votre recevabilité, ou vous l’avez déjà acquis.")
    gathering.set_targets(file, wanted)
    journal.record("validation.aim", file, by=by, blocks=[block.pk for block in wanted])
    return file


@transaction.atomic
def save_narrative(
    narrative: Narrative,
    *,
    by: Actor,
    answers: Mapping[str, str],
    revision: int,
    save: UUID | None = None,
) -> Narrative:
    """Save what is told of a competency, as one types. answers: question → text.

    revision: the one the writer started from. save: the client’s id of this save; the same one
    twice changes nothing. Raises Conflict, with the answers that stand, for a save that started
    from an older revision and says something else.
    """
    unknown = answers.keys() - QUESTIONS.keys()
    if unknown:
        raise ValueError(f"unknown answers: {unknown}")
    narrative = Narrative.objects.select_for_update().get(pk=narrative.pk)
    _written(narrative.file, by)
    if save is not None and narrative.last_save == save:
        return narrative
    changed = [name for name, value in answers.items() if getattr(narrative, name) != value]
    if not changed:
        return narrative
    if revision != narrative.revision:
        standing = {name: getattr(narrative, name) for name in QUESTIONS}
        raise Conflict(STALE, current={"revision": narrative.revision, "answers": standing})
    for name in changed:
        setattr(narrative, name, answers[name])
    narrative.revision += 1
    narrative.last_save = save
    narrative.saved_at = clock.now()
    narrative.save(update_fields=[*changed, "revision", "last_save", "saved_at"])
    return narrative


@transaction.atomic
def describe_evidence(
    piece: Evidence, *, by: Actor, title: str, competencies: Iterable[Competency]
) -> Evidence:
    """Say what a piece shows, and of which competencies of the file."""
    piece = Evidence.objects.select_for_update().get(pk=piece.pk)
    file = _written(piece.file, by)
    wanted = {competency.pk for competency in competencies}
    known = set(file.narratives.values_list("competency", flat=True))
    if not title.strip():
        raise Refusal("Dites en quelques mots ce que montre cette pièce.")
    if not wanted:
        raise Refusal("Choisissez au moins une compétence, ou retirez la pièce.")
    if not wanted <= known:
        raise Refusal("Cette compétence n’est pas de votre dossier.")
    piece.title = " ".join(title.split())[:150]
    piece.save(update_fields=["title"])
    present = EvidenceCompetency.objects.filter(evidence=piece)
    present.exclude(competency__in=wanted).delete()
    held = set(present.values_list("competency", flat=True))
    for pk in sorted(wanted - held):
        EvidenceCompetency.objects.create(evidence=piece, competency_id=pk)
    journal.record(
        "validation.describe", file, by=by, evidence=piece.pk, competencies=sorted(wanted)
    )
    return piece


@transaction.atomic
def detach_evidence(piece: Evidence, *, by: Actor) -> None:
    """Take a piece out. Its bytes go too, unless a submitted version holds them."""
    piece = (
        Evidence.objects.select_for_update(of=("self",)).select_related("received").get(pk=piece.pk)
    )
    file = _written(piece.file, by)
    if piece.detached_at is not None:
        return
    evidence.now_detached(piece)
    journal.record("validation.detach", file, by=by, evidence=piece.pk)
    if not evidence.held_by_a_version(piece.received_id):
        files.remove_file(piece.received, by=by, why="withdrawn")


@transaction.atomic
def submit_file(file: ValidationFile, *, by: Actor) -> ValidationVersion:
    """Submit: a version is frozen by its hash, its papers with it, and receipt is acknowledged.

    Raises Refusal with everything that lacks.
    """
    file = _written(file, by)
    found = gathering.dossier(file)
    lacks = gathering.missing(found)
    if lacks:
        raise Refusal(lacks)
    facts = gathering.facts(found)
    today = clock.today()
    version = ValidationVersion.objects.create(
        file=file,
        number=file.version + 1,
        submitted_on=today,
        facts=facts,
        sha256=hashlib.sha256(canonical(facts)).hexdigest(),
    )
    evidence.seal(version, gathering.sent_files(found))
    FILE_WORKFLOW.move(
        file,
        "submit",
        by=by,
        also={"version": version.number, "submitted_on": today},
        version=version.pk,
        number=version.number,
        sha256=version.sha256,
    )
    paper = documents.issue(
        FILE,
        subject=version,
        facts=file_facts(file, version.facts, version=version),
        by=by,
        owner_id=by.user_id,
        series_scope=file.enrolment.revision.qualification.code,
    )
    messages.say(
        file,
        "file_submitted",
        f"Votre dossier de validation est déposé (version {version.number}). Le jury se réunit au"
        f" plus tard le {in_words(jury_before(today))}.",
        by=by,
        document=paper,
    )
    return version


def _written(file: ValidationFile, by: Actor) -> ValidationFile:
    """The file, locked, if it is the actor's own and still written."""
    file = (
        ValidationFile.objects.select_for_update(of=("self",))
        .select_related(
            "enrolment__candidate__person", "enrolment__revision__qualification", "presented"
        )
        .get(pk=file.pk)
    )
    require_own_file(by, file.enrolment)
    if file.state not in WRITTEN:
        raise Refusal("Ce dossier est déposé : il ne change plus.")
    return file
