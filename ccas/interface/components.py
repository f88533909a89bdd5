"""The values that a page's components draw. Rooms build them; the templates only lay them out."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a task list.

    `kind` is one of STATUS_KINDS; `reason` says why a thing is not possible yet (then no link).
    """

    label: str
    status: str
    kind: str = "todo"
    url: str = ""
    hint: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BlockCard:
    """A block of competencies for one candidate: `state` is a key of BLOCK_STATES."""

    code: str
    title: str
    state: str
    sentence: str = ""
    url: str = ""
    url_label: str = "Voir le détail"

    @property
    def label(self) -> str:
        """The state in words, which the colour only repeats."""
        return BLOCK_STATES[self.state][0]

    @property
    def kind(self) -> str:
        """The kind of status badge of this state."""
        return BLOCK_STATES[self.state][1]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is next: the sentence, who acts, by when, and the link that does it."""

    sentence: str
    who: str = ""
    due: datetime.date | None = None
    detail: str = ""
    url: str = ""
    label: str = "Continuer"


@dataclass(frozen=True, slots=True)
class Count:
    """A figure that waits for somebody: `number` and what it counts, with a link to the list."""

    number: int
    singular: str
    plural: str
    url: str = ""
    hint: str = ""
    alert: bool = False

    @property
    def label(self) -> str:
        """The words under the figure, in the right number (in French 0 and 1 are singular)."""
        return self.singular if self.number < 2 else self.plural


#: kind → (DSFR badge modifier, icon). The icon and the words carry what the colour says.
STATUS_KINDS = {
    "done": ("fr-badge--success", ""),
    "current": ("fr-badge--info", ""),
    "todo": ("ccas-badge--todo", "fr-icon-time-line"),
    "waiting": ("ccas-badge--waiting", "fr-icon-lock-line"),
    "warning": ("fr-badge--warning", ""),
    "error": ("fr-badge--error", ""),
    "neutral": ("fr-badge--no-icon", ""),
}

BLOCK_STATES = {
    "held": ("Acquis", "done"),
    "to_present": ("À présenter", "todo"),
    "come_back": ("À représenter", "warning"),
    "presented": ("Présenté, résultat à venir", "current"),
}


def joined(words: Sequence[str]) -> str:
    """« a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"
