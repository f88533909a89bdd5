"""What an action says when it will not do what was asked."""

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """The action is refused; nothing changed. `sentences` are French and shown as they are."""

    def __init__(self, sentences: str | Sequence[str]) -> None:
        self.sentences = [sentences] if isinstance(sentences, str) else list(sentences)
        if not self.sentences:
            raise ValueError("A refusal says why.")
        super().__init__(" ".join(self.sentences))


class Conflict(Refusal):
    """Somebody else wrote first. `current` holds the value that stands, to show both."""

    def __init__(self, sentences: str | Sequence[str], current: dict[str, Any]) -> None:
        super().__init__(sentences)
        self.current = current
