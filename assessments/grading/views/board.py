"""The harmonised sheet as its page shows it: each line with what every evaluator said and saw.

Built in a constant number of queries; nothing is here before every evaluator has signed.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.db.models import Q

from assessments.framework.rules.qualification import ScaleLevel
from assessments.grading import rules
from assessments.grading.actions.acts import plain
from assessments.grading.actions.consensus import WORD_LENGTH, mark_of
from assessments.grading.incidents import Effects, effects_on, told, unobserved
from assessments.grading.models import (
    AssessmentSheet,
    Consensus,
    ConsensusLine,
    ConsensusSignature,
    ConsensusState,
    Observation,
    Rating,
    SheetAct,
)
from assessments.grading.permissions import signed_together
from assessments.grading.scales import scale_of
from assessments.grading.views.pages import label_in
from assessments.people.models import Person
from ccas.actors import Actor
from ccas.interface.forms import Form

type Sheets = Collection[AssessmentSheet]


class SettleForm(Form):
    """A level of the scale and a word; `known` says what the page showed."""

    value = forms.ChoiceField(label="Cotation retenue", widget=forms.RadioSelect)
    word = forms.CharField(
        label="Votre explication, en quelques mots",
        max_length=WORD_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    known = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: object, scale: tuple[ScaleLevel, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [(level.code, level.label) for level in scale]
        self.fields["value"].widget.inline = True

    def knowing(self, line: ConsensusLine) -> None:
        """What was typed stays; sent again, it answers what the line says now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("known")] = mark_of(line)


@dataclass(frozen=True, slots=True)
class Said:
    """Words on the station clock: « 07:32 », or "" when nobody noted when."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """What one evaluator said of a competency, when, and what was seen.

    unsure: the evaluator had marked the line for a second look.
    """

    person: Person
    code: str
    label: str
    at: str
    unsure: bool
    seen: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One competency side by side. state: to_settle, settled, agreed or neutralised.

    crosses: the levels disagree on whether it is acquired. incident: the sentence of what
    neutralised it. form: to settle it, None when there is nothing to settle.
    """

    line: ConsensusLine
    where: str
    text: str
    sides: tuple[Side, ...]
    state: str
    label: str
    crosses: bool
    incident: str
    form: SettleForm | None

    @property
    def unsure(self) -> bool:
        """Whether an evaluator asked for a second look."""
        return any(side.unsure for side in self.sides)


@dataclass(frozen=True, slots=True)
class Board:
    """The page. general: by evaluator, what was said of no competency in particular."""

    consensus: Consensus
    rows: tuple[Compared, ...]
    general: tuple[tuple[Person, tuple[Said, ...]], ...]
    people: tuple[Person, ...]
    signatures: tuple[ConsensusSignature, ...]
    effects: Effects
    writable: bool
    mine: bool

    def _in(self, *states: str) -> list[Compared]:
        return [row for row in self.rows if row.state in states]

    @property
    def to_settle(self) -> list[Compared]:
        """The disagreements still open."""
        return self._in("to_settle")

    @property
    def differing(self) -> list[Compared]:
        """What was in disagreement, settled or not, and what an incident took out."""
        return self._in("to_settle", "settled", "neutralised")

    @property
    def agreed(self) -> list[Compared]:
        """The agreements, carried over."""
        return self._in("agreed")

    @property
    def late(self) -> list[Person]:
        """Who has not signed yet."""
        given = {each.evaluator_id for each in self.signatures}
        return [person for person in self.people if person.pk not in given]

    def after(self, line: UUID) -> Compared | None:
        """The next disagreement still open after this line, else the first one."""
        order = [row.line.pk for row in self.rows]
        left = self.to_settle
        here = order.index(line)
        later = [row for row in left if order.index(row.line.pk) > here]
        return next(iter([*later, *left]), None)

    @property
    def mark(self) -> str:
        """Changes whenever what the other evaluator must see has changed."""
        read = [
            str(self.consensus.state),
            self.effects.set_aside,
            [[str(row.line.pk), row.state, row.line.value, mark_of(row.line)] for row in self.rows],
            [str(each.pk) for each in self.signatures],
        ]
        return hashlib.sha256(json.dumps(read).encode()).hexdigest()[:16]


def board(
    consensus: Consensus, actor: Actor, refused: Mapping[UUID, SettleForm] | None = None
) -> Board:
    """Everything the page shows. refused: line → the form that was not accepted."""
    simulation = consensus.simulation
    scale = scale_of(simulation.registration.session.revision_id)
    people = [
        seat.person for seat in simulation.evaluators.select_related("person").order_by("position")
    ]
    sheets = {
        sheet.evaluator_id: sheet for sheet in signed_together().filter(simulation=simulation)
    }
    given = _ratings(sheets.values())
    seen = _observations(sheets.values())
    unsure = _unsure(sheets.values())
    effects = effects_on(simulation)
    writable = (
        consensus.state == ConsensusState.OPEN
        and actor.role == "evaluator"
        and not effects.set_aside
    )

    def side(person: Person, competency: int) -> Side:
        sheet = sheets[person.pk].pk if person.pk in sheets else None
        code, second = given.get((sheet, competency), ("", None))
        return Side(
            person,
            code,
            label_in(scale, code),
            _at(second),
            str(competency) in unsure.get(sheet, ()),
            tuple(seen.get((sheet, competency), ())),
        )

    rows = []
    for line in consensus.lines.select_related("competency__block"):
        sides = tuple(side(person, line.competency_id) for person in people)
        incident = effects.neutralised.get(line.competency_id, "")
        incident = incident if unobserved(scale) else ""
        state = (
            "neutralised"
            if incident
            else "to_settle"
            if not line.value
            else "settled"
            if line.settled
            else "agreed"
        )
        acquired = {level.acquired for level in scale if level.code in {s.code for s in sides}}
        rows.append(
            Compared(
                line=line,
                where=f"{line.competency.block.code}, {line.competency.position}",
                text=line.competency.text,
                sides=sides,
                state=state,
                label=label_in(scale, unobserved(scale) if incident else line.value),
                crosses=len(acquired) > 1,
                incident=told(incident) if incident else "",
                form=_form(line, scale, refused or {})
                if writable and state in {"to_settle", "settled"}
                else None,
            )
        )
    signatures = tuple(
        consensus.signatures.filter(withdrawn_at__isnull=True).select_related("evaluator")
    )
    return Board(
        consensus=consensus,
        rows=tuple(rows),
        general=tuple(
            (person, tuple(words))
            for person in people
            if person.pk in sheets and (words := seen.get((sheets[person.pk].pk, None)))
        ),
        people=tuple(people),
        signatures=signatures,
        effects=effects,
        writable=writable,
        mine=any(each.evaluator.user_id == actor.user_id for each in signatures),
    )


def _form(
    line: ConsensusLine, scale: tuple[ScaleLevel, ...], refused: Mapping[UUID, SettleForm]
) -> SettleForm:
    """The form of a line that was in disagreement, filled with what it says now."""
    if line.pk in refused:
        return refused[line.pk]
    said = {"value": line.value, "word": line.word, "known": mark_of(line)}
    return SettleForm(initial=said, scale=scale, prefix=str(line.pk)[:8])


def _ratings(sheets: Sheets) -> dict[tuple[UUID | None, int], tuple[str, int | None]]:
    """(sheet, competency) → level and second on the station clock. One query."""
    rows = Rating.objects.filter(sheet__in=list(sheets))
    return {
        (sheet, competency): (value, second)
        for sheet, competency, value, second in rows.values_list(
            "sheet", "competency", "value", "act__second"
        )
    }


def _observations(sheets: Sheets) -> dict[tuple[UUID | None, int | None], list[Said]]:
    """(sheet, competency or None) → words, by the clock. One query."""
    seen: dict[tuple[UUID | None, int | None], list[Said]] = defaultdict(list)
    rows = Observation.objects.filter(sheet__in=list(sheets)).order_by("second", "recorded_at")
    for sheet, competency, second, text in rows.values_list(
        "sheet", "competency", "second", "text"
    ):
        seen[sheet, competency].append(Said(_at(second), text))
    return seen


def _unsure(sheets: Sheets) -> dict[UUID | None, frozenset[str]]:
    """Sheet → the competencies its evaluator marked for a second look. One query."""
    acts: dict[UUID, list[SheetAct]] = defaultdict(list)
    marked = Q(kind=rules.UNSURE) | Q(unsure=True)
    for act in SheetAct.objects.filter(marked, sheet__in=list(sheets)).order_by("received_at"):
        acts[act.sheet_id].append(act)
    return {
        sheet: rules.project(plain(act) for act in found).unsure for sheet, found in acts.items()
    }


def _at(second: int | None) -> str:
    return "" if second is None else f"{second // 60:02d}:{second % 60:02d}"
