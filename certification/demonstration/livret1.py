"""How the candidates by experience came in: an application written, its papers, an answer."""

import io
from datetime import date, timedelta

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from assessments.candidates.models import Candidate
from assessments.framework.models import QualificationRevision
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.files import actions as files
from ccas.files.examining import examine
from ccas.files.kinds import FileKind
from ccas.periods import add_months
from certification.demonstration.cohort import Figure
from certification.demonstration.stage import Stage, at
from certification.vae import actions, messages, papers
from certification.vae.models import EligibilityApplication

#: Whose application the office left without an answer: two months of silence admitted it.
SILENT = "kerguelen"
GAPS = (
    "Gestion d’un événement majeur : peu d’exemples, à développer dans le livret 2",
    "Suivi radio des moyens engagés : expérience ancienne, à actualiser",
)


def admit(
    stage: Stage, figure: Figure, candidate: Candidate, revision: QualificationRevision
) -> None:
    """The candidate applies and is admitted on `figure.began`, by decision or by silence."""
    silent = figure.key == SILENT
    day = add_months(figure.began, -2) if silent else figure.began - timedelta(days=33)
    writer = stage.actor(figure.key, Role.CANDIDATE)
    application = _submitted(writer, figure, candidate, revision, day)
    if silent:
        with clock.moved_to(at(figure.began + timedelta(days=1), 1)):
            actions.settle_silence(application, by=Actor.system())
        return
    with clock.moved_to(at(figure.began, 15)):
        actions.decide(
            application,
            by=stage.officer,
            decision="admissible",
            gaps="\n".join(GAPS),
        )


def leave_waiting(
    stage: Stage, figure: Figure, candidate: Candidate, revision: QualificationRevision
) -> None:
    """An application that lacks papers, which the office asked for and still awaits."""
    writer = stage.actor(figure.key, Role.CANDIDATE)
    application = _submitted(writer, figure, candidate, revision, figure.began)
    with clock.moved_to(at(figure.began + timedelta(days=20), 11)):
        actions.ask_for_papers(
            application,
            by=stage.officer,
            items=["État de services signé du commandement", "Fiche de poste de l’année 2024"],
            deadline=figure.began + timedelta(days=50),
        )
    with clock.moved_to(at(figure.began + timedelta(days=24), 19)):
        messages.write(
            application,
            "Bonjour, mon ancien centre a fermé : l’état de services peut-il venir du groupement ?",
            by=writer,
        )


def _submitted(
    writer: Actor,
    figure: Figure,
    candidate: Candidate,
    revision: QualificationRevision,
    day: date,
) -> EligibilityApplication:
    name = f"{figure.given_names.split(',')[0]} {figure.birth_name}"
    with clock.moved_to(at(day, 18)):
        application = actions.start_application(candidate, revision, by=writer)
        actions.save_answers(
            application,
            by=writer,
            situation="agent",
            education="level4",
            training="Formation d’adaptation à l’emploi d’opérateur, puis recyclage annuel.",
            motivation="Faire reconnaître des années de prise d’appel et encadrer des équipes.",
            sworn=True,
        )
        experience = actions.add_experience(
            application,
            by=writer,
            place="Centre opérationnel de Hautval",
            function="opérateur de traitement des appels d’urgence",
            status="agent",
            starts_on=figure.practice,
            hours=max(1607, (day - figure.practice).days // 365 * 1500),
            activities="Prise d’appel, alerte, engagement et suivi des moyens, compte rendu.",
        )
        _send(papers.EXPERIENCE, experience.pk, writer, "État de services", name, day)
        _send(papers.IDENTITY, application.pk, writer, "Carte d’identité", name, day)
        return actions.submit(application, by=writer)


def _send(kind: FileKind, set_id: object, by: Actor, what: str, name: str, day: date) -> None:
    place = kind.destination(by, set_id)  # type: ignore[arg-type]
    if place is None:
        raise LookupError(f"{kind.code}: no such set")
    file = files.receive(kind, place, name=f"{what}.jpg", pieces=[drawn(what, name, day)], by=by)
    examine(file.pk, by=by)


def drawn(what: str, name: str, day: date) -> bytes:
    """A made-up paper, plainly so: what it is, whose, and that the person is invented."""
    sheet = Image.new("RGB", (1000, 640), "#f3f1ea")
    draw = ImageDraw.Draw(sheet)
    face = settings.WATERMARK_FONT
    draw.rectangle((24, 24, 976, 616), outline="#1d2b53", width=4)
    draw.text((64, 70), what, font=ImageFont.truetype(face, 54), fill="#1d2b53")
    draw.text((64, 200), name, font=ImageFont.truetype(face, 44), fill="#1b1f2a")
    said = f"Pièce de démonstration, {day:%d/%m/%Y}. Cette personne est inventée."
    draw.text((64, 520), said, font=ImageFont.truetype(face, 28), fill="#6f5a2b")
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return out.getvalue()
