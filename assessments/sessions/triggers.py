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


def frozen_once_used(name: str, scenario: str) -> pgtrigger.Trigger:
    """Refuse any change of a scenario's row that a simulation has used.

    scenario: column of the table that holds the scenario's id ("id", "scenario_id").
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'INSERT' AND EXISTS (
                SELECT 1 FROM assessments_simulation s WHERE s.scenario_id = OLD.{scenario}
            ) OR TG_OP <> 'DELETE' AND EXISTS (
                SELECT 1 FROM assessments_simulation s WHERE s.scenario_id = NEW.{scenario}
            ) THEN
                RAISE EXCEPTION 'a scenario that was used is frozen'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608  (constants of this module)
    )
