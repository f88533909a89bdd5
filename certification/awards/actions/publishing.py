"""Publishing results, checked against what the documents will need."""

from django.db import transaction

from ccas import clock, documents
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.awards.papers import papers_of
from certification.awards.permissions import require_officer
from certification.awards.signing import signatory_on
from certification.deliberation import actions as deliberating
from certification.deliberation.actions.locking import locked
from certification.deliberation.models import Deliberation


@transaction.atomic
def publish_results(deliberation: Deliberation, *, by: Actor) -> Deliberation:
    """Publish, once somebody may sign the documents that follow."""
    deliberation = locked(deliberation)
    problems = missing_to_publish(deliberation)
    if problems:
        raise Refusal(problems)
    return deliberating.publish(deliberation, by=by)


def missing_to_publish(deliberation: Deliberation) -> list[str]:
    """Why the results may not be published now; empty when they may."""
    problems = deliberating.missing_to_publish(deliberation)
    qualification = deliberation.jury.revision.qualification
    if signatory_on(qualification, clock.today()) is None:
        problems.append(
            f"Personne n’a de délégation en cours pour signer les documents de {qualification}."
        )
    return problems


def retry_documents(deliberation: Deliberation, *, by: Actor) -> int:
    """Try again the documents of this deliberation that were given up; gives how many."""
    require_officer(by)
    given = documents.retry_all(papers_of(deliberation), by=by)
    if not given:
        raise Refusal("Aucun document n’attend d’être repris.")
    return given
