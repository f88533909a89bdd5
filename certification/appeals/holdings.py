"""What appeals hold about a person."""

from ccas import holdings
from certification.appeals.models import Appeal
from certification.deliberation.holdings import told_presentation

holdings.register(
    Appeal,
    "presentation__enrolment__candidate__person__user",
    told=lambda user: told_presentation(user, "presentation__"),
)
