"""Where each summons stands: who answered what, who is recalled when, who declared, who read.

Every date is computed from the summons and the rules: it is true whether or not a job has run.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from ccas import clock
from certification.juries.models import (
    Answer,
    Jury,
    JuryState,
    JurySummons,
    Nomination,
    SummonsReply,
)
from certification.juries.studying import Studied


def standing_summonses(jury: Jury, *, ended: bool = False) -> QuerySet[JurySummons]:
    """The summonses of those who still hold the seat they were summoned to (with `ended`, all).

    Each with its person, their account and the seat: an address may come from either.
    """
    found = jury.summonses.select_related("person__user", "seat").order_by("seat__position", "pk")
    if ended:
        return found
    held = Nomination.objects.lasting(clock.now()).filter(
        seat=OuterRef("seat"), person=OuterRef("person")
    )
    return found.filter(Exists(held))


@dataclass(frozen=True, slots=True)
class Invitation:
    """One summons as the screens draw it.

    reminders: the days on which it is, or was, recalled while nobody answers. unread: files not
    opened yet, of `files`.
    """

    summons: JurySummons
    reply: SummonsReply | None
    declared_at: datetime | None
    reminders: tuple[date, ...]
    files: int
    unread: int

    @property
    def declined(self) -> bool:
        """Whether this member said they do not come."""
        return self.reply is not None and self.reply.answer == Answer.DECLINED

    @property
    def read(self) -> int:
        """How many files of those they judge this member opened."""
        return self.files - self.unread

    @property
    def waiting(self) -> bool:
        """Whether an answer is still due."""
        return self.reply is None

    @property
    def next_reminder(self) -> date | None:
        """The day of the next reminder; None when answered, or when all have gone."""
        today = clock.today()
        return next((day for day in self.reminders if day >= today), None) if self.waiting else None

    @property
    def state(self) -> tuple[str, str]:
        """What to show in a word, and the kind of badge."""
        if self.declined:
            return "Ne vient pas", "error"
        if self.waiting:
            return "Sans réponse", "warning"
        return "Vient", "done"


def invitations(jury: Jury) -> list[Invitation]:
    """Every standing summons of a jury, in the order of the seats. Six queries."""
    replies = SummonsReply.objects.order_by("recorded_at", "pk")
    rows = list(
        standing_summonses(jury).prefetch_related(Prefetch("replies", replies, to_attr="said"))
    )
    declared = dict(jury.declarations.values_list("person_id", "occurred_at"))
    studied = Studied.of(jury, [row.person for row in rows])
    return [
        Invitation(
            row,
            row.said[-1] if row.said else None,
            declared.get(row.person_id),
            reminder_days(jury, row),
            len(studied.judged.get(row.person_id, ())),
            studied.unread(row.person_id),
        )
        for row in rows
    ]


def reminder_days(jury: Jury, summons: JurySummons) -> tuple[date, ...]:
    """The days on which a summons is recalled while it has no answer, before the jury sits."""
    sent = clock.paris(summons.occurred_at).date()
    days = (sent + timedelta(days=count) for count in jury.rules.reminder_days)
    return tuple(day for day in days if day < jury.sits_on)


def unanswered(today: date) -> list[tuple[JurySummons, int]]:
    """(summons, rank of the reminder) for each reminder due on that day or before, the last of
    each summons only: somebody forgotten for a week gets one message, not two."""
    juries: dict[UUID, Jury] = {
        jury.pk: jury
        for jury in Jury.objects.filter(state=JuryState.CONVENED, sits_on__gt=today).select_related(
            "revision__qualification"
        )
    }
    due = []
    for jury in juries.values():
        answered = SummonsReply.objects.filter(summons=OuterRef("pk"))
        for summons in standing_summonses(jury).filter(~Exists(answered)):
            past = [day for day in reminder_days(jury, summons) if day <= today]
            if past:
                summons.jury = jury
                due.append((summons, len(past)))
    return due
