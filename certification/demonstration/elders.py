"""The promotion of two years ago: its titles, its surveys, what was declared and counted of it.

Its days follow from today, so that the figures, the surveys and the passeport always have something
to show. Its holders came with two blocks held by equivalence, and presented the third; their papers
were given before the platform, so that none is made here.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from assessments.candidates import actions as candidates
from assessments.candidates.ledger import record_equivalence
from assessments.candidates.models import Enrolment
from assessments.framework.models import CompetencyBlock
from assessments.people import actions as people
from assessments.people.models import Employer, Unit
from assessments.practice import actions as practice
from ccas import clock, journal
from ccas.accounts.roles import Role
from ccas.periods import add_months
from certification.awards import actions as awards
from certification.deliberation import actions as deliberation
from certification.deliberation.models import Deliberation
from certification.demonstration.cast import EMPLOYERS, UNITS
from certification.demonstration.foundations import revision
from certification.demonstration.jury_day import REASONS_VAE, answer, seat_all
from certification.demonstration.stage import Stage, address, at
from certification.juries import actions as juries
from certification.juries.models import Jury
from certification.passport import actions as passport
from certification.surveys import actions as surveys
from certification.surveys.models import InsertionSurvey

NAME = "Jury des premiers titres"
PLACE = "Paris, salle Beauvau"
SEATED = {
    "president": "presidence-secours",
    "BSPP": "jury-bspp",
    "PN": "jury-police",
    "GN": "jury-gendarmerie",
    "": "jury-formation",
}
#: All by experience, admitted before the platform. The block presented; the others were held.
ROUTE, PRESENTED = "VAE", 3
REASON = "Premier jury tenu sur la plateforme : la direction générale a été désignée pour l’ouvrir."
EQUIVALENCE = "Reprise de la fiche précédente RNCP28127, bordereau n° 2024-014"
HANDED_OVER = "Remise en main propre, feuille d’émargement du jour"
_WORKS = {"situation": "employed", "target_job": True, "contract": "lasting", "usefulness": "enter"}
_ELSEWHERE = _WORKS | {"target_job": False, "usefulness": "progress"}
_STUDIES = {"situation": "studies", "target_job": None, "contract": "", "usefulness": "not_yet"}
_SEEKS = {"situation": "seeking", "target_job": None, "contract": "", "usefulness": "no"}


@dataclass(frozen=True, slots=True)
class Elder:
    """A holder. at_six, at_two: what they answer, None for nothing yet; no e-mail: to be called."""

    given_names: str
    birth_name: str
    sex: str
    unit: str
    place: tuple[str, str]
    at_six: dict[str, object] | None = None
    at_two: dict[str, object] | None = None
    email: bool = True


ELDERS = (
    Elder("Ursule", "Kerautret-Dâgorn", "F", "cic-valmont", ("29232", "Quimper"), _WORKS, _WORKS),
    Elder("Isidore", "d’Ornano-Faÿ", "M", "cic-valmont", ("2A004", "Ajaccio"), _WORKS, _WORKS),
    Elder("Capucine", "Tjibaou", "F", "cic-valmont", ("98818", "Nouméa"), _SEEKS, _ELSEWHERE),
    Elder("Aurèle", "Štěpánek", "M", "cic-valmont", ("67482", "Strasbourg"), _WORKS, _WORKS),
    Elder("Noémie", "Le Goïc", "F", "cic-valmont", ("56121", "Lorient"), _ELSEWHERE, _WORKS),
    Elder("Léopold", "M’Bodj-Carré", "M", "codis-hautval", ("97209", "Fort-de-France"), _STUDIES),
    Elder("Blanche", "de L’Isle-Adam", "F", "codis-hautval", ("75115", "Paris 15e"), _WORKS),
    Elder("Fulgence", "Anquetil-Nîmes", "M", "codis-hautval", ("76540", "Rouen"), email=False),
)  # fmt: skip


def sits_on(today: date) -> date:
    """Two years and twenty days ago: the second survey is open."""
    return add_months(today, -24) - timedelta(days=20)


def build(stage: Stage) -> None:
    """Each step once; what follows the jury reads its day from it."""
    day = sits_on(clock.today())
    stage.step(
        "elders:enrol",
        "Première promotion : parcours",
        at(add_months(day, -9), 9),
        lambda: _enrol(stage, day),
    )
    stage.step(
        "elders:compose",
        "Première promotion : jury et convocations",
        at(day - timedelta(days=20), 9),
        lambda: _compose(stage, day),
    )
    day = Jury.objects.get(name=NAME).sits_on
    stage.step("elders:sit", "Première promotion : séance", at(day, 9), lambda: _sit(stage))
    stage.step("elders:sign", "Première promotion : titres", at(day, 17), lambda: _sign(stage))
    stage.step(
        "elders:declare",
        "Première promotion : passeport de compétences",
        at(day + timedelta(days=30), 9),
        lambda: _declare(stage),
    )
    for months in (6, 24):
        stage.step(
            f"elders:ask:{months}",
            f"Première promotion : enquêtes à {months} mois",
            at(add_months(day, months), 9),
            lambda months=months: _ask(stage, months),
        )
    stage.step("elders:count", "Première promotion : comptée", None, _count)


def _enrol(stage: Stage, day: date) -> None:
    by, current = stage.officer, revision()
    *held, _presented = current.blocks.order_by("position")
    for number, elder in enumerate(ELDERS, start=1):
        code, place = elder.place
        candidate = candidates.register_candidate(
            birth_name=elder.birth_name,
            given_names=elder.given_names,
            sex=elder.sex,
            email=address(f"titulaire-{number}") if elder.email else "",
            birth_year=1980 + number,
            birth_month=number,
            birth_day=2 * number,
            birth_place_code=code,
            birth_place=place,
            by=by,
        )
        began = clock.today()
        enrolment = candidates.enrol(
            candidate,
            revision=current,
            route=ROUTE,
            admissibility_date=began,
            admissibility_reference=f"Recevabilité n° {began.year}-{number:03d}",
            by=by,
        )
        for block in held:
            record_equivalence(
                candidate, block=block, acquired_on=began, reference=EQUIVALENCE, by=by
            )
        unit = Unit.objects.get(name=UNITS[elder.unit][0])
        since = add_months(began, -18)
        people.post_person(
            candidate.person, unit=unit, starts_on=since, function="Opérateur", by=by
        )
        _practise(stage, enrolment, unit, elder, since, began)


def _practise(
    stage: Stage, enrolment: Enrolment, unit: Unit, elder: Elder, since: date, until: date
) -> None:
    stint = practice.declare_stint(
        enrolment,
        employer=Employer.objects.get(name=EMPLOYERS[UNITS[elder.unit][3]]),
        unit=unit,
        function="Opérateur de centre opérationnel",
        starts_on=since,
        by=stage.officer,
    )
    practice.record_attestation(
        stint,
        covers_from=since,
        covers_until=until,
        supervisor_name="Chef de centre de l’unité",
        supervisor_function="Chef de centre",
        signed_on=until,
        reference=f"ATT-{enrolment.candidate.number}",
        by=stage.officer,
    )


def _compose(stage: Stage, day: date) -> None:
    by, current = stage.officer, revision()
    jury = juries.create_jury(
        current,
        route=ROUTE,
        sits_on=day,
        place=PLACE,
        name=NAME,
        presiding_entity="DGSCGC",
        rotation_reason=REASON,
        by=by,
    )
    seat_all(stage, jury, SEATED)
    block = CompetencyBlock.objects.get(revision=current, position=PRESENTED)
    names = [elder.birth_name for elder in ELDERS]
    for enrolment in Enrolment.objects.filter(candidate__person__birth_name__in=names):
        juries.put_on_agenda(jury, enrolment, [block], by=by)
    juries.convene(juries.compose(jury, by=by), by=by)
    answer(stage, NAME, SEATED)


def _sitting() -> Deliberation:
    return Deliberation.objects.get(jury__name=NAME)


def _sit(stage: Stage) -> None:
    by = stage.actor(SEATED["president"], Role.PRESIDENT)
    present = [stage.person(key) for key in SEATED.values()]
    sitting = deliberation.open_deliberation(Jury.objects.get(name=NAME), present=present, by=by)
    for presentation in sitting.presentations.order_by("position"):
        deliberation.mark_present(presentation, by=by)
        deliberation.decide_block(
            presentation,
            presentation.blocks.get(),
            decision="validated",
            votes_for=len(present),
            votes_against=0,
            reasons=REASONS_VAE,
            by=by,
        )
        deliberation.conclude_presentation(presentation, by=by)


def _sign(stage: Stage) -> None:
    president, *others = SEATED.values()
    by = stage.actor(president, Role.PRESIDENT)
    deliberation.close_deliberation(_sitting(), by=by)
    for key in others:
        deliberation.sign_minutes(_sitting(), by=stage.actor(key, Role.JURY_MEMBER))
    deliberation.sign_minutes(_sitting(), by=by)
    awards.deliver(_sitting().pk, by=stage.officer)
    # Not `publish_results`: it would have their papers made, which they were given on the day.
    sitting = _sitting()
    sitting.publish_not_before = sitting.published_at = clock.now()
    sitting.save(update_fields=["publish_not_before", "published_at"])
    journal.record("deliberation.publish", sitting, by=stage.officer)
    for presentation in sitting.presentations.all():
        awards.record_paper_notice(
            presentation, notified_on=clock.today(), reference=HANDED_OVER, by=stage.officer
        )


def _declare(stage: Stage) -> None:
    made = passport.deposit_return(passport.prepare_return(by=stage.officer), by=stage.officer)
    told = "".join(
        f"<idTechnique>{one}</idTechnique>"
        for one in made.lines.values_list("technical_id", flat=True)
    )
    receipt = f"<rapport><PassagesOK>{told}</PassagesOK><PassagesKO/></rapport>"
    passport.read_answer(made, receipt.encode(), name="compte-rendu.xml", by=stage.officer)


def _ask(stage: Stage, months: int) -> None:
    surveys.ask_due()
    said = {elder.birth_name: elder.at_six if months == 6 else elder.at_two for elder in ELDERS}
    asked = InsertionSurvey.objects.filter(months=months).select_related("award__candidate__person")
    for survey in asked:
        answered = said.get(survey.award.candidate.person.birth_name)
        if answered:
            surveys.record_call(survey, called_on=clock.today(), by=stage.officer, **answered)


def _count() -> None:
    """What the nights since did: those who did not answer at six months, the promotion counted."""
    surveys.close_over()
    surveys.count_promotions()
