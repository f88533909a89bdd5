"""The candidate writes the application, saves it as one types, and submits it."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from assessments.candidates.models import Candidate, EnrolmentState
from assessments.framework.models import CompetencyBlock, QualificationRevision
from ccas import clock, documents, journal
from ccas.actors import Actor
from ccas.documents.actions import canonical
from ccas.periods import in_words
from ccas.refusals import Refusal
from certification.vae import messages, reading
from certification.vae.documents import ACKNOWLEDGEMENT, acknowledgement_facts
from certification.vae.models import (
    ApplicationBlock,
    ApplicationState,
    EligibilityApplication,
    Experience,
)
from certification.vae.permissions import require_own
from certification.vae.rules.completeness import REGIMES, missing_to_submit
from certification.vae.rules.quotas import Filed, quota_refusals
from certification.vae.workflow import WORKFLOW

ROUTE = "VAE"
#: What the form saves, field by field.
ANSWERS = frozenset(
    {"situation", "education", "territory", "training", "motivation", "elsewhere", "sworn"}
)
EXPERIENCE = frozenset(
    {"place", "function", "status", "starts_on", "ends_on", "hours", "activities"}
)


@transaction.atomic
def start_application(
    candidate: Candidate, revision: QualificationRevision, *, by: Actor
) -> EligibilityApplication:
    """Begin an application for every block of the qualification. Raises Refusal, with the reason.

    The route must be open and the registration in force: an enrolment begins at the latest on its
    last day.
    """
    candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    sentences = start_refusals(candidate, revision)
    if sentences:
        raise Refusal(sentences)
    application = EligibilityApplication(candidate=candidate, revision=revision)
    require_own(by, application)
    application.save(force_insert=True)
    for block in revision.blocks.all():
        ApplicationBlock.objects.create(application=application, competencyblock=block)
    journal.record(
        "eligibility.start", application, by=by, qualification=revision.qualification.code
    )
    return application


def start_refusals(candidate: Candidate, revision: QualificationRevision) -> list[str]:
    """Why this candidate cannot begin an application for this qualification today."""
    code = revision.qualification.code
    end = revision.registration_end
    if revision.rules.route(ROUTE) is None:
        return [f"La certification {code} ne s’obtient pas par la validation des acquis."]
    if end is not None and clock.today() > end:
        return [
            f"L’enregistrement de {code} a pris fin le {in_words(end)} : aucune nouvelle demande"
            " n’est reçue tant que la certification n’est pas renouvelée ou remplacée."
        ]
    if candidate.enrolments.filter(
        revision__qualification=revision.qualification_id, state=EnrolmentState.OPEN
    ).exists():
        return [f"Un parcours vers {code} est déjà en cours."]
    if candidate.applications.filter(
        revision__qualification=revision.qualification_id,
        state__in=[
            ApplicationState.DRAFT,
            ApplicationState.SUBMITTED,
            ApplicationState.INCOMPLETE,
        ],
    ).exists():
        return [f"Une demande de recevabilité pour {code} est déjà en cours."]
    return []


@transaction.atomic
def save_answers(
    application: EligibilityApplication,
    *,
    by: Actor,
    blocks: Iterable[CompetencyBlock] | None = None,
    **answers: Any,
) -> EligibilityApplication:
    """Save some answers as they stand; nothing needs to be complete yet."""
    application = _draft(application, by)
    unknown = answers.keys() - ANSWERS
    if unknown:
        raise ValueError(f"unknown answers: {unknown}")
    for name, value in answers.items():
        setattr(application, name, value)
    if answers:
        application.save(update_fields=list(answers))
    if blocks is not None:
        _aim_at(application, list(blocks))
    return application


def _aim_at(application: EligibilityApplication, blocks: list[CompetencyBlock]) -> None:
    wanted = {block.pk for block in blocks}
    if any(block.revision_id != application.revision_id for block in blocks):
        raise Refusal("Ce bloc n’est pas de cette certification.")
    present = ApplicationBlock.objects.filter(application=application)
    present.exclude(competencyblock__in=wanted).delete()
    held = set(present.values_list("competencyblock", flat=True))
    for pk in wanted - held:
        ApplicationBlock.objects.create(application=application, competencyblock_id=pk)


@transaction.atomic
def add_experience(application: EligibilityApplication, *, by: Actor, **said: Any) -> Experience:
    """Add an experience: place, function, status, starts_on, and what is known of the rest."""
    return Experience.objects.create(application=_draft(application, by), **_known(said))


@transaction.atomic
def change_experience(experience: Experience, *, by: Actor, **said: Any) -> Experience:
    """Change what an experience says."""
    _draft(experience.application, by)
    for name, value in _known(said).items():
        setattr(experience, name, value)
    experience.save(update_fields=list(said))
    return experience


@transaction.atomic
def remove_experience(experience: Experience, *, by: Actor) -> None:
    """Take an experience out of a draft; its files go with the draft's terms."""
    application = _draft(experience.application, by)
    journal.record("eligibility.forget", application, by=by, experience=experience.pk)
    experience.delete()


def missing(application: EligibilityApplication) -> list[str]:
    """What lacks before it can be submitted, quotas included, in sentences."""
    today = clock.today()
    lacks = missing_to_submit(
        reading.answers(application, reading.files(application)),
        today=today,
        minimum_hours=REGIMES[settings.VAE_REGIME].minimum_hours,
    )
    new = Filed(
        application.revision.qualification.code, today.year, reading.blocks_only(application)
    )
    return lacks + quota_refusals(
        new, reading.filed_by(application), elsewhere=application.elsewhere
    )


@transaction.atomic
def submit(application: EligibilityApplication, *, by: Actor) -> EligibilityApplication:
    """Submit: freeze what was said, start the two months, acknowledge receipt at once.

    Raises Refusal with everything that lacks.
    """
    application = _draft(application, by)
    end = application.revision.registration_end
    lacks = missing(application)
    if end is not None and clock.today() > end:
        lacks.insert(0, f"L’enregistrement a pris fin le {in_words(end)}.")
    if lacks:
        raise Refusal(lacks)
    content = reading.content(application, reading.files(application))
    digest = hashlib.sha256(canonical(content)).hexdigest()
    WORKFLOW.move(
        application,
        "submit",
        by=by,
        also={
            "content": content,
            "content_sha256": digest,
            "received_on": clock.today(),
        },
        sha256=digest,
    )
    receipt = documents.issue(
        ACKNOWLEDGEMENT,
        subject=application,
        facts=acknowledgement_facts(application),
        by=by,
        owner_id=by.user_id,
        series_scope=application.revision.qualification.code,
    )
    messages.say(
        application,
        "acknowledged",
        "Votre demande est déposée. L’accusé de réception est joint à votre dossier.",
        by=by,
        document=receipt,
    )
    return application


@transaction.atomic
def abandon(application: EligibilityApplication, *, by: Actor) -> EligibilityApplication:
    """The candidate takes the application back, before any decision."""
    application = EligibilityApplication.objects.select_for_update().get(pk=application.pk)
    require_own(by, application)
    if reading.state_today(application) == ApplicationState.TACITLY_ADMISSIBLE:
        raise Refusal("Votre demande est recevable : il n’y a plus rien à retirer.")
    WORKFLOW.move(application, "abandon", by=by)
    return application


def _draft(application: EligibilityApplication, by: Actor) -> EligibilityApplication:
    """The draft, locked, if it is the actor's own and still written."""
    application = (
        EligibilityApplication.objects.select_for_update(of=("self",))
        .select_related("candidate__person", "revision__qualification")
        .get(pk=application.pk)
    )
    require_own(by, application)
    if application.state != ApplicationState.DRAFT:
        raise Refusal("Cette demande est déposée : elle ne change plus.")
    return application


def _known(said: dict[str, Any]) -> dict[str, Any]:
    unknown = said.keys() - EXPERIENCE
    if unknown:
        raise ValueError(f"unknown fields: {unknown}")
    return said
