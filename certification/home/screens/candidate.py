"""The candidate's first screen: blocks, practice, dates, documents. Results once published."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from assessments.candidates.models import AcquiredBlock, Enrolment, EnrolmentState
from assessments.candidates.permissions import as_told, held_blocks_told_to
from assessments.candidates.rules import ledger_code
from assessments.framework.models import CompetencyBlock
from assessments.practice.rules import PracticeCount
from assessments.practice.summary import summary, with_practice
from assessments.sessions.models import (
    Registration,
    SessionState,
    Simulation,
    SimulationState,
)
from assessments.sessions.permissions import visible_simulations
from ccas import clock
from ccas.actors import Actor
from ccas.interface.components import BlockCard, NextStep, Task, joined
from ccas.interface.templatetags.interface import day, hour
from certification.awards.rules import notified_by
from certification.deliberation.models import BlockDecision, Outcome, Presentation, Verdict
from certification.deliberation.permissions import visible_results
from certification.home import addresses, agenda
from certification.home.screens import asked, contested
from certification.home.screens.own_documents import documents
from certification.juries.models import AgendaItem, JuryState

TOLD = (JuryState.CONVENED, JuryState.OPEN)
OUTCOMES = {
    Outcome.AWARDED: "Le jury vous a accordé le titre",
    Outcome.PARTIAL: "Le jury a validé une partie de vos blocs",
    Outcome.NOT_VALIDATED: "Le jury n’a pas validé les blocs présentés",
    Outcome.ABSENT: "Vous n’étiez pas présent devant le jury",
    Outcome.EXCUSED: "Votre absence devant le jury est excusée",
    Outcome.DEFERRED: "Le jury n’a pas pu siéger pour vous : un autre vous entendra",
    Outcome.ADJOURNED: "Vos blocs sont validés : le titre attend votre exercice professionnel",
}


#: Simulations that took place, or should have: an absence is another matter.
PLAYED = (SimulationState.PLANNED, SimulationState.RUNNING, SimulationState.DONE)


@dataclass
class Track:
    """One enrolment, with everything its screen says."""

    enrolment: Enrolment
    held: list[AcquiredBlock]
    presentations: list[Presentation]
    simulations: list[Simulation]
    registrations: list[Registration]
    agenda: list[AgendaItem]
    practice: PracticeCount
    cards: list[BlockCard] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.enrolment.revision.title

    @property
    def code(self) -> str:
        return self.enrolment.revision.qualification.code

    @property
    def state(self) -> str:
        """The state that may be told (`as_told`), never the row's own."""
        return str(self.enrolment.told_state)  # type: ignore[attr-defined]

    @property
    def published(self) -> list[Presentation]:
        """Presentations whose result may be told, the latest first."""
        return [one for one in self.presentations if one.deliberation.published_at]

    @property
    def awaited(self) -> list[Presentation]:
        """Presentations before a jury that has not published yet."""
        return [one for one in self.presentations if not one.deliberation.published_at]

    @property
    def result(self) -> Presentation | None:
        """The last result told."""
        return self.published[0] if self.published else None

    @property
    def outcome_sentence(self) -> str:
        """The last result told, in a sentence."""
        return OUTCOMES[Outcome(self.result.outcome)] if self.result else ""

    @property
    def practice_url(self) -> str:
        return addresses.practice(self.enrolment.pk)


def context(actor: Actor) -> dict[str, Any]:
    """The screen of a candidate: tracks, what is next, documents."""
    enrolments = list(
        with_practice(
            as_told(Enrolment.objects.filter(candidate__person__user_id=actor.user_id), actor)
            .select_related("candidate", "revision__qualification")
            .prefetch_related(
                "awards__withdrawals",
                Prefetch(
                    "revision__blocks",
                    CompetencyBlock.objects.select_related("revision__qualification").order_by(
                        "position"
                    ),
                ),
            )
            .order_by("-began_on", "pk")
        )
    )
    tracks = _tracks(actor, enrolments)
    for track in tracks:
        track.cards = [_card(track, block) for block in track.enrolment.revision.blocks.all()]
    return {
        "step": _step(tracks, actor),
        "tracks": [(track, _dates(track)) for track in tracks],
        **agenda.told(actor.user_id, enrolments),
        "documents": documents(actor),
    }


def _tracks(actor: Actor, enrolments: list[Enrolment]) -> list[Track]:
    candidates = {enrolment.candidate_id for enrolment in enrolments}
    # What may be told is said in one place, for the pages and for the API.
    held = _by(
        AcquiredBlock.objects.filter(
            held_blocks_told_to(actor), candidate__in=candidates, ended_on__isnull=True
        ).order_by("block_code"),
        "candidate_id",
    )
    told = (
        BlockDecision.objects.filter(presentation__in=visible_results(actor))
        .select_related("block__revision__qualification")
        .order_by("block__position")
    )
    presentations = _by(
        Presentation.objects.filter(enrolment__in=enrolments)
        .select_related("deliberation__jury", "replaced_by")
        .prefetch_related("blocks", "appeals", Prefetch("decisions", told, to_attr="told"))
        .order_by("-deliberation__opened_at", "pk"),
        "enrolment_id",
    )
    simulations: dict[UUID, list[Simulation]] = defaultdict(list)
    for simulation in (
        visible_simulations(actor)
        .filter(registration__enrolment__in=enrolments)
        .select_related("registration__session__site")
        .prefetch_related("blocks")
        .order_by("starts_at", "pk")
    ):
        simulations[simulation.registration.enrolment_id].append(simulation)
    registrations = _by(
        Registration.objects.filter(
            enrolment__in=enrolments,
            session__state=SessionState.CONVENED,
            session__ends_on__gte=clock.today(),
        )
        .select_related("session__site")
        .order_by("session__starts_on", "pk"),
        "enrolment_id",
    )
    agenda = _by(
        AgendaItem.objects.filter(enrolment__in=enrolments, jury__state__in=TOLD)
        .select_related("jury")
        .order_by("jury__sits_on", "pk"),
        "enrolment_id",
    )
    return [
        Track(
            enrolment=one,
            held=held[one.candidate_id],
            presentations=presentations[one.pk],
            simulations=simulations[one.pk],
            registrations=registrations[one.pk],
            agenda=agenda[one.pk],
            practice=summary(one),
        )
        for one in enrolments
    ]


def _by(rows: QuerySet[Any] | Iterable[Any], name: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _card(track: Track, block: CompetencyBlock) -> BlockCard:
    """Held, presented and awaited, to come back for, or to present: with its true date."""
    code = ledger_code(track.code, block.code)
    held = next((one for one in track.held if one.block_code == code), None)
    if held:
        origin = "par décision du jury" if held.source == "decision" else "par équivalence"
        return _draw(block, "held", f"Acquis le {day(held.acquired_on)}, {origin}.")
    if any(block in one.blocks.all() for one in track.awaited):
        return _draw(block, "presented", "Devant le jury ; résultat à venir.")
    planned = _planned(track, block)
    for presentation in track.published:
        for decision in presentation.told:
            if decision.block_id == block.pk and decision.verdict == Verdict.NOT_VALIDATED:
                sat = day(presentation.deliberation.jury.sits_on)
                way = planned or decision.what_would_show or "Vous pouvez le représenter seul."
                return _draw(block, "come_back", f"Non validé par le jury du {sat}. {way}")
    return _draw(block, "to_present", planned or "Aucune date n’est encore fixée.")


def _planned(track: Track, block: CompetencyBlock) -> str:
    now = clock.now()
    for simulation in track.simulations:
        if simulation.ends_at >= now and block in simulation.blocks.all():
            return (
                f"Mise en situation le {day(simulation.starts_at)} à {hour(simulation.starts_at)}, "
                f"{simulation.station.name}."
            )
    return ""


def _draw(block: CompetencyBlock, state: str, sentence: str) -> BlockCard:
    return BlockCard(block.short_code, block.title, state, sentence)


def _dates(track: Track) -> list[Task]:
    """What is on the calendar: sessions, then juries."""
    now, lines = clock.now(), []
    for registration in track.registrations:
        session = registration.session
        mine = [one for one in track.simulations if one.registration_id == registration.pk]
        hours = [
            f"{day(one.starts_at)} à {hour(one.starts_at)}" for one in mine if one.ends_at > now
        ]
        hint = f"{session.site.name}. " + (f"Vos passages : {joined(hours)}." if hours else "")
        lines.append(Task(session.name, f"Dès le {day(session.starts_on)}", "current", hint=hint))
    for item in track.agenda:
        hint = f"{item.jury.place}. Le jury examine votre dossier ce jour-là."
        lines.append(Task(item.jury.name, f"Le {day(item.jury.sits_on)}", "current", hint=hint))
    return lines


def _step(tracks: list[Track], actor: Actor) -> NextStep:
    """The one thing to know first."""
    if not tracks:
        return NextStep(
            "Vous n’avez pas encore de parcours.",
            who="Le service de formation",
            detail="Il vous inscrit, puis votre parcours s’affiche ici.",
        )
    track = next((one for one in tracks if one.state == EnrolmentState.OPEN), tracks[0])
    finders = (
        lambda one: _title_step(one, actor),
        _session_step,
        _played_step,
        _jury_step,
        _awaited_step,
        lambda one: contested.appeal_step(one.published),
        _practice_step,
    )
    found = (finder(track) for finder in finders)
    return next((step for step in found if step), None) or _blocks_step(track)


def _title_step(track: Track, actor: Actor) -> NextStep | None:
    result = track.result
    if track.state != EnrolmentState.AWARDED or result is None:
        return None
    if step := contested.withdrawal_step(track.enrolment.awards.all()):
        return step
    if step := asked.survey_step(actor):
        return step
    return NextStep(
        "Vous êtes titulaire du titre.",
        detail="Vos documents sont ci-dessous ; chacun peut en vérifier l’authenticité.",
    )


def _session_step(track: Track) -> NextStep | None:
    now = clock.now()
    coming = [one for one in track.simulations if one.ends_at >= now and one.state == "planned"]
    if not coming:
        return None
    first = coming[0]
    session = first.registration.session
    return NextStep(
        f"Présentez-vous à votre mise en situation le {day(first.starts_at)} à "
        f"{hour(first.starts_at)}.",
        who="Vous",
        due=clock.paris(first.starts_at).date(),
        detail=f"{session.site.name}, {first.station.name}. Munissez-vous d’une pièce d’identité.",
    )


def _played_step(track: Track) -> NextStep | None:
    """Between the simulation and the agenda of a jury: nothing is to be done by the candidate."""
    now = clock.now()
    told = max((one.deliberation.opened_at for one in track.presentations), default=None)
    played = [
        one
        for one in track.simulations
        if one.ends_at < now and one.state in PLAYED and (told is None or one.starts_at > told)
    ]
    if not played or any(item.jury.sits_on >= clock.today() for item in track.agenda):
        return None
    last = played[-1]
    return NextStep(
        f"Votre mise en situation du {day(last.starts_at)} est en cours d’évaluation.",
        who="Les évaluateurs, puis le gestionnaire de la certification",
        detail="Le gestionnaire vous présente ensuite au jury et vous en donne la date.",
    )


def _jury_step(track: Track) -> NextStep | None:
    today: date = clock.today()
    item = next((one for one in track.agenda if one.jury.sits_on >= today), None)
    if item is None:
        return None
    return NextStep(
        f"Le jury examine votre dossier le {day(item.jury.sits_on)}.",
        who="Le jury",
        due=item.jury.sits_on,
        detail=f"{item.jury.place}. Le résultat s’affiche ici dès sa publication.",
    )


def _awaited_step(track: Track) -> NextStep | None:
    if not track.awaited:
        return None
    closed = track.awaited[0].deliberation.closed_at
    return NextStep(
        "Le jury s’est réuni ; votre résultat n’est pas encore publié.",
        who="Le jury, puis le gestionnaire de la certification",
        due=notified_by(clock.paris(closed).date()) if closed else None,
        detail="Vous recevrez un message à la publication. Rien n’est à faire d’ici là.",
    )


def _practice_step(track: Track) -> NextStep | None:
    every = all(card.state == "held" for card in track.cards)
    count = track.practice
    if not every or count.complete:
        return None
    sentence = (
        f"Faites attester votre exercice professionnel : il manque {count.missing}."
        if count.worked
        else f"Poursuivez votre exercice professionnel : il reste {count.to_come}."
    )
    return NextStep(
        sentence,
        who="Vous et votre responsable",
        due=count.reached_on,
        detail="Tous vos blocs sont acquis : le titre suit l’attestation.",
        url=track.practice_url,
        label="Voir mon exercice professionnel",
    )


def _blocks_step(track: Track) -> NextStep:
    missing = [card.code for card in track.cards if card.state in {"to_present", "come_back"}]
    if not missing:
        return NextStep(
            "Tous vos blocs sont acquis.",
            who="Le gestionnaire de la certification",
            detail="La délivrance du titre est en cours.",
        )
    word = "le bloc" if len(missing) == 1 else "les blocs"
    return NextStep(
        f"Il vous reste à présenter {word} {joined(missing)}.",
        who="Le gestionnaire de la certification",
        detail="Il vous inscrit à une session et vous envoie une convocation.",
    )
