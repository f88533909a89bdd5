"""The count of an enrolment's practice on a given day, with its sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ccas.periods import add_months, in_words

from .stretches import DAYS_PER_MONTH, ONE_DAY, Count, Stretch, both, count, reached, union, without


@dataclass(frozen=True, slots=True)
class PracticeStint:
    """One post as the rule reads it: its dates, the interruptions and attested parts inside."""

    start: date
    end: date | None
    interruptions: tuple[Stretch, ...] = ()
    attested: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeCount:
    """What an enrolment's practice amounts to on a given day.

    done: worked until the eve of `as_of`. attested: the part of it that is attested.
    to_attest: done within the requirement, not attested yet. to_come: still to be worked.
    missing: what the title still waits for (required less attested).
    reached_on: first day on which the required months are behind, past, or foreseen when a stint
    is still running; None when nothing running will reach it. attested_on: the same for the
    attested part, past only. stretches, attested_stretches: merged, in order.
    """

    required_months: int
    as_of: date
    done: Count
    attested: Count
    to_attest: Count
    to_come: Count
    missing: Count
    reached_on: date | None
    attested_on: date | None
    stretches: tuple[Stretch, ...]
    attested_stretches: tuple[Stretch, ...]
    sentences: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether the title no longer waits for practice."""
        return not self.missing

    @property
    def worked(self) -> bool:
        """Whether the months are done, attested or not."""
        return not self.to_come

    @property
    def attested_percent(self) -> int:
        """Width of the attested part of the bar, 0 to 100."""
        return self._percent(self.attested.total)

    @property
    def to_attest_percent(self) -> int:
        """Width of the done, not yet attested part; the three widths make 100."""
        return self._percent(self.attested.total + self.to_attest.total) - self.attested_percent

    @property
    def done_percent(self) -> int:
        """Width of what is done, attested or not."""
        return 100 - self.to_come_percent

    @property
    def to_come_percent(self) -> int:
        """Width of the part still to be worked."""
        return 100 - self.attested_percent - self.to_attest_percent

    def _percent(self, total: int) -> int:
        required = self.required_months * DAYS_PER_MONTH
        return min(100, total * 100 // required) if required else 100


def worked_days(stint: PracticeStint, until: date) -> tuple[Stretch, ...]:
    """The days of a stint up to `until` included, its interruptions taken away."""
    whole = Stretch(stint.start, stint.end).closed_at(until)
    if whole is None:
        return ()
    holes = [hole.closed_at(until) for hole in stint.interruptions]
    return without([whole], [hole for hole in holes if hole])


def attested_days(stint: PracticeStint, until: date) -> tuple[Stretch, ...]:
    """The days of a stint that are worked and attested, up to `until` included."""
    closed = [part.closed_at(until) for part in stint.attested]
    return both(worked_days(stint, until), [part for part in closed if part])


def practice_count(
    stints: Sequence[PracticeStint], *, required_months: int, as_of: date
) -> PracticeCount:
    """Count the practice of one enrolment on the day `as_of` (today or before, never the future).

    Source: notice (months); counting: module docstring. Errors: ValueError for negative months.
    """
    if required_months < 0:
        raise ValueError("the months required are never negative")
    eve = as_of - ONE_DAY
    done = union(part for stint in stints for part in worked_days(stint, eve))
    attested = union(part for stint in stints for part in attested_days(stint, eve))
    required = required_months * DAYS_PER_MONTH
    done_total, attested_total = count(done).total, count(attested).total
    # Attested days lie among the done ones, yet February's ends may count them two days more.
    useful = min(max(done_total, attested_total), required)
    found = PracticeCount(
        required_months=required_months,
        as_of=as_of,
        done=Count.of(max(done_total, attested_total)),
        attested=Count.of(attested_total),
        to_attest=Count.of(useful - min(attested_total, required)),
        to_come=Count.of(required - useful),
        missing=Count.of(max(0, required - attested_total)),
        reached_on=_reached_on(stints, done, required_months, eve),
        attested_on=reached(attested, required_months),
        stretches=done,
        attested_stretches=attested,
        sentences=(),
    )
    return replace(found, sentences=sentences_for_count(found))


def _reached_on(
    stints: Sequence[PracticeStint], done: tuple[Stretch, ...], required_months: int, eve: date
) -> date | None:
    past = reached(done, required_months)
    if past or not required_months:
        return past
    # Running stints are supposed to go on; planned interruptions are not invented.
    horizon = add_months(eve, required_months + 1) + timedelta(days=2 * DAYS_PER_MONTH)
    running = [stint for stint in stints if stint.end is None or stint.end > eve]
    foreseen = [part for stint in running for part in worked_days(stint, horizon)]
    return reached([*done, *foreseen], required_months)


def sentences_for_count(found: PracticeCount) -> tuple[str, ...]:
    """What the count says to a reader, the verdict first."""
    if not found.required_months:
        return ("Aucune période d’exercice professionnel n’est exigée par cette voie.",)
    required = f"{found.required_months} mois"
    if found.complete:
        day = f", atteints le {in_words(found.attested_on)}" if found.attested_on else ""
        return (f"Les {required} d’exercice professionnel sont attestés{day}.",)
    sentences = [
        f"Il manque {found.missing} d’exercice attesté sur les {required} exigés"
        f" ({found.attested} attestés au {in_words(found.as_of)})."
    ]
    if found.to_attest:
        alone = found.to_attest in (Count(0, 1), Count(1, 0))
        verb = "effectué reste" if alone else "effectués restent"
        sentences.append(
            f"{_capital(str(found.to_attest))} déjà {verb} à attester par l’encadrement."
        )
    if not found.worked:
        sentences.append(_to_come_sentence(found, required))
    return tuple(sentences)


def _to_come_sentence(found: PracticeCount, required: str) -> str:
    if found.reached_on:
        return (
            f"Il reste {found.to_come} à effectuer ; sans nouvelle interruption, les {required}"
            f" seront atteints le {in_words(found.reached_on)}."
        )
    return (
        f"Il reste {found.to_come} à effectuer ; aucun poste en cours ne permet de dire quand les"
        f" {required} seront atteints."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
