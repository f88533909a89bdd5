"""What the jury writes for itself, and what happened in the room."""

from django.db import transaction

from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.deliberation import permissions, room
from certification.deliberation.actions.locking import locked, must_be_unsigned
from certification.deliberation.models import InterviewNote, Presentation, SittingIncident
from certification.deliberation.models.sitting import Deliberation


@transaction.atomic
def write_note(presentation: Presentation, *, text: str, by: Actor) -> InterviewNote:
    """A member notes something of the interview, before the candidate's passage is concluded."""
    deliberation = locked(presentation.deliberation)
    must_be_unsigned(deliberation)
    presentation = Presentation.objects.select_related("enrolment__candidate").get(
        pk=presentation.pk
    )
    person = permissions.person_of(by)
    now = room.sitting_now(deliberation, clock.now())
    held = next((one for one in now.holders if person and one.person_id == person.pk), None)
    if held is None or not by.has_role(*permissions.MEMBERS):
        raise Refusal("Seuls les membres du jury écrivent des notes d’entretien.")
    if held.person_id in now.review(presentation.enrolment).recused:
        raise Refusal("Votre déport est inscrit pour ce candidat : vous n’écrivez pas de note.")
    if presentation.concluded_at:
        raise Refusal("Ce passage est déjà conclu : ses notes ne changent plus.")
    if not text.strip():
        raise Refusal("Une note vide ne dit rien.")
    row = InterviewNote.objects.create(
        presentation=presentation, person=held.person, text=text.strip(), written_at=clock.now()
    )
    journal.record(
        "presentation.note", presentation, by=by, note=row.pk, text=journal.digest(row.text)
    )
    return row


@transaction.atomic
def report_incident(deliberation: Deliberation, *, text: str, by: Actor) -> SittingIncident:
    """Something happened in the room: it will stand in the minutes as it is written here."""
    deliberation = locked(deliberation)
    must_be_unsigned(deliberation)
    permissions.require_president_or_officer(by, deliberation.jury)
    if not text.strip():
        raise Refusal("Dites ce qui s’est passé.")
    row = SittingIncident.objects.create(
        deliberation=deliberation, text=text.strip(), at=clock.now()
    )
    journal.record(
        "deliberation.incident", deliberation, by=by, incident=row.pk, text=journal.digest(row.text)
    )
    return row
