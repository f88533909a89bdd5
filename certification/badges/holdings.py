"""The badges that a holder asked for."""

from ccas import holdings
from certification.badges.models import Badge

holdings.register(Badge, "award__candidate__person__user", "acquired__candidate__person__user")
