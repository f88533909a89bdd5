"""State changes: one table of moves, one function, one journal line each."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from django.db import models

from ccas import clock
from ccas.actors import Actor
from ccas.journal.writing import record
from ccas.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Move:
    """`verb` leads from any of `sources` to `target` and stamps the field `stamp`, if any.

    label: the verb as a French noun phrase, for the refusal ("la convocation").
    """

    verb: str
    sources: Set[str]
    target: str
    stamp: str = ""
    label: str = ""


class Workflow:
    """The moves of one kind of object. The state is stored in `field`, a field with choices."""

    def __init__(self, name: str, *moves: Move, field: str = "state") -> None:
        self.name = name
        self.field = field
        self.moves = {move.verb: move for move in moves}
        if len(self.moves) != len(moves):
            raise ValueError(f"workflow {name}: a verb stands twice")

    def sentence_if_not(self, verb: str, obj: models.Model) -> str | None:
        """Why `verb` is impossible in the present state, or None when it is possible."""
        move = self.moves[verb]
        if getattr(obj, self.field) in move.sources:
            return None
        label = move.label or "cette action"
        state = getattr(obj, f"get_{self.field}_display")()
        return f"Impossible : {label} n’est pas prévue à l’état « {state} »."

    def allows(self, verb: str, obj: models.Model) -> bool:
        """Whether the present state lets `verb` happen."""
        return self.sentence_if_not(verb, obj) is None

    def move(
        self,
        obj: models.Model,
        verb: str,
        *,
        by: Actor,
        also: Mapping[str, Any] | None = None,
        **details: Any,
    ) -> None:
        """Change the state, stamp the time, save these fields, write the journal line.

        also: columns that a constraint ties to the state, written in the same statement. The
        caller holds the row's lock. Raises Refusal when the state forbids it.
        """
        sentence = self.sentence_if_not(verb, obj)
        if sentence:
            raise Refusal(sentence)
        move = self.moves[verb]
        before = getattr(obj, self.field)
        fields = [self.field]
        setattr(obj, self.field, move.target)
        if move.stamp:
            setattr(obj, move.stamp, clock.now())
            fields.append(move.stamp)
        for name, value in (also or {}).items():
            setattr(obj, name, value)
            fields.append(name)
        obj.save(update_fields=fields)
        moved = {"from": str(before), "to": str(move.target)}
        record(f"{self.name}.{verb}", obj, by=by, **moved, **details)
