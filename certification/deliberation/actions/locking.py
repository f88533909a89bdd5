"""The lock that every act of a deliberation takes first: its row. One act at a time."""

from ccas import live
from ccas.refusals import Refusal
from certification.deliberation.models import Deliberation, MinutesState
from certification.deliberation.permissions import topic


def locked(deliberation: Deliberation) -> Deliberation:
    """The deliberation as it stands now, its row held until the transaction ends.

    Whoever locks is about to write: those who follow the room are told at the commit.
    """
    found = (
        Deliberation.objects.select_for_update(of=("self",))
        .select_related("jury__revision__qualification")
        .get(pk=deliberation.pk)
    )
    live.changed(topic(found.pk))
    return found


def must_be_unsigned(deliberation: Deliberation) -> None:
    """Refuse once the deliberation is closed: its facts await signature, or are signed."""
    if deliberation.state != "closed":
        return
    minutes = getattr(deliberation, "minutes", None)
    if minutes is not None and minutes.state == MinutesState.SIGNED:
        raise Refusal(
            "Le procès-verbal est signé : plus rien de cette délibération ne change. Seule une "
            "nouvelle délibération peut revenir sur une décision."
        )
    raise Refusal(
        "La délibération est close et son procès-verbal est à la signature : la personne qui "
        "préside peut la rouvrir avant d’avoir signé."
    )
