"""What a candidate shares of their titles."""

from ccas import holdings
from certification.register.models import Share

holdings.register(Share, "enrolment__candidate__person__user")
