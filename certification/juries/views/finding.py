"""The jury of a page, or 404; and what each state lets one do next."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from ccas import access
from ccas.interface.components import NextStep
from certification.juries import permissions
from certification.juries.models import Jury, JuryState

#: State → kind of badge.
BADGES = {
    JuryState.DRAFT: "todo",
    JuryState.COMPOSED: "current",
    JuryState.CONVENED: "current",
    JuryState.OPEN: "warning",
    JuryState.CLOSED: "done",
    JuryState.CANCELLED: "neutral",
}


def visible_jury(request: HttpRequest, pk: UUID) -> Jury:
    """The jury if the actor may see it, else the 404 of an unknown id."""
    juries = permissions.visible_juries(request.actor).select_related("proposed_entity")
    return access.get_or_404(juries, pk=pk)


def summons_deadline(jury: Jury) -> date:
    """The last day on which summonses may leave."""
    return jury.sits_on - timedelta(days=jury.rules.summons_days)


def next_step(jury: Jury, *, seats: int, held: int, candidates: int) -> NextStep | None:
    """What the officer does next for this jury; None when it is over."""
    deadline = summons_deadline(jury)
    if jury.state == JuryState.DRAFT:
        if held < seats:
            missing = seats - held
            return NextStep(
                f"Pourvoir {missing} siège{'s' if missing > 1 else ''}",
                who="Vous",
                due=deadline,
                detail=f"{held} sur {seats} pourvus. Les convocations partent au plus tard ce "
                "jour-là.",
                url=reverse("juries:composition", args=[jury.pk]),
                label="Composer le jury",
            )
        return NextStep(
            "Arrêter la composition",
            who="Vous",
            due=deadline,
            url=reverse("juries:composition", args=[jury.pk]),
            label="Relire la composition",
        )
    if jury.state == JuryState.COMPOSED:
        if not candidates:
            return NextStep(
                "Fixer l’ordre du jour",
                who="Vous",
                due=deadline,
                url=reverse("juries:agenda", args=[jury.pk]),
                label="Choisir les candidats",
            )
        return NextStep(
            "Convoquer les membres",
            who="Vous",
            due=deadline,
            detail="Les liens trouvés se traitent avant la convocation.",
            url=reverse("juries:composition", args=[jury.pk]),
            label="Relire et convoquer",
        )
    if jury.state == JuryState.CONVENED:
        return NextStep("Ouvrir la délibération", who="Le président du jury", due=jury.sits_on)
    if jury.state == JuryState.OPEN:
        return NextStep("Délibérer et signer le procès-verbal", who="Le jury", due=jury.sits_on)
    return None
