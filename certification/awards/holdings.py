"""What the register of titles holds about a person."""

from ccas import holdings
from certification.awards.models import Award, AwardWithdrawal, ResultNotice, Signatory
from certification.deliberation.holdings import told_presentation

holdings.register(Signatory, "person__user")
holdings.register(
    AwardWithdrawal,
    "award__candidate__person__user",
    told=lambda user: told_presentation(user, "award__presentation__"),
)
holdings.register(ResultNotice, "presentation__enrolment__candidate__person__user")
holdings.register(
    Award,
    "candidate__person__user",
    told=lambda user: told_presentation(user, "presentation__"),
)
