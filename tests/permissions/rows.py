"""What a row of the policy is, and the few ways to write one."""

from dataclasses import dataclass, field

from tests.permissions.cast import ANONYMOUS, EVERYBODY, SIGNED_IN

OK = frozenset({200})
ACTED = frozenset({302, 409, 422})
#: A page of allauth: itself again, with its errors, or where it leads; it asks who comes before
#: by which method. 403: nothing to prove again for an account without a password.
SHOWN = frozenset({200, 302})
ALLAUTH = {"gives": SHOWN, "done": SHOWN, "misused": SHOWN | {405}}
PROVES_AGAIN = {"gives": SHOWN | {403}, "done": SHOWN | {403}, "misused": SHOWN | {403, 405}}


@dataclass(frozen=True, slots=True)
class Row:
    """One address (and one object of it). None: the address has no such method."""

    name: str
    reads: frozenset[str] | None
    acts: frozenset[str] | None
    why: str
    case: str = ""
    gives: frozenset[int] = OK
    done: frozenset[int] = ACTED
    wrong: str = "PATCH"
    misused: frozenset[int] = frozenset({405})
    #: The address tells a refusal in its own words (a link that is no longer good).
    says_so: bool = False
    exceptions: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name of the row: of the address, and of the object when there are several."""
        return f"{self.name} {self.case}".strip()


def page(name: str, who: frozenset[str], why: str, **more) -> Row:
    """An address to read."""
    return Row(name, who, None, why, **more)


def form(name: str, who: frozenset[str], why: str, acts: frozenset[str] | None = None, **more):
    """An address to read and to send; `acts` when fewer may send than read."""
    return Row(name, who, who if acts is None else acts, why, **more)


def act(name: str, who: frozenset[str], why: str, **more) -> Row:
    """A button: POST only."""
    return Row(name, None, who, why, **more)


#: A device reads no page to sign in: it is told 401.
NOBODY_IN_JSON = {
    (ANONYMOUS, "GET"): frozenset({401}),
    (ANONYMOUS, "POST"): frozenset({401}),
    (ANONYMOUS, "PATCH"): frozenset({405}),
}
EVERYONE = frozenset(EVERYBODY)
#: Only the anonymous find the page; whoever is signed in is sent home.
ENTRANCE = {(who, method): frozenset({302}) for who in SIGNED_IN for method in ("GET", "POST")}
