"""The first screen of those who sit: the open deliberation, minutes to sign, juries to come."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.interface.components import NextStep
from ccas.interface.templatetags.interface import day
from certification.deliberation.models import (
    Deliberation,
    DeliberationState,
    MinutesSignature,
    MinutesState,
    Presentation,
)
from certification.deliberation.permissions import visible_juries, visible_presentations
from certification.home import addresses
from certification.juries.models import Jury, JuryState

#: A member hears of a jury once convened; its president from the composition on.
TOLD = {
    Role.JURY_MEMBER: (JuryState.CONVENED, JuryState.OPEN, JuryState.CLOSED),
    Role.PRESIDENT: (
        JuryState.COMPOSED,
        JuryState.CONVENED,
        JuryState.OPEN,
        JuryState.CLOSED,
    ),
}
KINDS = {
    JuryState.COMPOSED: "todo",
    JuryState.CONVENED: "current",
    JuryState.OPEN: "warning",
    JuryState.CLOSED: "done",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One jury as its member finds it."""

    jury: Jury
    kind: str
    deliberation: Deliberation | None
    decided: int
    total: int
    following: Presentation | None
    to_sign: bool
    url: str

    @property
    def open(self) -> bool:
        """Whether the deliberation is going on."""
        return self.deliberation is not None and self.deliberation.state != DeliberationState.CLOSED

    @property
    def progress(self) -> str:
        """How far the deliberation is, in one sentence without its full stop."""
        if self.decided == 0:
            return "Aucun candidat n’a encore son issue"
        if self.decided == self.total:
            return "Tous les candidats ont leur issue" if self.total > 1 else "Issue connue"
        verb = "candidats ont leur issue" if self.decided > 1 else "candidat a son issue"
        return f"{self.decided} {verb}, sur {self.total}"


def context(actor: Actor) -> dict[str, Any]:
    """Juries of the actor: those to come, the one that sits, those that sat."""
    signed = MinutesSignature.objects.filter(
        minutes__deliberation=OuterRef("pk"), person__user_id=actor.user_id
    )
    seen = (
        visible_presentations(actor)
        .select_related("enrolment__candidate__person")
        .order_by("position")
    )
    deliberations = (
        Deliberation.objects.select_related("minutes")
        .annotate(signed_by_me=Exists(signed))
        .prefetch_related(Prefetch("presentations", seen, to_attr="seen"))
        .order_by("-opened_at")
    )
    juries = (
        visible_juries(actor)
        .filter(state__in=TOLD[Role(actor.role)])
        .select_related("revision__qualification")
        .prefetch_related(Prefetch("deliberations", deliberations, to_attr="latest"))
        .order_by("sits_on", "name")
    )
    lines = [_line(jury) for jury in juries]
    return {
        "coming": [line for line in lines if line.jury.state != JuryState.CLOSED],
        "past": [line for line in reversed(lines) if line.jury.state == JuryState.CLOSED],
        "step": _step(lines, presides=actor.role == Role.PRESIDENT),
    }


def _line(jury: Jury) -> Line:
    one = jury.latest[0] if jury.latest else None
    seen = one.seen if one else []
    minutes = getattr(one, "minutes", None)
    return Line(
        jury=jury,
        kind=KINDS[JuryState(jury.state)],
        deliberation=one,
        decided=sum(presentation.outcome is not None for presentation in seen),
        total=len(seen),
        following=next((each for each in seen if each.outcome is None), None),
        to_sign=bool(
            minutes
            and minutes.state == MinutesState.DRAFT
            and one.state == DeliberationState.CLOSED
            and not one.signed_by_me
        ),
        url=addresses.deliberation(one.pk) if one else addresses.jury(jury.pk),
    )


def _step(lines: list[Line], *, presides: bool) -> NextStep:
    for line in lines:
        if line.open and line.following:
            return _going_on(line, line.following, presides=presides)
    for line in lines:
        if line.open:
            return NextStep(
                f"Chaque candidat de « {line.jury.name} » a son issue : close la délibération, "
                "le procès-verbal se signe.",
                who="Vous" if presides else "La personne qui préside",
                due=clock.today(),
                url=line.url,
                label="Voir la délibération",
            )
    for line in lines:
        if line.to_sign:
            return NextStep(
                f"Le procès-verbal de « {line.jury.name} » attend votre signature.",
                who="Vous",
                due=clock.today(),
                url=line.url,
                label="Lire et signer",
            )
    for line in lines:
        today = line.jury.state == JuryState.CONVENED and line.jury.sits_on == clock.today()
        if today and presides:
            return NextStep(
                f"« {line.jury.name} » siège aujourd’hui : ouvrez la délibération.",
                who="Vous",
                due=line.jury.sits_on,
                detail=line.jury.place,
                url=addresses.opening(line.jury.pk),
                label="Ouvrir la délibération",
            )
        if line.jury.state in {JuryState.COMPOSED, JuryState.CONVENED}:
            return NextStep(
                f"« {line.jury.name} » siège le {day(line.jury.sits_on)}.",
                who="Vous",
                due=line.jury.sits_on,
                detail=line.jury.place,
                url=line.url,
                label="Voir le jury",
            )
    return NextStep("Aucun jury ne vous attend.", detail="Une convocation vous préviendra.")


def _going_on(line: Line, following: Presentation, *, presides: bool) -> NextStep:
    candidate = following.enrolment.candidate
    return NextStep(
        f"Candidat suivant : {candidate.person.display_name} ({candidate.number}).",
        who="Vous présidez" if presides else "Le jury",
        due=clock.today(),
        detail=f"« {line.jury.name} ». {line.progress}.",
        url=addresses.presentation(following.deliberation_id, following.pk),
        label="Ouvrir le dossier",
    )
