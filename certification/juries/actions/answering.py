"""What a member does before the day: answer the summons, declare their impartiality."""

from django.db import transaction

from assessments.people.models import Person
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.juries.actions.locking import locked
from certification.juries.actions.preparing import prepare_files
from certification.juries.models import (
    Answer,
    ImpartialityDeclaration,
    Jury,
    JuryState,
    JurySummons,
    Nomination,
    SummonsReply,
)
from certification.juries.rules.words import DECLARATION


@transaction.atomic
def reply(summons: JurySummons, *, answer: str, reason: str = "", by: Actor) -> SummonsReply:
    """Say that one comes, or does not and why. The last answer counts.

    Only the person summoned answers, as long as the jury is convened and has not opened.
    """
    if by.user_id is None or by.user_id != summons.person.user_id:
        raise Refusal("Chacun répond à sa propre convocation.")
    jury = locked(summons.jury_id)
    reason = reason.strip()
    faults = []
    if jury.state != JuryState.CONVENED:
        faults.append(
            f"Ce jury est à l’état « {jury.get_state_display()} » : il n’attend plus de réponse."
        )
    if answer not in Answer.values:
        faults.append("Répondez que vous venez, ou que vous ne venez pas.")
    if answer == Answer.DECLINED and not reason:
        faults.append("Dites pourquoi vous ne viendrez pas : un suppléant sera nommé.")
    if not _holds(summons.person, jury, seat=summons.seat_id):
        faults.append("Vous ne tenez plus ce siège : cette convocation est sans objet.")
    if faults:
        raise Refusal(faults)
    row = SummonsReply.objects.create(
        summons=summons, answer=answer, reason=reason if answer == Answer.DECLINED else ""
    )
    journal.record("jury.reply", jury, by=by, summons=summons.pk, answer=answer)
    return row


@transaction.atomic
def declare(jury: Jury, *, by: Actor) -> ImpartialityDeclaration:
    """Sign one's declaration of impartiality: from then on the files may be opened.

    The day before the jury and later, their preparation file is made at once.
    """
    jury = locked(jury.pk)
    person = Person.objects.filter(user_id=by.user_id).first() if by.user_id else None
    if person is None or not _holds(person, jury):
        raise Refusal("Seuls les membres de ce jury signent une déclaration pour lui.")
    if jury.state not in (JuryState.CONVENED, JuryState.OPEN):
        raise Refusal(
            f"Ce jury est à l’état « {jury.get_state_display()} » : on n’y déclare plus rien."
        )
    if jury.declarations.filter(person=person).exists():
        raise Refusal("Votre déclaration d’impartialité est déjà signée.")
    declaration = ImpartialityDeclaration.objects.create(
        jury=jury, person=person, words=DECLARATION
    )
    journal.record("jury.declare", jury, by=by, person=person.pk, words=journal.digest(DECLARATION))
    prepare_files(jury, by=by)
    return declaration


def _holds(person: Person, jury: Jury, **seat: object) -> bool:
    """Whether that person holds, now or later, a seat of the jury (that one, when it is given)."""
    return (
        Nomination.objects.lasting(clock.now())
        .filter(seat__jury=jury, person=person, **seat)
        .exists()
    )
