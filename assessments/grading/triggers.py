"""What the database refuses by itself: signed sheets, acts and consensuses do not move."""

import pgtrigger

from ccas.forgotten import append_only, only_forgets

#: Pieces that several triggers say alike. The sheet's row is held until the transaction ends, so
#: that a signature and a late act never cross.
THE_SHEET_IS_OPEN = """
    PERFORM 1 FROM assessments_assessmentsheet s
        WHERE s.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.sheet_id ELSE OLD.sheet_id END
          AND s.state = 'open' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the sheet is signed' USING ERRCODE = 'check_violation';
    END IF;
"""
IN_ITS_BLOCKS = """
    IF NOT EXISTS (
        SELECT 1 FROM assessments_assessmentsheet s
        JOIN assessments_simulation_blocks sb ON sb.simulation_id = s.simulation_id
        JOIN assessments_competency c ON c.block_id = sb.competencyblock_id
        WHERE s.id = NEW.sheet_id AND c.id = NEW.competency_id
    ) THEN
        RAISE EXCEPTION 'competency outside the blocks of the simulation'
            USING ERRCODE = 'check_violation';
    END IF;
"""


def at_its_term(column: str) -> str:
    """The words of a locked row may go, and nothing else of it change (`ccas.forgotten`)."""
    return f"""
            IF TG_OP = 'UPDATE' THEN
                IF {only_forgets(column)} THEN RETURN NEW; END IF;
            END IF;
    """


SHEETS = [
    pgtrigger.Protect(name="sheets_stay", operation=pgtrigger.Delete),
    pgtrigger.Trigger(
        name="signature_locks_the_sheet",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("missing", "integer")],
        func=f"""
            {at_its_term("reopen_reason")}
            IF TG_OP = 'UPDATE' THEN
                IF (NEW.simulation_id, NEW.evaluator_id, NEW.revision)
                   IS DISTINCT FROM
                   (OLD.simulation_id, OLD.evaluator_id, OLD.revision) THEN
                    RAISE EXCEPTION 'a sheet keeps its simulation and its evaluator'
                        USING ERRCODE = 'check_violation';
                END IF;
                IF OLD.state = 'superseded'
                   OR (OLD.state = 'signed' AND NEW.state = 'open')
                   OR (OLD.state = 'open' AND NEW.state = 'superseded'
                       AND EXISTS (SELECT 1 FROM assessments_simulationevaluator v
                                   WHERE v.simulation_id = OLD.simulation_id
                                     AND v.person_id = OLD.evaluator_id))
                   OR (OLD.signed_at IS NOT NULL
                       AND NEW.signed_at IS DISTINCT FROM OLD.signed_at) THEN
                    RAISE EXCEPTION 'the sheet is signed'
                        USING ERRCODE = 'check_violation';
                END IF;
                IF OLD.frozen_at IS NOT NULL
                   AND (NEW.state, NEW.frozen_at)
                       IS DISTINCT FROM (OLD.state, OLD.frozen_at) THEN
                    RAISE EXCEPTION 'a deliberation has read the sheet'
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            IF NEW.state = 'signed' AND (TG_OP = 'INSERT' OR OLD.state = 'open') THEN
                SELECT count(*) INTO missing
                FROM assessments_simulation_blocks sb
                JOIN assessments_competency c ON c.block_id = sb.competencyblock_id
                WHERE sb.simulation_id = NEW.simulation_id
                  AND NOT EXISTS (SELECT 1 FROM assessments_rating r
                                  WHERE r.sheet_id = NEW.id AND r.competency_id = c.id);
                IF missing > 0 THEN
                    RAISE EXCEPTION 'a sheet is signed once every competency is rated'
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,  # noqa: S608  (constants of this module)
    ),
]

ACTS = [
    *append_only("acts_are_append_only", "text"),
    pgtrigger.Trigger(
        name="no_act_on_a_locked_sheet",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            {THE_SHEET_IS_OPEN}
            IF NEW.competency_id IS NOT NULL THEN
                {IN_ITS_BLOCKS}
            END IF;
            IF NEW.previous_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM assessments_sheetact p
                WHERE p.id = NEW.previous_id AND p.sheet_id = NEW.sheet_id
                  AND p.competency_id IS NOT DISTINCT FROM NEW.competency_id
            ) THEN
                RAISE EXCEPTION 'an act follows one on the same sheet and competency'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  (constants of this module)
    ),
]

DEVICES = [
    pgtrigger.Protect(name="devices_stay", operation=pgtrigger.Delete),
    pgtrigger.Trigger(
        name="device_of_one_person",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            IF (NEW.sheet_id, NEW.client, NEW.user_id)
               IS DISTINCT FROM (OLD.sheet_id, OLD.client, OLD.user_id)
               OR NEW.made < OLD.made THEN
                RAISE EXCEPTION 'a device keeps its sheet and its person, and forgets nothing'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    ),
]

RATINGS = [
    pgtrigger.Trigger(
        name="rating_follows_its_sheet",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            {THE_SHEET_IS_OPEN}
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            IF TG_OP = 'UPDATE' AND (NEW.sheet_id, NEW.competency_id)
               IS DISTINCT FROM (OLD.sheet_id, OLD.competency_id) THEN
                RAISE EXCEPTION 'a rating keeps its sheet and its competency'
                    USING ERRCODE = 'check_violation';
            END IF;
            {IN_ITS_BLOCKS}
            RETURN NEW;
        """,
    ),
]

OBSERVATIONS = [
    pgtrigger.Trigger(
        name="observation_follows_its_sheet",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            {at_its_term("text")}
            IF TG_OP = 'UPDATE' THEN
                RAISE EXCEPTION 'an observation is undone, never rewritten'
                    USING ERRCODE = 'check_violation';
            END IF;
            {THE_SHEET_IS_OPEN}
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    ),
]

CONSENSUSES = [
    pgtrigger.Protect(name="consensuses_stay", operation=pgtrigger.Delete),
    pgtrigger.Trigger(
        name="signatures_lock_the_consensus",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            IF (NEW.simulation_id, NEW.version)
               IS DISTINCT FROM (OLD.simulation_id, OLD.version)
               OR OLD.state = 'void'
               OR (OLD.state = 'signed' AND NEW.state = 'open')
               OR (OLD.signed_at IS NOT NULL
                   AND NEW.signed_at IS DISTINCT FROM OLD.signed_at) THEN
                RAISE EXCEPTION 'the consensus is signed'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF NEW.state = 'signed' AND OLD.state = 'open' AND EXISTS (
                SELECT 1 FROM assessments_simulation_blocks sb
                JOIN assessments_competency c ON c.block_id = sb.competencyblock_id
                LEFT JOIN assessments_consensusline l
                  ON l.consensus_id = NEW.id AND l.competency_id = c.id
                WHERE sb.simulation_id = NEW.simulation_id
                  AND COALESCE(l.value, '') = ''
            ) THEN
                RAISE EXCEPTION 'a consensus is signed once every line has a value'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    ),
]

CONSENSUS_LINES = [
    pgtrigger.Trigger(
        name="line_follows_its_consensus",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            {at_its_term("word")}
            PERFORM 1 FROM assessments_consensus c
                WHERE c.id = COALESCE(OLD.consensus_id, NEW.consensus_id)
                  AND c.state = 'open' FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the consensus is signed'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            IF NOT EXISTS (
                SELECT 1 FROM assessments_consensus k
                JOIN assessments_simulation_blocks sb
                  ON sb.simulation_id = k.simulation_id
                JOIN assessments_competency c
                  ON c.block_id = sb.competencyblock_id
                WHERE k.id = NEW.consensus_id AND c.id = NEW.competency_id
            ) THEN
                RAISE EXCEPTION 'competency outside the blocks of the simulation'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  (constants of this module)
    ),
]

CONSENSUS_SIGNATURES = [
    pgtrigger.Trigger(
        name="signature_follows_its_consensus",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            PERFORM 1 FROM assessments_consensus c
                WHERE c.id = COALESCE(OLD.consensus_id, NEW.consensus_id)
                  AND c.state = 'open' FOR SHARE;
            IF NOT FOUND OR TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'the consensus is signed'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    ),
]

CALL_IS_ANSWERED_ONCE = pgtrigger.Trigger(
    name="call_is_answered_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="""
        IF OLD.answered_at IS NOT NULL OR NEW.answered_at IS NULL
           OR (NEW.id, NEW.sheet_id, NEW.occurred_at)
              IS DISTINCT FROM (OLD.id, OLD.sheet_id, OLD.occurred_at) THEN
            RAISE EXCEPTION 'a call is answered once, and stays'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

RELEASE_AFTER_THE_END = pgtrigger.Trigger(
    name="release_after_the_end",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM assessments_simulation s
            WHERE s.id = NEW.simulation_id AND s.state = 'done'
        ) THEN
            RAISE EXCEPTION 'a candidate is released once the simulation has ended'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
