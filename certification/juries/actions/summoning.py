"""Telling members to come: a row and a message each, in the transaction that convenes them."""

from collections.abc import Sequence

from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.juries.messages import address_of, post_summons
from certification.juries.models import Jury, JurySummons, Nomination


def summon(jury: Jury, nominations: Sequence[Nomination], *, by: Actor) -> None:
    """Write the summons of each member and post its message.

    Raises Refusal naming those we cannot write to; the caller's transaction then undoes all.
    """
    silent = [one.person.display_name for one in nominations if not address_of(one.person)]
    if silent:
        raise Refusal([f"Aucune adresse électronique n’est connue pour {name}." for name in silent])
    for nomination in nominations:
        JurySummons.objects.get_or_create(jury=jury, person=nomination.person, seat=nomination.seat)
        post_summons(jury, nomination, by=by)
