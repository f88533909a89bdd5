"""A jury composed as the notice says, convened, and the day it decides."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from assessments.framework.models import CompetencyBlock, QualificationRevision
from assessments.people.models import Person
from ccas import access, clock, journal
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.appeals import actions as appeals
from certification.awards import actions as awards
from certification.deliberation import actions as deliberation
from certification.deliberation.models import Deliberation, Presentation
from certification.demonstration.cohort import FIGURES, Figure
from certification.demonstration.foundations import enrolment_of, revision
from certification.demonstration.stage import Stage, address, at
from certification.juries import actions as juries
from certification.juries.models import Jury, Nomination

NAME = "Jury d’octobre 2026"
PLACE = "Paris, salle Beauvau"
SITS_ON = date(2026, 10, 20)
COMPOSED_ON, CONVENED_ON = date(2026, 9, 21), date(2026, 9, 28)
ANSWERED_ON = date(2026, 10, 5)
PUBLISHED_ON = date(2026, 10, 22)
APPEALED_ON, APPEALS = date(2026, 10, 28), "quemeneur"
#: Who may sit on which entity's seat; the training seat has no entity.
SEATED = {
    "president": "presidence",
    "PN": "jury-police",
    "GN": "jury-gendarmerie",
    "DGSCGC": "jury-secours",
    "": "jury-formation",
}
MEMBERS = tuple(SEATED.values())
REASONS_BEYOND = (
    "La proposition de débriefing manquait à la mise en situation, mais le candidat en a conduit "
    "deux en service, produits au dossier et commentés devant le jury : la compétence est établie."
)
REASONS_VAE = (
    "Le dossier décrit des situations réelles, datées et attestées, que le candidat a commentées "
    "avec précision au cours de l’entretien."
)
REASONS_REFUSED = (
    "Le dossier ne donne aucun exemple d’événement dont la nature et la portée ont été délimitées, "
    "et l’entretien n’y a pas suppléé."
)
#: What a candidate writes against the decision; the answer is left to the visitor.
APPEAL = (
    "Le jury me reproche de ne pas avoir passé les consignes à la relève. La main courante de ma "
    "mise en situation montre que je les ai dictées à 14 h 52, avant la fin : je demande qu’elle "
    "soit lue. Ma responsable de salle peut en témoigner."
)
WOULD_SHOW = (
    "Une mise en situation qui appelle cette compétence, ou deux interventions récentes décrites "
    "et attestées par le chef de centre."
)


def build(stage: Stage) -> None:
    """The jury, each step once."""
    stage.step(
        "jury:compose",
        "Jury : composition et ordre du jour",
        at(COMPOSED_ON, 9),
        lambda: compose(stage, revision(), name=NAME, sits_on=SITS_ON, route="FC", figures=FIGURES),
    )
    stage.step(
        "jury:convene",
        "Jury : convocations",
        at(CONVENED_ON, 9),
        lambda: juries.convene(Jury.objects.get(name=NAME), by=stage.officer),
    )
    stage.step(
        "jury:answers",
        "Jury : réponses, déclarations et lecture des dossiers",
        at(ANSWERED_ON, 19),
        lambda: answer(stage, NAME),
    )
    stage.step("jury:open", "Délibération : ouverture", at(SITS_ON, 9), lambda: _open(stage))
    for rank, figure in enumerate(FIGURES):
        stage.step(
            f"jury:decide:{figure.key}",
            f"Délibération : {figure.birth_name}",
            at(SITS_ON, 9, 30) + timedelta(minutes=15 * rank),
            lambda figure=figure: _decide(stage, figure),
        )
    stage.step("jury:sign", "Procès-verbal : signatures", at(SITS_ON, 17), lambda: _sign(stage))
    stage.step(
        "jury:schedule",
        "Publication : date fixée",
        at(SITS_ON, 18),
        lambda: deliberation.schedule_publication(
            _deliberation(), not_before=at(PUBLISHED_ON, 9), by=stage.officer
        ),
    )
    stage.step(
        "jury:publish",
        "Publication des résultats",
        at(PUBLISHED_ON, 10),
        lambda: awards.publish_results(_deliberation(), by=stage.officer),
    )
    stage.step("jury:letters", "Lettres de résultat", at(PUBLISHED_ON, 10), lambda: _tell(stage))
    stage.step("jury:appeal", "Un recours", at(APPEALED_ON, 21), lambda: _appeal(stage))


def compose(
    stage: Stage,
    revision: QualificationRevision,
    *,
    name: str,
    sits_on: date,
    route: str,
    figures: Iterable[Figure],
    **presidency: str,
) -> Jury:
    """Create the jury, seat its members, put the figures on the agenda, check the indicators.

    presidency: `presiding_entity` and `rotation_reason`, when it is not whose turn it is.
    """
    by = stage.officer
    jury = juries.create_jury(
        revision, route=route, sits_on=sits_on, place=PLACE, name=name, by=by, **presidency
    )
    seat_all(stage, jury, SEATED)
    blocks = list(revision.blocks.all())
    for figure in figures:
        juries.put_on_agenda(jury, enrolment_of(figure), blocks, by=by)
    return juries.compose(jury, by=by)


def seat_all(stage: Stage, jury: Jury, seated: Mapping[str, str]) -> None:
    """Appoint whom `seated` names: "president", the code of an entity, "" for the training seat."""
    for seat in jury.seats.select_related("entity"):
        entity = seat.entity.code if seat.entity else ""
        person = stage.person(seated["president" if seat.presides else entity])
        accreditation = person.accreditations.get()
        juries.appoint(
            seat,
            person,
            capacity=accreditation.capacity,
            designation_reference=accreditation.act_reference,
            designation_date=accreditation.act_date,
            by=stage.officer,
        )


def answer(stage: Stage, name: str, seated: Mapping[str, str] = SEATED) -> None:
    """Each member comes, signs their declaration and opens the files they will judge."""
    jury = Jury.objects.get(name=name)
    left = set(jury.recusals.values_list("person_id", "enrolment_id"))
    items = list(jury.agenda.select_related("enrolment__candidate"))
    for key in seated.values():
        by = stage.actor(key, Role.PRESIDENT if key == seated["president"] else Role.JURY_MEMBER)
        summons = jury.summonses.select_related("person").get(person__user=by.user_id)
        juries.reply(summons, answer="accepted", by=by)
        juries.declare(jury, by=by)
        for item in items:
            if (summons.person_id, item.enrolment_id) not in left:
                journal.record(access.OPENED, item.enrolment.candidate, by=by, screen="file")


def _deliberation() -> Deliberation:
    return Deliberation.objects.get(jury__name=NAME)


def _president(stage: Stage) -> Actor:
    return stage.actor("presidence", Role.PRESIDENT)


def _open(stage: Stage) -> None:
    present: list[Person] = [stage.person(key) for key in MEMBERS]
    deliberation.open_deliberation(
        Jury.objects.get(name=NAME), present=present, by=_president(stage)
    )


def _presentation(figure: Figure) -> Presentation:
    return Presentation.objects.select_related("deliberation__jury", "enrolment").get(
        deliberation__jury__name=NAME,
        enrolment__candidate__person__user__email=address(figure.key),
    )


def _decide(stage: Stage, figure: Figure) -> None:
    by, presentation = _president(stage), _presentation(figure)
    if figure.jury in {"absent", "excused"}:
        deliberation.mark_absent(presentation, excused=figure.jury == "excused", by=by)
    else:
        deliberation.mark_present(presentation, by=by)
        for block in presentation.blocks.order_by("position"):
            _decide_block(stage, figure, presentation, block)
    deliberation.conclude_presentation(_presentation(figure), by=by)


def _decide_block(
    stage: Stage, figure: Figure, presentation: Presentation, block: CompetencyBlock
) -> None:
    """By the rule where it proposes to validate; with reasons everywhere else."""
    by = _president(stage)
    missed = sorted(figure.gaps.get(block.position, {}))
    votes = _voters(presentation)
    if figure.jury == "attend":
        deliberation.decide_block(
            presentation,
            block,
            decision="not_validated" if missed else "validated",
            votes_for=0 if missed else votes,
            votes_against=votes if missed else 0,
            reasons=REASONS_REFUSED if missed else REASONS_VAE,
            what_would_show=WOULD_SHOW if missed else "",
            by=by,
        )
    elif not missed:
        deliberation.decide_by_rule(presentation, block, by=by)
    elif figure.jury == "beyond":
        deliberation.decide_block(
            presentation,
            block,
            decision="validated",
            votes_for=votes - 1,
            votes_against=1,
            reasons=REASONS_BEYOND,
            by=by,
        )
    else:
        texts = block.competencies.filter(position__in=missed).values_list("text", flat=True)
        deliberation.decide_block(
            presentation,
            block,
            decision="not_validated",
            votes_for=0,
            votes_against=votes,
            reasons="Compétences non acquises en mise en situation : "
            + " ; ".join(text.rstrip(".") for text in texts)
            + ".",
            what_would_show=WOULD_SHOW,
            by=by,
        )


def _voters(presentation: Presentation) -> int:
    """How many hands may rise: the members in the room, less those who left for this candidate."""
    recused = set(
        presentation.deliberation.jury.recusals.filter(
            enrolment=presentation.enrolment
        ).values_list("person", flat=True)
    )
    seated: set[object] = set(
        Nomination.objects.filter(
            seat__jury=presentation.deliberation.jury, ends_at__isnull=True
        ).values_list("person", flat=True)
    )
    return len(seated - recused)


def _sign(stage: Stage) -> None:
    current = _deliberation()
    deliberation.close_deliberation(current, by=_president(stage))
    moment: datetime = clock.now()
    for rank, key in enumerate([*MEMBERS[1:], MEMBERS[0]], start=1):
        role = Role.PRESIDENT if key == MEMBERS[0] else Role.JURY_MEMBER
        with clock.moved_to(moment + timedelta(minutes=2 * rank)):
            deliberation.sign_minutes(_deliberation(), by=stage.actor(key, role))


def _tell(stage: Stage) -> None:
    """What the job of the publication does, at its hour: titles, papers, letters and messages."""
    awards.deliver(_deliberation().pk, by=stage.officer)
    awards.issue_results(_deliberation().pk, by=stage.officer)


def _appeal(stage: Stage) -> None:
    by = stage.actor(APPEALS, Role.CANDIDATE)
    heard = _deliberation().presentations.get(enrolment__candidate__person__user=by.user_id)
    appeals.receive_appeal(heard, grounds=APPEAL, by=by)
