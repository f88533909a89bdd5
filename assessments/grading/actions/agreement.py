"""Asking for the indices of agreement of a session."""

from django.db import transaction
from django.db.models import Exists

from assessments.grading.agreement.material import state_of
from assessments.grading.agreement.measuring import MEASURE
from assessments.grading.models import AgreementSnapshot
from assessments.grading.permissions import NOT_HELD, leads_session, unsigned_evaluators
from assessments.sessions.models import AssessmentSession, Simulation
from ccas import jobs
from ccas.actors import Actor
from ccas.jobs import queue
from ccas.jobs.models import Job, JobState
from ccas.refusals import Refusal


@transaction.atomic
def measure_agreement(session: AssessmentSession, *, by: Actor) -> Job:
    """Have the indices computed for the sheets as they are. Asked twice, computed once."""
    if not (by.is_system or leads_session(by, session)):
        raise Refusal(
            "Seuls le gestionnaire et le responsable de la session demandent l’accord entre ses"
            " évaluateurs."
        )
    return ask(session, by=by)


def ask(session: AssessmentSession, *, by: Actor) -> Job:
    """The job for the present state of the sheets; Refusal while there is nothing to compare."""
    fingerprint = state_of(session)
    if fingerprint is None:
        raise Refusal(
            "Rien à comparer : dans aucune mise en situation de cette session, tous les évaluateurs"
            " n’ont encore signé."
        )
    # How many were computed before: a state that comes back may be asked for again.
    before = AgreementSnapshot.objects.filter(session=session).count()
    job = jobs.enqueue(
        MEASURE,
        key=f"{session.pk}:{fingerprint}:{before}",
        payload={"session": str(session.pk)},
        by=by,
    )
    if job.state == JobState.FAILED:
        queue.retry(job)
    return job


def ask_when_complete(simulation: Simulation, *, by: Actor) -> None:
    """Ask for the indices once the last sheet of the session is signed. Inside a transaction."""
    session = simulation.registration.session
    held = Simulation.objects.filter(registration__session=session).exclude(state__in=NOT_HELD)
    if not held.filter(Exists(unsigned_evaluators("pk"))).exists():
        ask(session, by=by)
