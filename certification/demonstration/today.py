"""What is under way today, so that a visitor has something to do under every role."""

from datetime import datetime, timedelta

from assessments.framework.models import CompetencyBlock
from ccas import clock
from ccas.accounts.roles import Role
from certification.deliberation import actions as deliberation
from certification.demonstration.cohort import COMES_BACK, EXPECTED, FIGURES
from certification.demonstration.foundations import revision
from certification.demonstration.jury_day import MEMBERS, compose
from certification.demonstration.session_days import convene, plan
from certification.demonstration.stage import Stage, at, days_after
from certification.juries import actions as juries
from certification.juries.models import Jury

SESSION = "Session de rattrapage"
JURY = "Jury de rattrapage"
SITTING = "Jury VAE du jour"
#: After that hour, the simulation of the day was in the morning.
LATE = 20
#: Why the brigade presides twice in a row: the platform proposed another entity.
REASON = (
    "L’entité proposée a demandé à présider la session suivante, ses représentants étant tous "
    "engagés ce jour-là."
)
#: The block that the candidate comes back for.
MISSED_BLOCK = 2


def build(stage: Stage) -> None:
    """A session and a jury today, convened twenty days ago; another jury in preparation, next in
    the rotation. The sitting is open, and nothing is decided."""
    day = clock.today()
    begins = _soon()
    figures = [figure for figure in FIGURES if figure.key == COMES_BACK]
    block = CompetencyBlock.objects.get(revision=revision(), position=MISSED_BLOCK)
    stage.step(
        "today:plan",
        "Session du jour : plan",
        at(days_after(day, -25), 9),
        lambda: plan(stage, SESSION, day, day, figures, [block], begins=begins),
    )
    stage.step(
        "today:convene",
        "Session du jour : convocations",
        at(days_after(day, -20), 9),
        lambda: convene(stage, SESSION),
    )
    stage.step(
        "today:compose",
        "Jury du jour : composition et ordre du jour",
        at(days_after(day, -25), 10),
        lambda: compose(
            stage,
            revision(),
            name=SITTING,
            sits_on=day,
            route="VAE",
            figures=EXPECTED,
            presiding_entity="BSPP",
            rotation_reason=REASON,
        ),
    )
    stage.step(
        "today:convene-jury",
        "Jury du jour : convocations",
        at(days_after(day, -20), 10),
        lambda: juries.convene(Jury.objects.get(name=SITTING), by=stage.officer),
    )
    stage.step("today:open", "Jury du jour : ouverture", None, lambda: _open(stage))
    stage.step("today:jury", "Jury à venir", None, lambda: _next_jury(stage))


def _soon() -> datetime | None:
    """The next quarter of an hour but one, for the visitor to see the candidate expected; None
    when the evening is too far on for it."""
    now = clock.paris(clock.now())
    moment = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    return moment + timedelta(minutes=30) if now.hour < LATE else None


def _open(stage: Stage) -> None:
    """Everybody is there; what the jury decides is left to the visitor."""
    by = stage.actor("presidence", Role.PRESIDENT)
    sitting = deliberation.open_deliberation(
        Jury.objects.get(name=SITTING), present=[stage.person(key) for key in MEMBERS], by=by
    )
    for presentation in sitting.presentations.order_by("position"):
        deliberation.mark_present(presentation, by=by)


def _next_jury(stage: Stage) -> None:
    by = stage.officer
    jury = juries.create_jury(
        revision(),
        route="FC",
        sits_on=clock.today() + timedelta(days=30),
        place="Paris, salle Beauvau",
        name=JURY,
        by=by,
    )
    seated = {"BSPP": "jury-bspp", "GN": "jury-gendarmerie", "": "jury-formation"}
    for seat in jury.seats.select_related("entity"):
        key = seated.get(seat.entity.code if seat.entity else "")
        if key and not seat.presides:
            person = stage.person(key)
            juries.appoint(seat, person, capacity=person.accreditations.get().capacity, by=by)
