"""The work of computing a session's indices, and of keeping them."""

from collections.abc import Callable
from typing import Any

from assessments.grading.agreement.material import Material, material_of, state_of
from assessments.grading.models import AgreementSnapshot
from assessments.sessions.models import AssessmentSession
from ccas.jobs.models import Job
from ccas.jobs.queue import keep_lease

MEASURE = "agreement.measure"
#: How the indices are computed; a change makes new snapshots say so.
METHOD = "agreement/1"


def measure(job: Job) -> None:
    """Compute and keep the indices of a session as its sheets are now. Doing it twice is once."""
    session = AssessmentSession.objects.get(pk=job.payload["session"])
    if state_of(session) is None:
        return  # closed without a sheet to compare
    material = material_of(session)
    known = {"session": session, "fingerprint": material.fingerprint}
    if AgreementSnapshot.objects.filter(**known).exists():
        return

    def progress(done: int, total: int) -> None:
        job.report(done, total)
        keep_lease(job)

    AgreementSnapshot.objects.get_or_create(
        **known, defaults={"values": values_of(material, progress)}
    )


def values_of(
    material: Material, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Every index as JSON values: of the session, of each pair, of each competency."""
    # numpy, scipy and statsmodels cost two seconds: only the worker that computes pays for them.
    from assessments.grading.agreement import numbers  # noqa: PLC0415

    levels, every = len(material.levels), material.rows()
    pairs, competencies = list(material.pairs()), material.competencies()
    total, done = len(pairs) + len(competencies) + 1, 0
    values: dict[str, Any] = {
        "method": METHOD,
        "levels": list(material.levels),
        "simulations": len({simulation for simulation, _ in material.units}),
        "session": {
            "ordinal": numbers.alpha(every, levels).stored(),
            "nominal": numbers.alpha(every, levels, "nominal").stored(),
            "fleiss": numbers.fleiss(every, levels).stored(),
        },
        "pairs": [],
        "competencies": [],
    }
    progress(done := done + 1, total)
    for people, both in pairs:
        values["pairs"].append(
            {"people": [str(one) for one in people], **numbers.kappa(both, levels).stored()}
        )
        progress(done := done + 1, total)
    for competency in competencies:
        estimate = numbers.alpha(material.rows(competency), levels)
        values["competencies"].append({"competency": competency, **estimate.stored()})
        progress(done := done + 1, total)
    return values
