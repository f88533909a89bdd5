"""What is under way today, so that a visitor has something to do under every role."""

from datetime import timedelta

from assessments.framework.models import CompetencyBlock
from ccas import clock
from certification.demonstration.cohort import COMES_BACK, FIGURES
from certification.demonstration.foundations import revision
from certification.demonstration.session_days import convene, plan
from certification.demonstration.stage import Stage, at, days_after
from certification.juries import actions as juries

SESSION = "Session de rattrapage"
JURY = "Jury de rattrapage"
#: The block that the candidate comes back for.
MISSED_BLOCK = 2


def build(stage: Stage) -> None:
    """A session today, convened twenty days ago; a jury in preparation, next in the rotation."""
    day = clock.today()
    figures = [figure for figure in FIGURES if figure.key == COMES_BACK]
    block = CompetencyBlock.objects.get(revision=revision(), position=MISSED_BLOCK)
    stage.step(
        "today:plan",
        "Session du jour : plan",
        at(days_after(day, -25), 9),
        lambda: plan(stage, SESSION, day, day, figures, [block]),
    )
    stage.step(
        "today:convene",
        "Session du jour : convocations",
        at(days_after(day, -20), 9),
        lambda: convene(stage, SESSION),
    )
    stage.step("today:jury", "Jury à venir", None, lambda: _next_jury(stage))


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
