"""One gesture of an evaluator, received once and for all.

The same protocol serves a tap on a live page and a journal replayed hours later: an act is named
by (sheet, client, sequence), says which act it follows, and may be sent again without effect.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from assessments.framework.models import Competency
from assessments.grading import rules
from assessments.grading.models import (
    ActKind,
    AssessmentSheet,
    Observation,
    Rating,
    SheetAct,
    SheetState,
)
from assessments.grading.scales import scale_of
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Conflict, Refusal

#: Longest note, in characters.
TEXT_LENGTH = 1000
#: PostgreSQL's integer; a day on the station clock.
INTEGER = 2**31 - 1
DAY_SECONDS = 24 * 3600

type Reference = SheetAct | UUID | str | tuple[UUID | str, int] | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """An act is in the database. value: the rating now in force on its competency, or None.

    replayed: it had been received before; nothing was written this time.
    """

    act: SheetAct
    value: str | None
    replayed: bool = False


@transaction.atomic
def record_act(
    sheet: AssessmentSheet,
    *,
    client_id: UUID | str,
    sequence: int,
    kind: str,
    by: Actor,
    previous_act: Reference = None,
    competency: Competency | int | None = None,
    value: str = "",
    text: str = "",
    second: int | None = None,
    device_offset_ms: int = 0,
) -> Receipt:
    """Receive one act of the sheet's evaluator; idempotent on (sheet, client_id, sequence).

    kind: rate (competency, value, previous_act), note or observe (text, competency or none),
    undo (previous_act: the last act on the competency, or the observation to withdraw).
    previous_act: an act, its id, or (client, sequence) of an act sent before this one.
    second: seconds on the station clock; device_offset_ms: device clock minus server clock.

    Raises Conflict when the act does not follow the last one on its competency, or when the same
    (client, sequence) came with other content; its `current` holds both values. Raises Refusal
    for another's sheet, a signed one, a competency or a value that is not on the sheet.
    """
    sheet = _locked(sheet)
    if by.role != Role.EVALUATOR or sheet.evaluator.user_id != by.user_id:
        raise Refusal("Seul l’évaluateur à qui cette grille est confiée peut la remplir.")
    client, number = _client(client_id), _integer(sequence, 0, INTEGER, "Le rang de l’acte")
    competency_id = competency.pk if isinstance(competency, Competency) else competency
    if competency_id is not None:
        competency_id = _integer(competency_id, 1, 2**63 - 1, "La compétence")
    text = _words(text)
    if second is not None:
        second = _integer(second, 0, DAY_SECONDS, "La seconde à l’horloge du poste")
    offset = _integer(device_offset_ms, -INTEGER, INTEGER, "Le décalage d’horloge")

    around = Q(client=client, sequence=number) | _reference(previous_act)
    if competency_id is not None:
        around |= Q(competency=competency_id)
    near = list(sheet.acts.filter(around).order_by("received_at"))
    previous = _previous(previous_act, near)
    if kind == ActKind.UNDO and previous is not None and competency_id is None:
        competency_id = previous.competency_id
        near = list(sheet.acts.filter(around | Q(competency=competency_id)))
    new = SheetAct(
        sheet=sheet,
        client=client,
        sequence=number,
        previous=previous,
        kind=kind,
        competency_id=competency_id,
        value=str(value),
        text=text,
        second=second,
        device_offset_ms=offset,
    )
    chain = rules.project(plain(act) for act in near if act.competency_id == competency_id)
    known = next((a for a in near if (a.client, a.sequence) == (client, number)), None)
    if known is not None:
        return _replayed(known, new, chain)
    _refuse_unless_open(sheet)
    _refuse_unless_complete(sheet, new, previous_act, near)
    words = previous is not None and previous.kind in rules.WORDS
    if not words:
        _refuse_stale(new, chain, near, lost=previous is None and bool(previous_act))
    if new.kind == ActKind.UNDO and not words and str(competency_id) not in chain.ratings:
        raise Refusal("Il n’y a plus rien à annuler sur cette compétence.")
    new.save(force_insert=True)
    return Receipt(new, _projected(new, [*near, new], withdrawn=previous if words else None))


@transaction.atomic
def rate_unobservable(sheet: AssessmentSheet, *, client_id: UUID | str, by: Actor) -> list[Receipt]:
    """Rate « non observé » every unrated competency that the scenario does not let one observe.

    One act each, sequence from 1 under `client_id`. Empty when the scale has no such level.
    """
    session = sheet.simulation.registration.session
    level = next((lv for lv in scale_of(session.revision_id) if not lv.observed), None)
    if level is None:
        return []
    unseen = (
        Competency.objects.filter(block__simulations=sheet.simulation_id)
        .exclude(scenarios=sheet.simulation.scenario_id)
        .order_by("block__position", "position")
    )
    now = rules.project(plain(act) for act in sheet.acts.all())
    return [
        record_act(
            sheet,
            client_id=client_id,
            sequence=rank,
            previous_act=now.heads.get(str(competency.pk)),
            kind=ActKind.RATE,
            competency=competency,
            value=level.code,
            by=by,
        )
        for rank, competency in enumerate(unseen, start=1)
        if str(competency.pk) not in now.ratings
    ]


def plain(act: SheetAct) -> rules.Act:
    """The act as the rules read it; keys are text."""
    return rules.Act(
        key=str(act.pk),
        kind=str(act.kind),
        competency=None if act.competency_id is None else str(act.competency_id),
        value=act.value,
        text=act.text,
        previous=None if act.previous_id is None else str(act.previous_id),
        second=act.second,
    )


def _locked(sheet: AssessmentSheet) -> AssessmentSheet:
    """The sheet's row locked, with what is read from around it."""
    return (
        AssessmentSheet.objects.select_for_update(of=("self",))
        .select_related("evaluator", "simulation__registration__session")
        .get(pk=sheet.pk)
    )


def _client(value: UUID | str) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise Refusal("L’appareil ne s’est pas fait connaître correctement.") from None


def _integer(value: Any, low: int, high: int, name: str) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise Refusal(f"{name} n’est pas un nombre entier.") from None
    if not low <= number <= high:
        raise Refusal(f"{name} est hors limites.")
    return number


def _words(text: str) -> str:
    """The words of a note, trimmed, checked for length and for what no keyboard types."""
    text = str(text).strip()
    if "\0" in text:
        raise Refusal("Le texte contient un caractère interdit (octet nul).")
    if len(text) > TEXT_LENGTH:
        raise Refusal(f"Le texte est trop long : {len(text)} caractères, {TEXT_LENGTH} au plus.")
    return text


def _reference(reference: Reference) -> Q:
    """The condition that finds the act named as previous; nothing when none is named."""
    match reference:
        case None | "":
            return Q(pk__in=[])
        case SheetAct():
            return Q(pk=reference.pk)
        case (client, number):
            return Q(client=_client(client), sequence=_integer(number, 0, INTEGER, "Le rang"))
        case _:
            return Q(pk=_client(reference))


def _previous(reference: Reference, near: list[SheetAct]) -> SheetAct | None:
    """The act named as previous among those found, or None."""
    match reference:
        case None | "":
            return None
        case (client, number):
            key = (_client(client), int(number))
            return next((act for act in near if (act.client, act.sequence) == key), None)
        case _:
            pk = reference.pk if isinstance(reference, SheetAct) else _client(reference)
            return next((act for act in near if act.pk == pk), None)


def _replayed(known: SheetAct, new: SheetAct, chain: rules.Projection) -> Receipt:
    """The receipt of an act that had come before, if it is the same one."""
    same = ("kind", "competency_id", "value", "text", "second", "previous_id")
    if any(getattr(known, name) != getattr(new, name) for name in same):
        raise Conflict(
            "Un autre acte porte déjà ce rang sur cet appareil : rechargez la page.",
            current={"current": known.value, "proposed": new.value, "head": str(known.pk)},
        )
    return Receipt(known, chain.ratings.get(str(known.competency_id)), replayed=True)


def _refuse_unless_open(sheet: AssessmentSheet) -> None:
    """A signed sheet takes no act; nor does a replaced one."""
    if sheet.state == SheetState.SIGNED:
        at = clock.paris(sheet.signed_at or clock.now())
        raise Refusal(f"Cette grille est signée depuis le {at:%d/%m/%Y à %H:%M} : rien n’y change.")
    if sheet.state == SheetState.SUPERSEDED:
        raise Refusal("Cette grille a été remplacée par une révision : ouvrez la plus récente.")


def _refuse_unless_complete(
    sheet: AssessmentSheet, new: SheetAct, named: Reference, near: list[SheetAct]
) -> None:
    """What each kind of act must say, and of which competencies."""
    if new.kind not in ActKind.values:
        raise Refusal("Ce geste est inconnu.")
    if new.kind == ActKind.RATE:
        levels = scale_of(sheet.simulation.registration.session.revision_id)
        if new.value not in {level.code for level in levels}:
            wanted = ", ".join(f"{level.code} ({level.label.lower()})" for level in levels)
            raise Refusal(f"Cette cotation n’est pas dans l’échelle : {wanted}.")
        if new.competency_id is None:
            raise Refusal("Une cotation porte sur une compétence.")
    elif new.value:
        raise Refusal("Seule une cotation porte une valeur.")
    if new.kind in rules.WORDS and not new.text:
        raise Refusal("Une note vide ne dit rien : écrivez quelques mots.")
    if new.kind in rules.WORDS and named:
        raise Refusal("Une note ne suit aucun acte.")
    if new.kind == ActKind.UNDO and not named:
        raise Refusal("Il n’y a rien à annuler.")
    if (
        new.kind == ActKind.UNDO
        and new.previous is not None
        and new.previous.competency_id != new.competency_id
    ):
        raise Refusal("Ce geste porte sur une autre compétence.")
    if (
        new.kind == ActKind.UNDO
        and new.previous is not None
        and new.previous.kind in rules.WORDS
        and not Observation.objects.filter(act=new.previous).exists()
    ):
        raise Refusal("Cette note est déjà retirée.")
    if new.competency_id is not None and not any(
        act.competency_id == new.competency_id for act in near
    ):
        on_sheet = Competency.objects.filter(
            pk=new.competency_id, block__simulations=sheet.simulation_id
        )
        if not on_sheet.exists():
            raise Refusal("Cette compétence n’est pas évaluée dans cette mise en situation.")


def _refuse_stale(
    new: SheetAct, chain: rules.Projection, near: list[SheetAct], *, lost: bool
) -> None:
    """Both values when the act does not follow the last one on its competency.

    lost: it names an act that never came, so it follows nothing we know.
    """
    if new.kind in rules.WORDS:
        return
    competency = str(new.competency_id)
    head_key = chain.heads.get(competency)
    if rules.stale(chain, plain(new)) is None and not lost:
        return
    head = next((act for act in near if str(act.pk) == head_key), None)
    raise Conflict(
        "Cette ligne a changé entre-temps, dans une autre fenêtre ou sur un autre appareil :"
        " choisissez la cotation à garder.",
        current={
            "competency": new.competency_id,
            "current": chain.ratings.get(competency),
            "proposed": new.value or None,
            "head": head_key,
            "at": head.received_at if head else None,
        },
    )


def _projected(new: SheetAct, near: list[SheetAct], *, withdrawn: SheetAct | None) -> str | None:
    """Bring ratings and observations to what the acts say; the rating in force, if any."""
    if new.kind in rules.WORDS:
        Observation.objects.create(
            sheet=new.sheet,
            competency_id=new.competency_id,
            text=new.text,
            second=new.second,
            act=new,
        )
    if withdrawn is not None:
        Observation.objects.filter(act=withdrawn).delete()
    competency = str(new.competency_id)
    on_it = [act for act in near if act.competency_id == new.competency_id]
    after = rules.project(plain(act) for act in on_it)
    value = after.ratings.get(competency)
    if new.kind in rules.WORDS or withdrawn is not None:
        return value
    place = {"sheet": new.sheet, "competency_id": new.competency_id}
    if value is None:
        Rating.objects.filter(**place).delete()
        return None
    said = {
        "value": value,
        "act_id": UUID(after.standing[competency]),
        "version": sum(act.kind not in rules.WORDS for act in on_it),
    }
    if not Rating.objects.filter(**place).update(**said):
        Rating.objects.create(**place, **said)
    return value
