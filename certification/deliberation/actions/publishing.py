"""Results are hidden until published; a delay set by the officer precedes it; it is final."""

from datetime import datetime

from django.db import transaction

from ccas import clock, jobs, journal, webhooks
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.deliberation import permissions
from certification.deliberation.actions.locking import locked
from certification.deliberation.models import Deliberation, MinutesState


@transaction.atomic
def schedule_publication(
    deliberation: Deliberation, *, not_before: datetime, by: Actor
) -> Deliberation:
    """Set the moment before which the results stay hidden."""
    deliberation = locked(deliberation)
    permissions.require_officer(by)
    _refuse_published(deliberation)
    deliberation.publish_not_before = not_before
    deliberation.save(update_fields=["publish_not_before"])
    journal.record("deliberation.schedule", deliberation, by=by, not_before=not_before)
    return deliberation


@transaction.atomic
def publish(deliberation: Deliberation, *, by: Actor) -> Deliberation:
    """Show the results to the candidates. Final. The documents and messages follow as a job."""
    deliberation = locked(deliberation)
    permissions.require_officer(by)
    problems = missing_to_publish(deliberation)
    if problems:
        raise Refusal(problems)
    deliberation.published_at = clock.now()
    deliberation.save(update_fields=["published_at"])
    journal.record("deliberation.publish", deliberation, by=by)
    webhooks.emit(
        "decision.published",
        key=f"deliberation:{deliberation.pk}",
        data={
            "deliberation": deliberation.pk,
            "qualification": deliberation.jury.revision.qualification.code,
            "enrolments": list(
                deliberation.presentations.order_by("position").values_list("enrolment", flat=True)
            ),
        },
        by=by,
    )
    jobs.enqueue(
        "awards.publish",
        key=f"deliberation:{deliberation.pk}",
        payload={"deliberation": str(deliberation.pk)},
        by=by,
    )
    return deliberation


def missing_to_publish(deliberation: Deliberation) -> list[str]:
    """Why the results may not be published now; empty when they may."""
    if deliberation.published_at is not None:
        return ["Les résultats sont déjà publiés : la publication est définitive."]
    minutes = getattr(deliberation, "minutes", None)
    problems = []
    if minutes is None or minutes.state != MinutesState.SIGNED:
        problems.append("Le procès-verbal n’est pas signé.")
    if deliberation.publish_not_before is None:
        problems.append("La date de publication n’est pas fixée.")
    elif clock.now() < deliberation.publish_not_before:
        moment = clock.paris(deliberation.publish_not_before)
        problems.append(f"La publication est fixée au {moment:%d/%m/%Y à %H:%M}, pas avant.")
    return problems


def _refuse_published(deliberation: Deliberation) -> None:
    if deliberation.published_at is not None:
        raise Refusal("Les résultats sont déjà publiés : la publication est définitive.")
