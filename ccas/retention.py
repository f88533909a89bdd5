"""What goes at its term: each room says which of its rows are due, and how one of them goes.

A term is a key of settings.RETENTION_TERMS. The daily job applies the rules; a person who asks to
be erased has the same rules applied to what is theirs, before its term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from ccas.actors import Actor


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes, when and how.

    label, goes: in French, what it is and what becomes of it. due(cutoff): rows whose term, counted
    from what it is counted from, was over at the end of it: those that ended before `cutoff`.
    forget(row, by): in a transaction of its own, locks the row, empties it, writes the journal;
    twice is once. None: nothing goes by itself, since what is to be kept for good is chosen with
    the archives first (code du patrimoine, L212-3); what is due is counted and told. of(account):
    the rows of a person that may go before their term, at their request; None: none does. last:
    after every other, since it ends the account.
    """

    code: str
    term: str
    label: str
    goes: str
    due: Callable[[datetime], models.QuerySet[Any]]
    forget: Callable[[Any, Actor], None] | None
    of: Callable[[UUID], models.QuerySet[Any]] | None = None
    last: bool = False


_rules: dict[str, Rule] = {}
_obstacles: list[Callable[[UUID], list[str]]] = []


def register(rule: Rule) -> None:
    """Make a rule known. The same code twice is an error, unless it is the same rule."""
    known = _rules.setdefault(rule.code, rule)
    if known is not rule:
        raise ValueError(f"retention rule {rule.code!r} is registered twice")


def register_obstacle(obstacle: Callable[[UUID], list[str]]) -> None:
    """Let a room say why a person may not be erased now: sentences, none when they may."""
    _obstacles.append(obstacle)


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of their codes; the one that ends the account comes last."""
    return tuple(sorted(_rules.values(), key=lambda rule: (rule.last, rule.code)))


def obstacles(account: UUID) -> list[str]:
    """Why the holder of this account may not be erased now; empty when they may."""
    return [sentence for obstacle in _obstacles for sentence in obstacle(account)]
