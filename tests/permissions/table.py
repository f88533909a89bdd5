"""The table: every address of the resolver, every actor, every method, against the policy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.cache import cache as counters
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.cast import ANONYMOUS, EVERYBODY, OFFICER, OTHER_CANDIDATE, RECUSED
from tests.permissions.policy import Row
from tests.permissions.world import World

REFUSED = frozenset({404})
TO_SIGN_IN = frozenset({302})
NO_SUCH_METHOD = frozenset({405})
#: Whoever asks and whatever the id: says nothing.
REFUSED_OR_NO_METHOD = REFUSED | NO_SUCH_METHOD
#: Enough for every form to be bound, of no use to any.
SAYS_NOTHING = {"probe": "1"}
ABSENT = "00000000-0000-7000-8000-000000000000"


def routes() -> dict[str, frozenset[str]]:
    """Every named address of the resolver with the names of what its path takes."""
    return _routes(get_resolver())


@cache
def _routes(resolver: URLResolver) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, pattern in _walk(resolver, ""):
        if not name:
            raise AssertionError(f"an address without a name: {pattern}")
        found[name] = (
            found.get(name, frozenset())
            | frozenset(pattern.regex.groupindex)
            | set(getattr(pattern, "converters", {}))
        )
    return found


def _walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield (f"{space}{entry.name}" if entry.name else ""), entry.pattern
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner)


def routes_without_row(policy: Iterable[Row]) -> set[str]:
    """Addresses about which the policy says nothing."""
    return set(routes()) - {row.name for row in policy}


def rows_without_route(policy: Iterable[Row]) -> set[str]:
    """Rows of the policy that lead nowhere."""
    return {row.name for row in policy} - set(routes())


def address(row: Row, world: World, *, absent: bool = False) -> str:
    """The path of a row, about the world's object or about an id that nothing bears."""
    kwargs = world.kwargs(row, routes()[row.name])
    if absent:
        kwargs = {key: (ABSENT if _is_id(value) else value) for key, value in kwargs.items()}
    return reverse(row.name, kwargs=kwargs)


def _lets_in(row: Row, who: str) -> bool:
    return who in (row.reads or ()) or who in (row.acts or ())


def _is_id(value: Any) -> bool:
    return hasattr(value, "hex") and hasattr(value, "version")


def expected(row: Row, who: str, method: str) -> frozenset[int]:
    """The statuses that the policy allows for that actor and method."""
    if (who, method) in row.exceptions:
        return row.exceptions[who, method]
    granted = row.reads if method == "GET" else row.acts
    allowed = granted is not None and who in granted and method != row.wrong
    if allowed:
        return row.gives if method == "GET" else row.done
    open_to_it = _lets_in(row, who)
    if who == ANONYMOUS:
        if not _lets_in(row, ANONYMOUS):
            return TO_SIGN_IN
        return row.misused if method == row.wrong else NO_SUCH_METHOD
    if granted is not None and method != row.wrong:
        return REFUSED
    if not open_to_it:
        return REFUSED_OR_NO_METHOD
    return row.misused if method == row.wrong else NO_SUCH_METHOD


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser was answered: all that one can tell apart."""

    status: int
    content: bytes
    headers: Mapping[str, str]


class Table:
    """The world's browsers, one for each actor, and what they are answered."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.browsers = {who: world.client(who) for who in EVERYBODY}
        self.asked = 0
        self._seen: dict[tuple[str, str], Answer] = {}
        self.unknown = {
            (who, method): self.ask(who, method, "/nulle-part/")
            for who in EVERYBODY
            for method in ("GET", "POST", "PATCH", "PUT", "DELETE")
        }
        self.unknown_to_programs = self.ask(OFFICER, "GET", "/api/v1/nulle-part/")

    def look(self, who: str, path: str) -> Answer:
        """A GET, asked once for all the tests: reading changes nothing."""
        if (who, path) not in self._seen:
            self._seen[who, path] = self.ask(who, "GET", path)
        return self._seen[who, path]

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        said: Mapping[str, Any] = SAYS_NOTHING,
        browser: Client | None = None,
        **options: Any,
    ) -> Answer:
        """One request, whatever it wrote taken back."""
        browser = browser or self.browsers[who]
        kept = browser.cookies.copy()
        counters.clear()
        self.asked += 1
        if method == "POST":
            options["data"] = said
        with transaction.atomic():
            got = getattr(browser, method.lower())(path, **options)
            transaction.set_rollback(True)
        browser.cookies = kept
        content = b"" if got.streaming else got.content
        if got.streaming:
            # A file handed over is to be closed; the connection of the tests is not.
            request_finished.disconnect(close_old_connections)
            got.close()
            request_finished.connect(close_old_connections)
        return Answer(got.status_code, content, dict(got.items()))

    def deviations(self, row: Row) -> list[str]:
        """What the answers to a row do not owe to the policy. Empty: it holds."""
        path, nowhere = address(row, self.world), address(row, self.world, absent=True)
        found = []
        for who in EVERYBODY:
            for method in ("GET", "POST", row.wrong):
                wanted = expected(row, who, method)
                answer = self._answer(who, method, path, row)
                said = f"{row.key} · {method} · {who}"
                if answer.status not in wanted:
                    found.append(
                        f"{said} : attendu {_some(wanted)}, reçu {answer.status} ({row.why})"
                    )
                elif (
                    who == ANONYMOUS
                    and not _lets_in(row, ANONYMOUS)
                    and wanted == TO_SIGN_IN
                    and not answer.headers["Location"].startswith("/compte/connexion/")
                ):
                    found.append(f"{said} : mène à {answer.headers['Location']}, non à l’entrée")
                looks_alike = row.says_so or self._like_unknown(answer, who, method, path)
                if answer.status == 404 and not looks_alike:
                    found.append(f"{said} : le refus ne ressemble pas à l’adresse inconnue")
        return found if path == nowhere else found + self._shows_what_is_absent(row, nowhere)

    def _like_unknown(self, answer: Answer, who: str, method: str, path: str) -> bool:
        """The very answer of an address that does not exist; to a program, the very bytes."""
        if not path.startswith("/api/"):
            return answer == self.unknown[who, method]
        reference = self.unknown_to_programs
        return (answer.status, answer.content, answer.headers["Content-Type"]) == (
            reference.status,
            reference.content,
            reference.headers["Content-Type"],
        )

    def _answer(self, who: str, method: str, path: str, row: Row) -> Answer:
        if method == "GET":
            return self.look(who, path)
        return self.ask(who, method, path, self.world.bodies.get(row.key, SAYS_NOTHING))

    def _shows_what_is_absent(self, row: Row, nowhere: str) -> list[str]:
        """An id that nothing bears: the same bytes too, for one let in and for two who are not."""
        allowed = [who for who in EVERYBODY if who in (row.reads or row.acts or ())][:1]
        found = []
        for who in {*allowed, OTHER_CANDIDATE, RECUSED} - {ANONYMOUS}:
            for method in ("GET", "POST"):
                answer = self._answer(who, method, nowhere, row)
                if answer.status != 405 and not self._like_unknown(answer, who, method, nowhere):
                    found.append(
                        f"{row.key} · {method} · {who} : l’identifiant inconnu répond "
                        f"{answer.status}, autrement qu’une adresse inconnue"
                    )
        return found


def _some(statuses: frozenset[int]) -> str:
    return " ou ".join(str(status) for status in sorted(statuses))
