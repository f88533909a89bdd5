"""The seats that somebody holds or held."""

from collections.abc import Iterator

from django.urls import reverse

from assessments.people.models import Person
from assessments.people.roles import RoleHeld
from ccas.actors import Actor
from certification.juries.models import Nomination
from certification.juries.models.composition import ANNOUNCED
from certification.juries.permissions import visible_juries
from certification.juries.reading import day_end


def seats_of(person: Person, actor: Actor) -> Iterator[RoleHeld]:
    """One line for each seat of an announced jury that the actor may open. One query."""
    juries = visible_juries(actor).filter(state__in=ANNOUNCED)
    rows = Nomination.objects.filter(person=person, seat__jury__in=juries)
    for row in rows.select_related("seat__jury"):
        jury = row.seat.jury
        left = row.ends_at is not None and row.ends_at <= day_end(jury.sits_on)
        yield RoleHeld(
            on=jury.sits_on,
            what=row.seat.label,
            where=jury.name,
            address=reverse("juries:detail", args=[jury.pk]),
            note="siège quitté" if left else jury.get_state_display(),
        )
