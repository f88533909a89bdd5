"""The sessions on whose panel somebody stands or stood."""

from collections.abc import Iterator

from django.urls import reverse

from assessments.people.models import Person
from assessments.people.roles import RoleHeld
from assessments.sessions.models import PanelMember, SessionState
from assessments.sessions.permissions import visible_sessions
from ccas.actors import Actor

#: What is only prepared is no role yet; what was cancelled never was one.
HELD = (SessionState.CONVENED, SessionState.CLOSED)


def panels_of(person: Person, actor: Actor) -> Iterator[RoleHeld]:
    """One line for each session that the actor may open. One query."""
    sessions = visible_sessions(actor).filter(state__in=HELD)
    rows = PanelMember.objects.filter(person=person, session__in=sessions)
    for row in rows.select_related("session"):
        yield RoleHeld(
            on=row.session.starts_on,
            what="Évaluation",
            where=row.session.name,
            address=reverse("sessions:detail", args=[row.session_id]),
            note=row.session.get_state_display(),
        )
