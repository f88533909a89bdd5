"""The desk where the acts of one sheet are received: one lock and reading, one writing.

Whatever the number of acts, a sheet is locked once, what they need is read once, each is checked
against what stands after the one before it, and all that are good are written together. Since an
act is checked before anything is written, a bad one undoes nothing of its neighbours.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from assessments.grading import rules
from assessments.grading.actions.holding import (
    Act,
    Held,
    Script,
    hold,
    write_acts,
    write_ratings,
    write_words,
)
from assessments.grading.models import ActKind, SheetAct, SheetState
from assessments.grading.protocol import Name, Said
from assessments.grading.scales import competencies_in, scale_of
from ccas import clock
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Conflict, Refusal

MARKS = ("yes", "no")
#: Read once: a tap pays each time for the list that an enumeration makes.
KINDS = frozenset(ActKind.values)
RATE, UNDO = ActKind.RATE.value, ActKind.UNDO.value
CHAINED = frozenset({RATE, UNDO})
#: Said to an evaluator whom a link found out on the day ties to the candidate.
RECUSED = (
    "Un lien entre vous et ce candidat est enregistré : vous ne l’évaluez plus. Votre grille est"
    " gardée, et ne reçoit plus rien ; le responsable de la session doit vous remplacer."
)


class Barred(Refusal):
    """The sheet takes no act from this person any more. reason: a code, for the journal."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Receipt:
    """An act is in the journal. value: the rating now in force on its competency, or None.

    replayed: it had been received before; nothing was written this time.
    """

    act: Act
    value: str | None
    replayed: bool = False


class Desk:
    """One locked sheet and what is known around the acts that come.

    Take it from `open_desk`, inside a transaction; `receive` each act, then run `to_write` once.
    """

    def __init__(self, sheet: Held, acts: Iterable[Act]) -> None:
        self.sheet = sheet
        self.barred = _why_barred(sheet)
        self.new: list[Act] = []
        self.withdrawn: set[UUID] = set()
        self.by_id: dict[UUID, Act] = {}
        self.by_name: dict[Name, Act] = {}
        self.on: dict[int | None, list[rules.Act]] = defaultdict(list)
        self.chains: dict[int | None, rules.Projection] = {}
        self.undone: set[UUID | None] = set()
        for act in acts:
            self._know(act)

    def _know(self, act: Act) -> None:
        self.by_id[act.pk] = act
        self.by_name[act.client, act.sequence] = act
        self.on[act.competency_id].append(_linked(act))
        self.chains.pop(act.competency_id, None)
        if act.kind == UNDO:
            self.undone.add(act.previous_id)

    def receive(self, said: Said) -> Receipt:
        """Take one act, or raise: Conflict with both values, Refusal with a sentence.

        What it changes is written by `to_write`.
        """
        previous = self._named(said.previous)
        competency = said.competency
        if said.kind == UNDO and previous is not None and competency is None:
            competency = previous.competency_id
        new = Act(
            pk=uuid4(),
            client=said.client,
            sequence=said.sequence,
            previous_id=previous.pk if previous is not None else None,
            kind=said.kind,
            competency_id=competency,
            value=said.value,
            text=said.text,
            second=said.second,
            unsure=said.unsure,
            made_at=said.made_at,
            device_offset_ms=said.offset_ms,
        )
        known = self.by_name.get((said.client, said.sequence))
        if known is not None:
            return self._replayed(known, new)
        if self.barred:
            raise self.barred
        self._refuse_unless_complete(new, said, previous)
        words = previous is not None and previous.kind in rules.WORDS
        chain = self.chain(competency)
        if new.kind in CHAINED and not words:
            self._refuse_stale(new, chain, lost=previous is None and said.previous is not None)
            if new.kind == UNDO and str(competency) not in chain.ratings:
                raise Refusal("Il n’y a plus rien à annuler sur cette compétence.")
        if words and previous is not None:
            self.withdrawn.add(previous.pk)
        self.new.append(new)
        self._know(new)
        return Receipt(new, self.chain(competency).ratings.get(str(competency)))

    def to_write(self) -> Script:
        """The acts taken, then what brings ratings and observations to what they say."""
        script = Script()
        if not self.new:
            return script
        sheet = self.sheet.pk
        write_acts(script, sheet, self.new)
        seen = [a for a in self.new if a.kind in rules.WORDS and a.pk not in self.withdrawn]
        write_words(script, sheet, seen, self.withdrawn - {act.pk for act in self.new})
        rated = {
            act.competency_id
            for act in self.new
            if act.kind == RATE or (act.kind == UNDO and act.previous_id not in self.withdrawn)
        }
        standing, gone = [], []
        for competency in sorted(pk for pk in rated if pk is not None):
            after = self.chain(competency)
            value = after.ratings.get(str(competency))
            if value is None:
                gone.append(competency)
                continue
            act = UUID(after.standing[str(competency)])
            version = sum(self._in_chain(each) for each in self.on[competency])
            standing.append((competency, value, act, version))
        write_ratings(script, sheet, standing, gone)
        return script

    def _in_chain(self, act: rules.Act) -> bool:
        """Whether an act counts in the version of its rating: taps and their undoing."""
        if act.kind != UNDO or act.previous is None:
            return act.kind == RATE
        undone = self.by_id.get(UUID(act.previous))
        return undone is None or undone.kind not in rules.WORDS

    def chain(self, competency: int | None) -> rules.Projection:
        """What the acts known so far say of one competency."""
        known = self.chains.get(competency)
        if known is None:
            known = self.chains[competency] = rules.project(self.on[competency])
        return known

    def _named(self, previous: Name | UUID | None) -> Act | None:
        match previous:
            case None:
                return None
            case UUID():
                return self.by_id.get(previous)
            case _:
                return self.by_name.get(previous)

    def _replayed(self, known: Act, new: Act) -> Receipt:
        """The receipt of an act that had come before, if it is the same one."""
        same = ("kind", "competency_id", "value", "text", "second", "previous_id", "unsure")
        if any(getattr(known, name) != getattr(new, name) for name in same):
            raise Conflict(
                "Un autre acte porte déjà ce rang sur cet appareil : rechargez la page.",
                current={"current": known.value, "proposed": new.value, "head": str(known.pk)},
            )
        value = self.chain(known.competency_id).ratings.get(str(known.competency_id))
        return Receipt(known, value, replayed=True)

    def _refuse_unless_complete(self, new: Act, said: Said, previous: Act | None) -> None:
        """What each kind of act must say, and of which competencies."""
        if new.kind not in KINDS:
            raise Refusal("Ce geste est inconnu.")
        if new.kind == RATE:
            levels = scale_of(self.sheet.revision)
            if new.value not in {level.code for level in levels}:
                wanted = ", ".join(f"{level.code} ({level.label.lower()})" for level in levels)
                raise Refusal(f"Cette cotation n’est pas dans l’échelle : {wanted}.")
            if new.competency_id is None:
                raise Refusal("Une cotation porte sur une compétence.")
        elif new.kind == ActKind.UNSURE:
            _refuse_unless_a_mark(new, said)
        elif new.value:
            raise Refusal("Seule une cotation porte une valeur.")
        if new.kind in rules.WORDS and not new.text:
            raise Refusal("Une note vide ne dit rien : écrivez quelques mots.")
        if new.kind in rules.WORDS and said.previous is not None:
            raise Refusal("Une note ne suit aucun acte.")
        if new.kind == UNDO:
            self._refuse_unless_undoable(new, said, previous)
        if new.competency_id is not None and new.competency_id not in competencies_in(
            tuple(self.sheet.blocks)
        ):
            raise Refusal("Cette compétence n’est pas évaluée dans cette mise en situation.")

    def _refuse_unless_undoable(self, new: Act, said: Said, previous: Act | None) -> None:
        if said.previous is None:
            raise Refusal("Il n’y a rien à annuler.")
        if previous is None:
            return
        if previous.competency_id != new.competency_id:
            raise Refusal("Ce geste porte sur une autre compétence.")
        if previous.kind == ActKind.UNSURE:
            raise Refusal("Une marque « à revoir » ne s’annule pas : elle se lève.")
        if previous.kind in rules.WORDS and previous.pk in self.undone:
            raise Refusal("Cette note est déjà retirée.")

    def _refuse_stale(self, new: Act, chain: rules.Projection, *, lost: bool) -> None:
        """Both values when the act does not follow the last one on its competency.

        lost: it names an act that never came, so it follows nothing we know.
        """
        if rules.stale(chain, _linked(new)) is None and not lost:
            return
        competency = str(new.competency_id)
        head_key = chain.heads.get(competency)
        head = self.by_id[UUID(head_key)] if head_key else None
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


def open_desk(sheet_id: UUID, client: UUID, said: Sequence[Said], *, by: Actor) -> Desk:
    """Lock a sheet and read what these acts need.

    `barred` says why this person may write no new act there; acts already received are still
    known. Raises Http404 when there is no such sheet, Barred for somebody else's sheet or device.
    """
    sheet, acts = hold(sheet_id, client, said, by)
    if by.role != Role.EVALUATOR or sheet.account != by.user_id:
        raise Barred("other", "Seul l’évaluateur à qui cette grille est confiée peut la remplir.")
    if sheet.foreign:
        raise Barred("device", "Cet appareil s’est fait connaître pour une autre personne.")
    return Desk(sheet, acts)


def _why_barred(sheet: Held) -> Barred | None:
    """A signed sheet takes no act; nor a replaced one, nor that of who was replaced or is tied."""
    if sheet.state == SheetState.SIGNED:
        at = clock.paris(sheet.signed_at or clock.now())
        return Barred(
            "signed", f"Cette grille est signée depuis le {at:%d/%m/%Y à %H:%M} : rien n’y change."
        )
    if not sheet.seated:
        return Barred(
            "replaced",
            "Vous n’évaluez plus cette mise en situation : votre grille est gardée, et ne reçoit"
            " plus rien.",
        )
    if sheet.recused:
        return Barred("recused", RECUSED)
    if sheet.state == SheetState.SUPERSEDED:
        return Barred(
            "superseded", "Cette grille a été remplacée par une révision : ouvrez la plus récente."
        )
    return None


def _refuse_unless_a_mark(new: Act, said: Said) -> None:
    if new.value not in MARKS:
        raise Refusal("Une marque « à revoir » est mise (yes) ou levée (no).")
    if new.competency_id is None:
        raise Refusal("Une marque « à revoir » porte sur une compétence.")
    if said.previous is not None:
        raise Refusal("Une marque « à revoir » ne suit aucun acte.")


def _linked(act: Act) -> rules.Act:
    """The act as the rules chain it to others; its words and its moment are not asked."""
    return rules.Act(
        key=str(act.pk),
        kind=act.kind,
        competency=None if act.competency_id is None else str(act.competency_id),
        value=act.value,
        previous=None if act.previous_id is None else str(act.previous_id),
    )


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
        unsure=act.unsure,
        moment=(_moment(act), act.sequence),
    )


def _moment(act: SheetAct) -> int:
    """When it was made, in milliseconds by the server's clock; 0 before it is received."""
    if act.made_at is None and act.received_at is None:
        return 0
    return round(act.happened_at.timestamp() * 1000)
