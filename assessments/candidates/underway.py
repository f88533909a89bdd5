"""Why a candidate may not be erased now: a way to the title that is not over."""

from uuid import UUID

from assessments.candidates.models import Enrolment, EnrolmentState


def enrolments_under_way(account: UUID) -> list[str]:
    """One sentence for each enrolment that is open."""
    found = Enrolment.objects.filter(
        candidate__person__user=account, state=EnrolmentState.OPEN
    ).select_related("revision__qualification")
    return [
        f"Un parcours est en cours ({one.revision.qualification.code}) : il doit d’abord être clos,"
        " car sans ces données aucun jury ne pourrait décider."
        for one in found.order_by("recorded_at")
    ]
