"""What the directory holds about a person."""

from assessments.people.models import Accreditation, Availability, Link, Person, Posting
from ccas import holdings

holdings.register(
    Person, "user", withheld={"sort_name": "le nom sans accents, pour classer les listes"}
)
holdings.register(Posting, "person__user")
holdings.register(Accreditation, "person__user")
holdings.register(Link, "person__user", "other__user")
holdings.register(Availability, "person__user")
