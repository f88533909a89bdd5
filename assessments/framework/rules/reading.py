"""Reading a TOML table key by key, and saying in French what is wrong with it.

Errors are gathered, not raised one by one: whoever writes a rules file sees them all at once.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

_MISSING = object()

_KINDS: dict[type, str] = {
    str: "un texte",
    bool: "true ou false",
    int: "un nombre entier",
    list: "une liste",
    dict: "une table",
    date: "une date (AAAA-MM-JJ, sans guillemets)",
}

_TOO_NARROW: dict[type, type] = {int: bool, date: datetime}


class Table:
    """One table of the file: `path` names it in sentences, `errors` is shared by all tables.

    Every `take` notes its key; `finish` reports the keys nobody took.
    """

    def __init__(self, values: object, path: str, errors: list[str]) -> None:
        self.path = path
        self.errors = errors
        self._taken: set[str] = set()
        if not isinstance(values, dict):
            errors.append(f"« {path} » doit être une table.")
            values = {}
            self._silent = True
        else:
            self._silent = False
        self.values: dict[str, Any] = values

    def name(self, key: str) -> str:
        """The full name of a key, as sentences give it."""
        return f"{self.path}.{key}" if self.path else key

    def complain(self, key: str, sentence: str) -> None:
        """Add an error about a key."""
        self.errors.append(f"« {self.name(key)} » : {sentence}.")

    def take(self, key: str, kind: type, default: Any = _MISSING) -> Any:
        """The value of a key, of that kind; the default, or an empty value after an error."""
        self._taken.add(key)
        if key not in self.values:
            if default is not _MISSING:
                return default
            if not self._silent:
                self.errors.append(f"« {self.name(key)} » manque.")
            return kind()
        value: Any = self.values[key]
        # For Python a bool is an int and an instant is a date; not for whoever writes the file.
        if not isinstance(value, kind) or isinstance(value, _TOO_NARROW.get(kind, ())):
            self.complain(key, f"{_KINDS[kind]} est attendu")
            return kind() if default is _MISSING else default
        if kind is str and not str(value).strip() and default is _MISSING:
            self.complain(key, "le texte est vide")
        return value

    def choice(self, key: str, choices: Iterable[str]) -> str:
        """A text among the choices."""
        value: str = self.take(key, str)
        allowed = tuple(choices)
        if value and value not in allowed:
            self.complain(
                key, f"« {value} » n’est pas connu ; valeurs admises : {', '.join(allowed)}"
            )
        return value

    def number(self, key: str, low: int, high: int, default: Any = _MISSING) -> int:
        """A whole number between two bounds, both included."""
        value: int = self.take(key, int, default)
        present = isinstance(self.values.get(key), int)
        if present and not low <= value <= high:
            self.complain(key, f"{value} n’est pas entre {low} et {high}")
        return value

    def texts(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        """A list of texts, none of them twice."""
        values = self.take(key, list, default)
        if any(not isinstance(value, str) or not value for value in values):
            self.complain(key, "une liste de textes est attendue")
            return ()
        for value in dict.fromkeys(values):
            if values.count(value) > 1:
                self.complain(key, f"« {value} » y figure deux fois")
        return tuple(dict.fromkeys(values))

    def table(self, key: str, default: Any = _MISSING) -> "Table":
        """A table inside this one."""
        return Table(self.take(key, dict, default), self.name(key), self.errors)

    def tables(self, key: str, default: Any = _MISSING) -> list["Table"]:
        """The tables of a list ([[key]]), named by their rank from 1."""
        values = self.take(key, list, default)
        return [
            Table(value, f"{self.name(key)}[{rank}]", self.errors)
            for rank, value in enumerate(values, start=1)
        ]

    def unique(self, key: str, value: str, seen: set[str]) -> None:
        """Complain when a value that must be alone of its kind was seen before; remember it."""
        if value and value in seen:
            self.complain(key, f"« {value} » est employé deux fois")
        seen.add(value)

    def finish(self) -> None:
        """Report the keys that nothing reads: most are typing errors."""
        for key in self.values:
            if key not in self._taken:
                self.errors.append(f"« {self.name(key)} » est une clé inconnue.")
