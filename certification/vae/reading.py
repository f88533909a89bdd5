"""An application as the rules read it, and as it is frozen."""

from typing import Any
from uuid import UUID

from ccas import clock
from ccas.files.models import ReceivedFile
from certification.vae import papers
from certification.vae.models import ApplicationState, EligibilityApplication
from certification.vae.rules import clock as clocks
from certification.vae.rules.clock import PaperRequest, Proceedings
from certification.vae.rules.completeness import Answers
from certification.vae.rules.completeness import Experience as StatedExperience
from certification.vae.rules.quotas import Filed


def proceedings(application: EligibilityApplication) -> Proceedings:
    """The dates of a submitted application; its requests are read once."""
    if application.received_on is None:
        raise ValueError("a draft has no proceedings")
    decided = None
    if application.decided_on is not None and application.state in (
        ApplicationState.ADMISSIBLE,
        ApplicationState.REFUSED,
    ):
        decided = (str(application.state), application.decided_on)
    return Proceedings(
        application.received_on,
        tuple(
            PaperRequest(request.sent_on, request.answered_on)
            for request in application.requests.all()
        ),
        decided,
    )


def state_today(application: EligibilityApplication) -> str:
    """What it is today, whether or not a job has written the silence down."""
    if application.state in (ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE):
        return clocks.state_on(proceedings(application), clock.today())
    return str(application.state)


def files(application: EligibilityApplication) -> dict[UUID, list[ReceivedFile]]:
    """Every paper of the application, by set."""
    sets = [application.pk]
    sets += [experience.pk for experience in application.experiences.all()]
    for request in application.requests.all():
        sets += [paper.pk for paper in request.papers.all()]
    return papers.files_of(sets)


def answers(application: EligibilityApplication, kept: dict[UUID, list[ReceivedFile]]) -> Answers:
    """What has been typed and sent so far; `kept` comes from `files`."""

    def counted(set_id: UUID) -> int:
        return sum(file.state not in papers.TURNED_AWAY for file in kept.get(set_id, []))

    return Answers(
        situation=application.situation,
        education=application.education,
        blocks=application.blocks.count(),
        experiences=tuple(
            StatedExperience(
                place=one.place,
                function=one.function,
                status=one.status,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                hours=one.hours,
                proofs=counted(one.pk),
            )
            for one in application.experiences.all()
        ),
        identity_papers=counted(application.pk),
        papers_waiting=sum(
            file.state in ("received", "scanning") for some in kept.values() for file in some
        ),
        sworn=application.sworn,
    )


def filed_by(application: EligibilityApplication) -> list[Filed]:
    """What this candidate has filed, all years together; this application not counted."""
    others = (
        EligibilityApplication.objects.filter(
            candidate=application.candidate_id, received_on__isnull=False
        )
        .exclude(pk=application.pk)
        .select_related("revision__qualification")
        .prefetch_related("blocks", "revision__blocks")
    )
    return [
        Filed(one.revision.qualification.code, one.received_on.year, blocks_only(one))
        for one in others
        if one.received_on is not None
    ]


def blocks_only(application: EligibilityApplication) -> bool:
    """Whether it aims at some blocks and not at the whole title."""
    return len(application.blocks.all()) < len(application.revision.blocks.all())


def content(
    application: EligibilityApplication, kept: dict[UUID, list[ReceivedFile]]
) -> dict[str, Any]:
    """Everything submitted, as JSON values: texts, dates, and the fingerprints of the papers."""

    def listed(set_id: UUID) -> list[dict[str, str]]:
        return [
            {"file": str(file.pk), "sha256": file.sha256}
            for file in kept.get(set_id, [])
            if file.state not in papers.TURNED_AWAY
        ]

    return {
        "qualification": application.revision.qualification.code,
        "revision": application.revision.number,
        "blocks": sorted(application.blocks.values_list("code", flat=True)),
        "situation": application.situation,
        "education": application.education,
        "training": application.training,
        "motivation": application.motivation,
        "territory": application.territory,
        "elsewhere": application.elsewhere,
        "sworn": application.sworn,
        "identity": listed(application.pk),
        "experiences": [
            {
                "place": one.place,
                "function": one.function,
                "status": one.status,
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat() if one.ends_on else None,
                "hours": one.hours,
                "activities": one.activities,
                "proofs": listed(one.pk),
            }
            for one in application.experiences.all()
        ],
    }
