"""Files of validation: one before the jury of today, one still being written, one to verify."""

from datetime import date, timedelta

from assessments.candidates.models import Enrolment
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.files import actions as files
from ccas.files.examining import examine
from certification.demonstration.cohort import Figure
from certification.demonstration.foundations import enrolment_of
from certification.demonstration.livret1 import drawn
from certification.demonstration.stage import Stage, at
from certification.vae import actions, messages
from certification.vae.evidence import EVIDENCE
from certification.vae.models import Evidence, ValidationFile

#: What candidates of the demonstration tell, in turn.
SITUATIONS = (
    "Centre opérationnel de Hautval, nuit du 14 au 15 juillet 2024, salle à sept opérateurs. Un"
    " appelant essoufflé signale un feu d’appartement au quatrième étage, rue des Tanneurs.",
    "Même centre, février 2023, épisode de neige : quarante appels en attente sur les deux numéros,"
    " trois opérateurs présents sur cinq. J’assurais la prise d’appel et le suivi radio.",
    "Août 2025, malaise au bord du lac d’Aubrac. L’appelante ne parle pas français ; son fils de"
    " neuf ans traduit. Aucune adresse, une plage sans nom sur la carte.",
)
ACTIONS = (
    "J’ai fait répéter l’adresse et l’étage, puis **reformulé** avant d’engager :\n- deux engins et"
    " une échelle, selon la consigne\n- un renfort demandé quand l’appelant a parlé de fumée dans"
    " la cage d’escalier\nJe suis resté en ligne jusqu’à ce que la famille soit sur le palier.",
    "J’ai annoncé la priorité au chef de salle, classé les appels par gravité et rappelé ceux que"
    " j’avais fait patienter. Pour chacun, j’ai noté l’heure, le motif et la réponse donnée.",
    "J’ai parlé lentement à l’enfant, par questions courtes, et demandé ce qu’il _voyait_ : un"
    " ponton rouge, un panneau de location. Le croisement des deux a donné la commune.",
)
RESULTS = (
    "Les occupants sont sortis avant l’arrivée des engins. La fiche de suivi a servi au"
    " débriefing ; depuis, je demande toujours l’état de la cage d’escalier.",
    "Aucun appel grave n’a attendu plus de deux minutes. J’en ai tiré une fiche d’aide pour les"
    " nuits de neige, reprise par le centre.",
    "Le véhicule est arrivé en onze minutes. J’ai appris à ne pas chercher l’adresse d’abord, mais"
    " ce que la personne a sous les yeux.",
)
PIECES = ("Main courante de la nuit", "Fiche de suivi radio", "Attestation du chef de salle")


def present(stage: Stage, figure: Figure, day: date) -> None:
    """Told whole, submitted on that day, verified, sent to the jury."""
    file = submit(stage, figure, day)
    with clock.moved_to(at(day + timedelta(days=9), 10)):
        actions.verify_file(file, by=stage.officer)
    with clock.moved_to(at(day + timedelta(days=12), 16)):
        actions.present_file(file, by=stage.officer)


def submit(stage: Stage, figure: Figure, day: date) -> ValidationFile:
    """Told whole and submitted on that day: the office has still to verify it."""
    writer, file = _begin(stage, figure, day - timedelta(days=40))
    with clock.moved_to(at(day - timedelta(days=2), 20)):
        _tell(writer, file, figure, day)
    with clock.moved_to(at(day, 21)):
        actions.submit_file(file, by=writer)
    return ValidationFile.objects.get(pk=file.pk)


def leave_in_progress(stage: Stage, figure: Figure, day: date) -> None:
    """Begun, half told, with a question to the office that waits for its answer."""
    writer, file = _begin(stage, figure, day)
    with clock.moved_to(at(day + timedelta(days=6), 20)):
        _tell(writer, file, figure, day, most=8)
        narrative = file.narratives.filter(action="")[0]
        actions.save_narrative(
            narrative, by=writer, answers={"situation": SITUATIONS[2]}, revision=0
        )
        messages.write(
            file,
            "Bonjour, puis-je joindre une main courante où figurent les noms des requérants ?",
            by=writer,
        )


def _begin(stage: Stage, figure: Figure, day: date) -> tuple[Actor, ValidationFile]:
    writer = stage.actor(figure.key, Role.CANDIDATE)
    enrolment: Enrolment = enrolment_of(figure)
    with clock.moved_to(at(day, 19)):
        return writer, actions.start_file(enrolment, by=writer)


def _tell(writer: Actor, file: ValidationFile, figure: Figure, day: date, most: int = 100) -> None:
    """Tell of the first competencies; the first of each block has a piece, linked to the next."""
    name = f"{figure.given_names.split(',')[0]} {figure.birth_name}"
    rows = list(file.narratives.select_related("competency__block"))
    for rank, narrative in enumerate(rows[:most]):
        answers = {
            "situation": SITUATIONS[rank % 3],
            "action": ACTIONS[rank % 3],
            "result": RESULTS[(rank + rank // 3) % 3],
        }
        actions.save_narrative(narrative, by=writer, answers=answers, revision=0)
        if narrative.competency.position != 1:
            continue
        what = PIECES[narrative.competency.block.position % 3]
        place = EVIDENCE.destination(writer, narrative.pk)
        if place is None:
            raise LookupError(f"{narrative.pk}: no such set")
        received = files.receive(
            EVIDENCE, place, name=f"{what}.jpg", pieces=[drawn(what, name, day)], by=writer
        )
        examine(received.pk, by=writer)
        block = narrative.competency.block
        actions.describe_evidence(
            Evidence.objects.get(received=received),
            by=writer,
            title=f"{what}, {day.year - 2}",
            competencies=block.competencies.filter(position__in=(1, 2, 4)),
        )
