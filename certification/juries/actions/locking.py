"""Every action on a jury begins by holding its row: two officers act one after the other."""

from uuid import UUID

from ccas.refusals import Refusal
from certification.juries.models import Jury
from certification.juries.models.composition import LIVE


def locked(pk: UUID) -> Jury:
    """The jury as it stands now, its row held until the transaction ends."""
    return (
        Jury.objects.select_for_update(of=("self",))
        .select_related("revision__qualification", "presiding_entity", "proposed_entity")
        .get(pk=pk)
    )


def require_live(jury: Jury, what: str) -> None:
    """Refuse once the jury is closed or cancelled. what: "la nomination d’un membre"."""
    if jury.state not in LIVE:
        raise Refusal(
            f"Impossible : {what} n’est pas prévue à l’état « {jury.get_state_display()} »."
        )
