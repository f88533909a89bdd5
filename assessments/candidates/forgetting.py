"""Ways, decisions and titles at their term: counted and told, never let go by a machine.

Ground: public archives that hold personal data are, at the end of their term, sorted into what is
kept for good and what is eliminated, on terms agreed with the administration of the archives (code
du patrimoine, L212-3). Until that agreement exists, a register of titles must not lose a line.
"""

from datetime import datetime

from django.db.models import QuerySet

from assessments.candidates.models import Enrolment
from ccas import retention


def due(cutoff: datetime) -> QuerySet[Enrolment]:
    """The ways that ended before that moment."""
    return Enrolment.objects.filter(ended_at__lt=cutoff)


RULE = retention.Rule(
    code="enrolments",
    term="certification",
    label="Parcours, décisions du jury et titres",
    goes="rien de soi-même : ce qui reste et ce qui part se choisit avec les archives",
    due=due,
    forget=None,
)
