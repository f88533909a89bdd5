"""What the database itself refuses about a plan: two places at once, blocks not presented,
a scenario changed after use. Written as SQL so that no door goes round it."""

import pgtrigger

#: States in which a simulation takes no place: the same list in each trigger below.
AWAY = "('cancelled', 'absent', 'excused')"

#: One planner at a time: what a trigger reads must not change before its row is committed.
ONE_AT_A_TIME = "PERFORM pg_advisory_xact_lock(hashtext('simulations'));"

NOBODY_IN_TWO_PLACES = pgtrigger.Trigger(
    name="nobody_in_two_places",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf("station_id", "registration_id", "starts_at", "ends_at", "state"),
    func=f"""
        IF NEW.state IN {AWAY} THEN RETURN NEW; END IF;
        {ONE_AT_A_TIME}
        IF EXISTS (
            SELECT 1 FROM assessments_simulation o
            JOIN assessments_registration oreg ON oreg.id = o.registration_id
            JOIN assessments_enrolment oen ON oen.id = oreg.enrolment_id
            JOIN assessments_registration nreg ON nreg.id = NEW.registration_id
            JOIN assessments_enrolment nen ON nen.id = nreg.enrolment_id
            WHERE o.id <> NEW.id AND o.state NOT IN {AWAY}
              AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at
              AND (o.station_id = NEW.station_id OR oen.candidate_id = nen.candidate_id)
        ) THEN
            RAISE EXCEPTION 'station or candidate already taken at that time'
                USING ERRCODE = 'exclusion_violation';
        END IF;
        IF EXISTS (
            SELECT 1 FROM assessments_simulationevaluator mine
            JOIN assessments_simulationevaluator other ON other.person_id = mine.person_id
            JOIN assessments_simulation o ON o.id = other.simulation_id
            WHERE mine.simulation_id = NEW.id AND o.id <> NEW.id AND o.state NOT IN {AWAY}
              AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at
        ) THEN
            RAISE EXCEPTION 'evaluator already taken at that time'
                USING ERRCODE = 'exclusion_violation';
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (constants of this module)
)

STAYS_IN_ITS_SESSION = pgtrigger.Trigger(
    name="simulation_stays_in_its_session",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("station_id", "registration_id", "scenario_id"),
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM assessments_registration r
            JOIN assessments_station st ON st.session_id = r.session_id
            JOIN assessments_assessmentsession s ON s.id = r.session_id
            JOIN assessments_scenario sc ON sc.revision_id = s.revision_id
            WHERE r.id = NEW.registration_id AND st.id = NEW.station_id
              AND sc.id = NEW.scenario_id
        ) THEN
            RAISE EXCEPTION 'station and scenario are those of the session'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

EVALUATOR_IN_ONE_PLACE = pgtrigger.Trigger(
    name="evaluator_in_one_place",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("simulation_id", "person_id"),
    func=f"""
        {ONE_AT_A_TIME}
        IF EXISTS (
            SELECT 1 FROM assessments_simulation n
            JOIN assessments_simulationevaluator other
              ON other.person_id = NEW.person_id AND other.simulation_id <> n.id
            JOIN assessments_simulation o ON o.id = other.simulation_id
            WHERE n.id = NEW.simulation_id AND n.state NOT IN {AWAY} AND o.state NOT IN {AWAY}
              AND o.starts_at < n.ends_at AND n.starts_at < o.ends_at
        ) THEN
            RAISE EXCEPTION 'evaluator already taken at that time'
                USING ERRCODE = 'exclusion_violation';
        END IF;
        RETURN NEW;
    """,  # noqa: S608  (constants of this module)
)

SIMULATION_BLOCKS_ARE_PRESENTED = pgtrigger.Trigger(
    name="simulation_blocks_are_presented",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM assessments_simulation s
            JOIN assessments_registration_blocks b ON b.registration_id = s.registration_id
            WHERE s.id = NEW.simulation_id AND b.competencyblock_id = NEW.competencyblock_id
        ) THEN
            RAISE EXCEPTION 'a simulation serves blocks that the candidate presents'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

REGISTRATION_KEEPS_SIMULATED_BLOCKS = pgtrigger.Trigger(
    name="registration_keeps_simulated_blocks",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete | pgtrigger.Update,
    func="""
        IF EXISTS (
            SELECT 1 FROM assessments_simulation s
            JOIN assessments_simulation_blocks b ON b.simulation_id = s.id
            WHERE s.registration_id = OLD.registration_id
              AND b.competencyblock_id = OLD.competencyblock_id
        ) THEN
            RAISE EXCEPTION 'a simulation serves this block'
                USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


PLAYS_A_PUBLISHED_SCENARIO = pgtrigger.Trigger(
    name="plays_a_published_scenario",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("scenario_id"),
    func="""
        IF TG_OP = 'UPDATE' AND NEW.scenario_id = OLD.scenario_id THEN RETURN NEW; END IF;
        IF NOT EXISTS (
            SELECT 1 FROM assessments_scenario sc
            WHERE sc.id = NEW.scenario_id AND sc.state = 'published'
        ) THEN
            RAISE EXCEPTION 'only a published scenario is played'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


#: The two rows a trigger sees.
ROWS = ("OLD", "NEW")


def frozen_once_used(
    name: str, column: str, *, but: tuple[str, ...] = (), through: str = ""
) -> pgtrigger.Trigger:
    """Refuse any change of a scenario's row that a simulation has used.

    column: of the table, holds the scenario's id ("id", "scenario_id"), or the id of a row of the
    table `through` whose scenario_id is meant. but: columns that still change.
    """

    rows = f"{through} t JOIN assessments_simulation s ON s.scenario_id = t.scenario_id"
    key = "t.id" if through else "s.scenario_id"
    if not through:
        rows = "assessments_simulation s"
    used = {row: f"EXISTS (SELECT 1 FROM {rows} WHERE {key} = {row}.{column})" for row in ROWS}  # noqa: S608  (constants of this module)
    free = ""
    if but:
        names = ", ".join(f"'{each}'" for each in but)
        free = (
            f"IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - ARRAY[{names}]"
            f" = to_jsonb(OLD) - ARRAY[{names}] THEN RETURN NEW; END IF;"
        )
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            {free}
            IF TG_OP <> 'INSERT' AND {used["OLD"]} OR TG_OP <> 'DELETE' AND {used["NEW"]} THEN
                RAISE EXCEPTION 'a scenario that was used is frozen'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


NEUTRALISED_IN_ITS_SIMULATION = pgtrigger.Trigger(
    name="neutralised_in_its_simulation",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM assessments_incident i
            JOIN assessments_simulation_blocks b ON b.simulation_id = i.simulation_id
            JOIN assessments_competency c ON c.block_id = b.competencyblock_id
            WHERE i.id = NEW.incident_id AND c.id = NEW.competency_id AND i.effect = 'neutralise'
        ) THEN
            RAISE EXCEPTION 'an incident neutralises competencies of its own simulation'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

REPLAY_OF_THE_SAME_CANDIDATE = pgtrigger.Trigger(
    name="replay_of_the_same_candidate",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM assessments_incident i
            JOIN assessments_simulation o ON o.id = i.simulation_id
            JOIN assessments_simulation n ON n.registration_id = o.registration_id
            WHERE i.id = NEW.incident_id AND n.id = NEW.simulation_id AND n.id <> o.id
        ) THEN
            RAISE EXCEPTION 'a replay is another simulation of the same candidate'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
