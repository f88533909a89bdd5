"""Asking who could sit, then taking the seats as proposed: all of them or none."""

from django.db import transaction

from assessments.people.models import Person
from ccas import jobs, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.juries import rules
from certification.juries.actions.convening import AT_CONVENING
from certification.juries.actions.locking import locked
from certification.juries.actions.seating import appoint
from certification.juries.composer.reading import problem_of
from certification.juries.models import CompositionProposal, Jury, JuryState, Nomination
from certification.juries.permissions import require_officer
from certification.juries.reading import Reading
from certification.juries.workflow import COMPOSITION, SHOWN

#: The kind of the job that searches.
SEARCH = "juries.propose"
#: While the seats may be filled all at once.
BEFORE_OPENING = (JuryState.DRAFT, JuryState.COMPOSED, JuryState.CONVENED)


@transaction.atomic
def propose_composition(jury: Jury, *, by: Actor) -> CompositionProposal:
    """Ask a worker who could take the vacant seats. An answer not kept yet is set aside."""
    require_officer(by, "demande une composition")
    jury = locked(jury.pk)
    if jury.state not in BEFORE_OPENING:
        raise Refusal(
            f"Ce jury est à l’état « {jury.get_state_display()} » : sa composition ne se cherche "
            "plus."
        )
    reading = Reading(jury)
    if len({one.seat_id for one in reading.nominations}) == len(reading.seats):
        raise Refusal("Tous les sièges sont pourvus : il n’y a rien à proposer.")
    for old in jury.proposals.select_for_update().filter(state__in=SHOWN):
        COMPOSITION.move(old, "discard", by=by, jury=jury.pk)
    proposal = CompositionProposal.objects.create(jury=jury)
    journal.record("jury.propose", proposal, by=by, jury=jury.pk)
    jobs.enqueue(
        SEARCH, key=f"composition:{proposal.pk}", payload={"proposal": str(proposal.pk)}, by=by
    )
    return proposal


@transaction.atomic
def discard_composition(proposal: CompositionProposal, *, by: Actor) -> CompositionProposal:
    """Set a proposal aside; a search under way will write nothing."""
    require_officer(by, "écarte une composition")
    proposal = CompositionProposal.objects.select_for_update().get(pk=proposal.pk)
    COMPOSITION.move(proposal, "discard", by=by, jury=proposal.jury_id)
    return proposal


@transaction.atomic
def keep_composition(proposal: CompositionProposal, *, by: Actor) -> list[Nomination]:
    """Appoint everybody as proposed, by the verb one would use by hand.

    Refused when the jury is no longer the one that was asked about, or when the indicators, which
    share nothing with the search, find the result unlawful for the jury or for one candidate.
    """
    require_officer(by, "retient une composition")
    jury = locked(proposal.jury_id)
    proposal = CompositionProposal.objects.select_for_update().get(pk=proposal.pk)
    if sentence := COMPOSITION.sentence_if_not("keep", proposal):
        raise Refusal(sentence)
    if problem_of(jury).digest() != proposal.problem_sha256:
        raise Refusal(
            "Le jury ou le vivier ont changé depuis cette proposition (sièges, ordre du jour, "
            "habilitations, disponibilités ou liens) : demandez-en une autre."
        )
    seats = {str(seat.pk): seat for seat in jury.seats.select_related("entity")}
    people = {
        str(one.pk): one for one in Person.objects.filter(pk__in=[row[1] for row in proposal.seats])
    }
    made = [
        appoint(seats[seat], people[person], capacity=capacity, by=by)
        for seat, person, capacity in proposal.seats
    ]
    if faults := _unlawful(jury):
        raise Refusal(faults)
    COMPOSITION.move(proposal, "keep", by=by, jury=jury.pk, seats=len(made))
    return made


def _unlawful(jury: Jury) -> list[str]:
    """What the indicators say against the jury as it now stands, or for one of its candidates."""
    reading = Reading(jury)
    appointed = [one for one in reading.appointed() if one.id not in AT_CONVENING]
    enrolments = [item.enrolment for item in jury.agenda.select_related("enrolment__candidate")]
    reviews = reading.reviews(enrolments).values()
    return rules.standing_in_the_way(
        [*appointed, *(one for review in reviews for one in review.indicators)]
    )
