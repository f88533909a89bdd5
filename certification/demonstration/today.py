"""What is under way today, so that a visitor has something to do under every role."""

from datetime import timedelta

from assessments.framework.models import CompetencyBlock
from ccas import clock
from ccas.accounts.roles import Role
from certification.deliberation import actions as deliberation
from certification.demonstration import livret2, stations
from certification.demonstration.cohort import COME_BACK, EXPECTED, FIGURES, WRITES, Figure
from certification.demonstration.foundations import revision
from certification.demonstration.jury_day import MEMBERS, answer, compose
from certification.demonstration.session_days import convene, plan
from certification.demonstration.stage import Stage, at, days_after
from certification.demonstration.stations import SESSION
from certification.juries import actions as juries
from certification.juries.models import Jury

JURY = "Jury de rattrapage"
SITTING = "Jury VAE du jour"
#: Why the brigade presides twice in a row: the platform proposed another entity.
REASON = (
    "L’entité proposée a demandé à présider la session suivante, ses représentants étant tous "
    "engagés ce jour-là."
)
#: What a member noted of the interview under way.
NOTE = (
    "Décrit sans notes l’appel du 14 février : localisation obtenue en quarante secondes, "
    "reformulation, puis rappel de l’appelant. À faire préciser : la relève en salle."
)
#: The block that the candidate comes back for.
MISSED_BLOCK = 2


def build(stage: Stage) -> None:
    """A session and a jury today, convened twenty days ago; another jury in preparation, next in
    the rotation. The sitting is open, and nothing is decided."""
    day, begins = clock.today(), stations.begins()
    figures = [figure for key in COME_BACK for figure in FIGURES if figure.key == key]
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
    stage.step("today:stations", "Session du jour : la salle", None, lambda: stations.play(stage))
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
    for figure in EXPECTED:
        stage.step(
            f"today:file:{figure.key}",
            f"Dossier de validation : {figure.birth_name}",
            None,
            lambda figure=figure: livret2.present(stage, figure, days_after(day, -40)),
        )
    stage.step(
        "today:file:progress",
        "Dossier de validation en cours",
        None,
        lambda: livret2.leave_in_progress(stage, _writing(), days_after(day, -12)),
    )
    stage.step(
        "today:convene-jury",
        "Jury du jour : convocations",
        at(days_after(day, -20), 10),
        lambda: juries.convene(Jury.objects.get(name=SITTING), by=stage.officer),
    )
    stage.step(
        "today:answers",
        "Jury du jour : réponses et déclarations",
        at(days_after(day, -15), 19),
        lambda: answer(stage, SITTING),
    )
    stage.step("today:open", "Jury du jour : ouverture", None, lambda: _open(stage))
    stage.step("today:jury", "Jury à venir", None, lambda: _next_jury(stage))


def _writing() -> Figure:
    """Comes back for the block that the jury of October did not validate."""
    return next(figure for figure in FIGURES if figure.key == WRITES)


def _open(stage: Stage) -> None:
    """Everybody is there. A ballot is open and two votes are awaited, the president's and one
    member's; what the jury decides is left to the visitor."""
    by = stage.actor("presidence", Role.PRESIDENT)
    sitting = deliberation.open_deliberation(
        Jury.objects.get(name=SITTING),
        present=[stage.person(key) for key in MEMBERS],
        voting="ballots",
        by=by,
    )
    presentations = list(sitting.presentations.order_by("position"))
    for presentation in presentations:
        deliberation.mark_present(presentation, by=by)
    heard = presentations[0]
    deliberation.write_note(heard, text=NOTE, by=stage.actor(MEMBERS[3], Role.JURY_MEMBER))
    ballot = deliberation.open_ballot(heard, heard.blocks.order_by("position")[0], by=by)
    for key, choice in zip(MEMBERS[2:], ("for", "for", "against"), strict=True):
        deliberation.cast_ballot(ballot, choice=choice, by=stage.actor(key, Role.JURY_MEMBER))


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
