"""A qualification's rules as plain, immutable values.

The notice (France compétences) says what is certified; the rules file beside it says what the
notice leaves to prose or to the certifier: jury, scale, practice, routes, corrections. Nothing
here knows a particular qualification.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

#: The six access routes of a notice (flux V4.1, SI_JURY_*), in the order it lists them.
ROUTES = {
    "FI": "Formation initiale (élève ou étudiant)",
    "CA": "Contrat d’apprentissage",
    "FC": "Formation continue",
    "CQ": "Contrat de professionnalisation",
    "CL": "Candidature individuelle",
    "VAE": "Validation des acquis de l’expérience",
}

LEVELS = ("block", "warn")


@dataclass(frozen=True, slots=True)
class ScaleLevel:
    """One answer of the rating scale. `observed` false means the competency could not be seen."""

    code: str
    label: str
    acquired: bool
    observed: bool = True


@dataclass(frozen=True, slots=True)
class RouteRules:
    """What one open route asks. Values come from the rules file; closed routes have no row.

    simulations, interview: "required", "optional" or "none".
    practice_months: whole months of attested practice the title waits for; 0 means none.
    admissibility: the enrolment needs a recorded act of admissibility (VAE).
    admissibility_months: how long that act is valid; 0 when the certifier sets no end.
    """

    code: str
    label: str
    simulations: str
    interview: str
    practice_months: int
    admissibility: bool
    admissibility_months: int = 0


@dataclass(frozen=True, slots=True)
class CapacityRules:
    """A capacity in which a person may sit ("operator", "entity_head_representative"…).

    designation_required: sitting in this capacity needs a recorded act of designation.
    """

    code: str
    label: str
    designation_required: bool = False


@dataclass(frozen=True, slots=True)
class SeatRules:
    """One kind of seat.

    entity says which entity the seat belongs to:
    "presiding"  the entity that presides this time; "each_other"  one seat for each entity of the
    rotation that does not preside; "any"  the seat is tied to no entity.
    capacities: codes accepted; by_entity overrides them for an entity code.
    trade: its occupant counts as qualified for the trade.
    """

    id: str
    label: str
    count: int
    presides: bool
    entity: str
    capacities: tuple[str, ...]
    by_entity: dict[str, tuple[str, ...]]
    labels_by_entity: dict[str, str]
    trade: bool = False


@dataclass(frozen=True, slots=True)
class JuryRules:
    """How a jury for some routes is made and when it may sit.

    rotation: entity codes that preside in turn; empty when no entity presides.
    quorum_share: share of the seats that must be present (1/2 means at least half).
    levels: indicator id → "block" or "warn", for the rules whose weight the certifier sets.
    source: where the composition comes from, printed in the minutes.
    balance_share: each sex holds at least this share of the seats filled; in a jury of
    balance_small people or fewer, one of each is enough.
    mandate_years: how long an accreditation lets one sit before it is renewed; 0: no limit.
    reminder_days: how many days after a summons left without an answer it is recalled.
    """

    routes: tuple[str, ...]
    seats: tuple[SeatRules, ...]
    capacities: tuple[CapacityRules, ...]
    rotation: tuple[str, ...]
    quorum_share: Fraction
    quorum_president: bool
    minimum_members: int
    summons_days: int
    levels: dict[str, str]
    source: str
    balance_share: Fraction = Fraction(2, 5)
    balance_small: int = 3
    mandate_years: int = 0
    reminder_days: tuple[int, ...] = (3, 10)


@dataclass(frozen=True, slots=True)
class EntityRules:
    """A service that takes part in juries, as the rules file names it."""

    code: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A typing error of the published text and what a document prints instead."""

    published: str
    corrected: str


@dataclass(frozen=True, slots=True)
class Equivalence:
    """A block held under another qualification that counts for one of ours."""

    held_block: str
    gives_block: str
    reference: str


@dataclass(frozen=True, slots=True)
class SessionRules:
    """The hours of a day of simulations, and what its plan is judged by. A session may differ.

    day_starts, lunch_starts, lunch_ends, day_ends: minutes since midnight, on a Paris clock.
    rest_minutes: between two simulations of a candidate, from leaving to coming back.
    evaluator_rest_minutes: between the end of a rating and the next simulation of an evaluator.
    longest_wait_minutes: beyond it, a candidate who waits weighs on the choice of a plan.
    step_minutes: simulations begin on these minutes of the hour.
    rating_on_station: evaluators rate where they watched, so that the station waits for them.
    """

    day_starts: int = 510
    lunch_starts: int = 750
    lunch_ends: int = 810
    day_ends: int = 1050
    rest_minutes: int = 15
    evaluator_rest_minutes: int = 0
    longest_wait_minutes: int = 120
    step_minutes: int = 5
    rating_on_station: bool = True


@dataclass(frozen=True, slots=True)
class QualificationRules:
    """The rules file, parsed. `award` is "all_blocks", the only rule known so far.

    critical_competencies: "<block code>/<position in the block>", position from 1.
    figures: published figures that the notice's format has no tag for, by year.
    source: where the certifier's readings come from.
    decision_date, decision_reference: the registration decision, when the notice lacks it.
    sessions: hours and pauses of a day of simulations.
    briefing_minutes, rating_minutes: before and after the scenario is played on a station.
    observation_presets: words that an evaluator notes by one touch, in the order of the buttons.
    """

    format: int
    qualification: str
    scale: tuple[ScaleLevel, ...]
    routes: tuple[RouteRules, ...]
    juries: tuple[JuryRules, ...]
    entities: tuple[EntityRules, ...]
    corrections: tuple[Correction, ...]
    equivalences: tuple[Equivalence, ...]
    critical_competencies: tuple[str, ...]
    award: str
    evaluators_per_simulation: int
    simulation_minutes: int
    session_summons_days: int
    award_place: str
    figures: tuple["PublishedFigures", ...] = ()
    source: str = ""
    decision_date: date | None = None
    decision_reference: str = ""
    sessions: SessionRules = SessionRules()
    briefing_minutes: int = 5
    rating_minutes: int = 10
    observation_presets: tuple[str, ...] = ()

    def route(self, code: str) -> RouteRules | None:
        """The rules of an open route, or None when that route is closed."""
        return next((route for route in self.routes if route.code == code), None)

    def jury_for(self, route: str) -> JuryRules | None:
        """The jury rules that serve a route, or None."""
        return next((jury for jury in self.juries if route in jury.routes), None)

    def level(self, code: str) -> ScaleLevel | None:
        """The level of the scale with that code, or None."""
        return next((level for level in self.scale if level.code == code), None)


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """One line of the notice's yearly table; rates in percent, None when not published."""

    year: int
    certified: int | None
    certified_vae: int | None
    insertion_6_months: int | None
    target_job_6_months: int | None
    target_job_2_years: int | None


@dataclass(frozen=True, slots=True)
class NoticeCompetency:
    """A competency line: `text` as published, list marks removed, nothing else."""

    position: int
    text: str


@dataclass(frozen=True, slots=True)
class NoticeBlock:
    """A block of the notice, as published."""

    code: str
    position: int
    title: str
    competencies: tuple[NoticeCompetency, ...]
    assessment: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice (FICHE of flux V4.1), as published. Dates are None when the notice has none.

    nsf, formacodes, rome: (code, label) pairs. juries: route code → composition text for the
    routes the notice opens. new_caledonia, polynesia: None means "not stated".
    unknown_tags: tags the reader does not know, reported and ignored.
    """

    code: str
    title: str
    short_title: str
    state: str
    level: str
    certifiers: tuple[tuple[str, str], ...]
    nsf: tuple[tuple[str, str], ...]
    formacodes: tuple[tuple[str, str], ...]
    rome: tuple[tuple[str, str], ...]
    decision_date: date | None
    effective_date: date | None
    registration_end: date | None
    last_award_date: date | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    objectives: str
    activities: str
    capacities: str
    sectors: str
    jobs: str
    juries: dict[str, str]
    new_caledonia: bool | None
    polynesia: bool | None
    blocks: tuple[NoticeBlock, ...]
    figures: tuple[PublishedFigures, ...]
    unknown_tags: tuple[str, ...] = ()
