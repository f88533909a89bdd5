"""What the room screen shows, computed from plain values: no query here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from assessments.grading.rules.releasing import Balance
from assessments.sessions.rules import Phase, phase_at

#: A delay shorter than that, in minutes, is not shown.
PUNCTUAL = 2
#: A device not heard for that long, in seconds, while its evaluator is at work, is said so.
QUIET = 90


@dataclass(frozen=True, slots=True)
class Seat:
    """One evaluator at a station. rated, total: lines of the sheet; made, waiting: acts.

    hidden: the reader evaluates that simulation, so that even totals stay out of sight.
    """

    evaluator: str
    state: str
    rated: int
    total: int
    made: int
    received: int
    waiting: int
    last_contact_at: datetime | None
    hidden: bool = False

    @property
    def words(self) -> str:
        """The state of the sheet."""
        if self.hidden:
            return "Vous évaluez"
        return {"signed": "Signée", "open": f"En cours {self.rated}/{self.total}"}.get(
            self.state, "Pas encore ouverte"
        )

    @property
    def kind(self) -> str:
        """The kind of its badge."""
        if self.hidden:
            return "neutral"
        return {"signed": "done", "open": "current"}.get(self.state, "todo")

    def quiet(self, now: datetime) -> bool:
        """Whether the device of an open sheet was not heard lately."""
        return (
            not self.hidden
            and self.state == "open"
            and self.last_contact_at is not None
            and (now - self.last_contact_at).total_seconds() > QUIET
        )


@dataclass(frozen=True, slots=True)
class Trouble:
    """An incident in force. minute: « 12′ », "" when it is not known."""

    pk: UUID
    category: str
    effect: str
    effect_label: str
    competencies: str
    minute: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Play:
    """One simulation. late: minutes behind the timetable, None when it is on time.

    phases: around its true start once begun, else its planned one. may_lead: the reader acts on it.
    """

    pk: UUID
    number: str
    name: str
    blocks: str
    scenario: str
    starts_at: datetime
    state: str
    state_label: str
    started_at: datetime | None
    ended_at: datetime | None
    extra_percent: int
    phases: tuple[Phase, ...]
    seats: tuple[Seat, ...]
    troubles: tuple[Trouble, ...]
    released_at: datetime | None
    released_by: str
    balance: Balance | None
    may_lead: bool
    replay: bool

    @property
    def running(self) -> bool:
        return self.state == "running"

    @property
    def to_release(self) -> bool:
        """Ended, and the candidate has not been let go."""
        return self.state == "done" and self.released_at is None

    @property
    def waiting(self) -> int:
        """Acts still on the devices of its evaluators."""
        return sum(seat.waiting for seat in self.seats)

    def ends_by(self, code: str) -> datetime | None:
        """When the phase of that code ends."""
        return next((each.ends_at for each in self.phases if each.code == code), None)

    def started_late(self) -> int:
        """Minutes between the planned start of the simulation phase and the true one."""
        if self.started_at is None:
            return 0
        briefing = next(
            (e.ends_at - e.starts_at for e in self.phases if e.code == "briefing"), None
        )
        planned = self.starts_at + (briefing or timedelta())
        return max(0, int((self.started_at - planned).total_seconds() // 60))

    def phase(self, now: datetime) -> Phase | None:
        """The phase it is in, by its state first: nobody rates before the end was said."""
        if self.state == "running":
            return next((each for each in self.phases if each.code == "simulation"), None)
        if self.state == "done" and self.ended_at is not None:
            rating = next((each for each in self.phases if each.code == "rating"), None)
            if rating is None or now >= rating.ends_at:
                return None
            return rating
        if self.state == "planned":
            found = phase_at(self.phases, now)
            return found if found and found.code == "briefing" else None
        return None


@dataclass(frozen=True, slots=True)
class Card:
    """One station: what happens there, who comes next. late: of the next one, in minutes."""

    pk: UUID
    name: str
    now: Play | None
    next: Play | None
    phase: Phase | None
    over: int
    late: int
    rest: int

    @property
    def tone(self) -> str:
        """What the card says at a glance: alert, current, waiting, free."""
        if self.now and (self.now.waiting or self.over or any(self.now.troubles)):
            return "alert"
        if self.now and self.now.running:
            return "current"
        return "waiting" if self.now else "free"


@dataclass(frozen=True, slots=True)
class Call:
    """An evaluator who calls. may_answer: the reader leads that simulation."""

    pk: UUID
    evaluator: str
    station: str
    since: datetime
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The whole room on one day."""

    day: date
    now: datetime
    cards: tuple[Card, ...]
    calls: tuple[Call, ...]
    plays: tuple[tuple[str, Play], ...]

    @property
    def running(self) -> int:
        return sum(1 for _, play in self.plays if play.running)

    @property
    def to_release(self) -> int:
        return sum(1 for _, play in self.plays if play.to_release)

    @property
    def waiting(self) -> int:
        """Acts on devices, over the room."""
        return sum(play.waiting for _, play in self.plays)

    @property
    def signed(self) -> int:
        return sum(1 for _, play in self.plays for seat in play.seats if seat.state == "signed")

    @property
    def sheets(self) -> int:
        """Sheets that will be signed, over the simulations that take place."""
        held = (play for _, play in self.plays if play.state in ("planned", "running", "done"))
        return sum(len(play.seats) for play in held)

    @property
    def troubles(self) -> int:
        return sum(len(play.troubles) for _, play in self.plays)

    @property
    def absent(self) -> int:
        return sum(1 for _, play in self.plays if play.state in ("absent", "excused"))


def card_of(pk: UUID, name: str, plays: Sequence[Play], *, now: datetime) -> Card:
    """The card of a station from its simulations of the day, in order."""
    current = next((play for play in plays if play.running), None)
    if current is None:
        current = next((play for play in reversed(plays) if play.to_release), None)
    waiting = [play for play in plays if play.state == "planned"]
    ahead = waiting[0] if waiting else None
    phase = current.phase(now) if current else ahead.phase(now) if ahead else None
    over = late = 0
    if current and current.running and phase:
        over = max(0, int((now - phase.ends_at).total_seconds() // 60))
    if ahead:
        free = current.ends_by("rating") if current and current.state != "planned" else None
        late = int((max(now, free or now) - ahead.starts_at).total_seconds() // 60)
    return Card(
        pk=pk,
        name=name,
        now=current,
        next=ahead,
        phase=phase,
        over=over,
        late=late if late >= PUNCTUAL else 0,
        rest=max(0, len(waiting) - 1),
    )
