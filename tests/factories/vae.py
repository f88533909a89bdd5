"""Applications for eligibility, as candidates really write them: by the actions, with papers."""

import hashlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assessments.candidates.models import Candidate
from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.actors import Actor
from ccas.files import actions as files
from ccas.files import store
from ccas.files.kinds import FileKind
from ccas.files.models import ReceivedFile
from certification.vae import actions, papers
from certification.vae.evidence import EVIDENCE
from certification.vae.models import EligibilityApplication, Narrative, ValidationFile
from tests.ccas.files.samples import pdf
from tests.factories.candidates import CandidateFactory
from tests.factories.framework import shipped_revision

CLEAN = pdf()
PARIS = ZoneInfo("Europe/Paris")


def at(day: date, hour: int = 10) -> datetime:
    """A moment of that day, in Paris."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def applicant() -> tuple[Candidate, Actor]:
    """A candidate with an account, and the actor they are."""
    candidate = CandidateFactory()
    user = User.objects.create_user(
        f"candidat{candidate.number.lower()}@ccas.example",
        display_name=candidate.person.display_name,
    )
    RoleGrant.objects.create(user=user, role="candidate", starts_on=date(2020, 1, 1))
    candidate.person.user = user
    candidate.person.email = user.email
    candidate.person.save(update_fields=["user", "email"])
    return candidate, user.acting_as("candidate")


def send_paper(kind: FileKind, set_id, actor: Actor, *, examined: bool = True):
    """Send a PDF to a set, as its actor would; found clean at once unless told otherwise."""
    place = kind.destination(actor, set_id)
    assert place is not None
    file = files.receive(kind, place, name="papier.pdf", pieces=[pdf()], by=actor)
    if examined:
        found_clean(file)
    return file


def found_clean(file: ReceivedFile) -> None:
    """The row as `examine` leaves it, without the child process that rewrites (tested there)."""
    ReceivedFile.objects.filter(pk=file.pk).update(state="scanning")
    shown = f"{file.original}-shown"
    store.write(store.SHOWN, shown, CLEAN)
    ReceivedFile.objects.filter(pk=file.pk).update(
        state="clean",
        verdict="OK",
        decided_at=clock.now(),
        shown=shown,
        shown_type="application/pdf",
        shown_sha256=hashlib.sha256(CLEAN).hexdigest(),
        shown_size=len(CLEAN),
        pages=1,
    )


def draft(actor: Actor, candidate: Candidate, **answers) -> EligibilityApplication:
    """A complete draft: situation, one proven experience, identity, sworn statement."""
    application = actions.start_application(candidate, shipped_revision(), by=actor)
    said = {"situation": "agent", "education": "level4", "sworn": True, **answers}
    actions.save_answers(application, by=actor, **said)
    experience = actions.add_experience(
        application,
        by=actor,
        place="CODIS des Sept-Îles",
        function="opérateur de traitement des appels",
        status="agent",
        starts_on=date(2021, 9, 1),
        hours=5200,
    )
    send_paper(papers.EXPERIENCE, experience.pk, actor)
    send_paper(papers.IDENTITY, application.pk, actor)
    return EligibilityApplication.objects.get(pk=application.pk)


def submitted(on: date = date(2026, 1, 12), **answers) -> tuple[EligibilityApplication, Actor]:
    """An application submitted on that day, and its candidate."""
    candidate, actor = applicant()
    with clock.moved_to(at(on)):
        return actions.submit(draft(actor, candidate, **answers), by=actor), actor


def admitted(
    officer: Actor, on: date = date(2026, 2, 3), **answers
) -> tuple[EligibilityApplication, Actor]:
    """An application found admissible on that day: its enrolment has begun."""
    application, actor = submitted(**answers)
    with clock.moved_to(at(on)):
        return actions.decide(application, by=officer, decision="admissible"), actor


def started(
    officer: Actor, on: date = date(2026, 3, 2), *, blocks: int = 1, **answers
) -> tuple[ValidationFile, Actor]:
    """A file of validation begun on that day, aiming at the first blocks."""
    application, actor = admitted(officer, **answers)
    with clock.moved_to(at(on)):
        file = actions.start_file(application.enrolment, by=actor)
        chosen = application.revision.blocks.order_by("position")[:blocks]
        return actions.aim_at(file, by=actor, blocks=chosen), actor


def tell(file: ValidationFile, actor: Actor, *, proven: int = 1) -> list[Narrative]:
    """Tell of every competency targeted; the first `proven` of each block have a piece."""
    told = []
    rows = file.narratives.filter(competency__block__in=file.blocks.all())
    for narrative in rows.select_related("competency"):
        position = narrative.competency.position
        answers = {
            "situation": f"Au CODIS, la nuit du {position} mars, opératrice en poste.",
            "action": f"J’ai **reformulé** l’adresse, puis :\n- engagé {position} moyens\n- suivi",
            "result": "Les secours sont arrivés en _huit_ minutes.",
        }
        told.append(actions.save_narrative(narrative, by=actor, answers=answers, revision=0))
        if position <= proven:
            send_paper(EVIDENCE, narrative.pk, actor)
    return told


def submitted_file(
    officer: Actor, on: date = date(2026, 3, 20), **more
) -> tuple[ValidationFile, Actor]:
    """A file of validation told, proven and submitted on that day."""
    file, actor = started(officer, **more)
    with clock.moved_to(at(on)):
        tell(file, actor)
        actions.submit_file(file, by=actor)
    return ValidationFile.objects.get(pk=file.pk), actor


def presented_file(officer: Actor, **more) -> tuple[ValidationFile, Actor]:
    """The same, verified and sent to the jury a few days later."""
    file, actor = submitted_file(officer, **more)
    with clock.moved_to(at(date(2026, 3, 27))):
        actions.verify_file(file, by=officer)
        actions.present_file(file, by=officer)
    return ValidationFile.objects.get(pk=file.pk), actor
