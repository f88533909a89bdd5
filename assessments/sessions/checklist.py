"""The preparation of a session: lines that are computed, never ticked, with what lacks in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from assessments.framework.rules.qualification import QualificationRules
from assessments.sessions.models import (
    AssessmentSession,
    PanelMember,
    Registration,
    Simulation,
    SimulationState,
)
from assessments.sessions.reading import planned_in, session_coverage, taking_place
from assessments.sessions.relations import Relations
from assessments.sessions.rules import (
    BlockCoverage,
    entity_warnings,
    latest_summons_day,
    panel_sentences,
    summons_sentences,
)
from ccas import clock
from ccas.periods import in_words

type Coverage = list[tuple[Registration, tuple[BlockCoverage, ...]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what is wanted, what was found, and one sentence for each thing that lacks."""

    label: str
    found: str
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        return not self.missing


def lines(
    session: AssessmentSession,
    covered: Coverage | None = None,
    planned: list[Simulation] | None = None,
) -> list[Line]:
    """Everything that must be true before a session is ready, in the order it is prepared.

    The number of queries does not depend on the number of candidates. `covered`, `planned`: its
    coverage and the simulations of `planned_in`, when the caller has read them.
    """
    planned = planned_in(session) if planned is None else planned
    covered = session_coverage(session, planned) if covered is None else covered
    simulations = taking_place(planned)
    rules = session.revision.rules
    return [
        _stations(session),
        _panel(session, rules),
        _registrations(covered),
        _simulations(simulations, rules),
        _independence(session, simulations),
        _coverage(covered),
    ]


def missing(session: AssessmentSession) -> list[str]:
    """Why the session is not ready; empty when it is."""
    return [sentence for line in lines(session) for sentence in line.missing]


def missing_to_convene(session: AssessmentSession) -> list[str]:
    """Why people cannot be summoned today: too late, or nowhere to write to."""
    line = convening(session)
    return list(line.missing)


def convening(
    session: AssessmentSession,
    registrations: Iterable[Registration] | None = None,
    panel: Iterable[PanelMember] | None = None,
) -> Line:
    """The line of the summonses: the last day to send them, and who cannot be reached.

    Once they have left, the delay is judged on the day they left. `registrations`, `panel`: with
    their persons, when the caller has read them.
    """
    if registrations is None:
        registrations = session.registrations.select_related("enrolment__candidate__person")
    if panel is None:
        panel = session.panel.select_related("person")
    days = session.revision.rules.session_summons_days
    sent = clock.paris(session.convened_at).date() if session.convened_at else None
    late = summons_sentences(session.starts_on, today=sent or clock.today(), days=days)
    people = [row.enrolment.candidate.person for row in registrations]
    people += [row.person for row in panel]
    unreachable = [
        f"{person.display_name} n’a pas d’adresse électronique : la convocation ne peut pas partir."
        for person in people
        if not person.email
    ]
    if sent is not None:
        found = f"{_count(len(people), 'personne convoquée')} le {in_words(sent)}"
    else:
        latest = latest_summons_day(session.starts_on, days)
        found = f"{_count(len(people), 'personne')} à convoquer, au plus tard le {in_words(latest)}"
    return Line("Convocations", found, tuple(late + unreachable))


def missing_to_close(
    session: AssessmentSession, planned: list[Simulation] | None = None
) -> list[str]:
    """Why the session cannot be closed. planned: as for `lines`."""
    planned = planned_in(session) if planned is None else planned
    sentences = []
    if clock.today() < session.ends_on:
        sentences.append(f"La session dure jusqu’au {in_words(session.ends_on)}.")
    for simulation in planned:
        if simulation.state in (SimulationState.PLANNED, SimulationState.RUNNING):
            sentences.append(
                f"{_named(simulation)} est à l’état « {simulation.get_state_display()} » :"
                " terminez-la, annulez-la ou relevez l’absence."
            )
    return sentences


def _stations(session: AssessmentSession) -> Line:
    found = session.stations.count()
    lacks = () if found else ("La session n’a aucun poste : ajoutez-en un.",)
    return Line("Postes", _count(found, "poste"), lacks)


def _panel(session: AssessmentSession, rules: QualificationRules) -> Line:
    found, wanted = session.panel.count(), rules.evaluators_per_simulation
    lacks = ()
    if found < wanted:
        lacks = (
            f"La session compte {_count(found, 'évaluateur')} ; il en faut au moins {wanted} par"
            " mise en situation.",
        )
    return Line("Évaluateurs", _count(found, "évaluateur"), lacks)


def _registrations(covered: Coverage) -> Line:
    lacks = () if covered else ("Aucun candidat n’est inscrit à la session.",)
    return Line("Candidats", _count(len(covered), "candidat"), lacks)


def _simulations(simulations: list[Simulation], rules: QualificationRules) -> Line:
    lacks = [
        f"{_named(simulation)} : {sentence}"
        for simulation in simulations
        for sentence in panel_sentences(
            len(simulation.evaluators.all()), rules.evaluators_per_simulation
        )
    ]
    return Line(
        "Mises en situation",
        _count(len(simulations), "mise en situation", "mises en situation"),
        tuple(lacks),
    )


def _independence(session: AssessmentSession, simulations: list[Simulation]) -> Line:
    relations = Relations.among(_people(simulations))
    lacks: list[str] = []
    warned: list[str] = []
    for simulation in simulations:
        candidate = simulation.registration.enrolment.candidate
        day = clock.paris(simulation.starts_at).date()
        pair = [row.person for row in simulation.evaluators.all()]
        for person in pair:
            lacks += relations.conflicts(person, candidate.person, candidate.number, day)
        warned += [
            f"{_named(simulation)} : {sentence}"
            for sentence in entity_warnings(
                [(person.display_name, relations.entity(person.pk, day)) for person in pair]
            )
        ]
    found = "Aucun lien relevé" if not lacks else _count(len(set(lacks)), "lien relevé")
    return Line(
        "Indépendance des évaluateurs",
        found if simulations else "Rien à vérifier encore",
        tuple(dict.fromkeys(lacks)),
        tuple(warned),
    )


def _people(simulations: Iterable[Simulation]) -> set[UUID]:
    found = set()
    for simulation in simulations:
        found.add(simulation.registration.enrolment.candidate.person_id)
        found |= {row.person_id for row in simulation.evaluators.all()}
    return found


def _coverage(covered: Coverage) -> Line:
    blocks = [found for _, each in covered for found in each]
    whole = sum(found.complete for found in blocks)
    return Line(
        "Couverture des compétences",
        f"{whole} / {len(blocks)} blocs présentés entièrement observables",
        tuple(found.sentence for found in blocks if not found.complete),
    )


def _named(simulation: Simulation) -> str:
    start = clock.paris(simulation.starts_at)
    number = simulation.registration.enrolment.candidate.number
    return f"Mise en situation du candidat n° {number}, le {in_words(start.date())} à {start:%H:%M}"


def _count(number: int, one: str, many: str = "") -> str:
    words = [f"{word}s" for word in one.split()]
    return f"{number} {one if number < 2 else many or ' '.join(words)}"
