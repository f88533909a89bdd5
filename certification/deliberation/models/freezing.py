"""What signed minutes freeze, said once for every table of the deliberation."""

import pgtrigger


def frozen_by_minutes(path: str, *, may_lapse: bool = False) -> pgtrigger.Trigger:
    """A trigger that refuses any change once the deliberation's minutes are signed.

    path: SQL that gives the deliberation's id from the row named `row_`. The deliberation's row is
    shared first: a writer waits for a signature under way and then sees it, and a signature waits
    for the writers that came before. may_lapse: the row's retention is shorter than that of the
    minutes, so that it may be deleted after them.
    """
    return pgtrigger.Trigger(
        name="frozen_by_minutes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update
        if may_lapse
        else pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("row_", "RECORD")],
        func=f"""
            IF TG_OP = 'INSERT' THEN row_ := NEW; ELSE row_ := OLD; END IF;
            PERFORM 1 FROM certification_deliberation d WHERE d.id = ({path}) FOR KEY SHARE;
            IF EXISTS (
                SELECT 1 FROM certification_minutes m
                WHERE m.state = 'signed' AND m.deliberation_id = ({path})
            ) THEN
                RAISE EXCEPTION 'the minutes are signed: nothing of this deliberation changes'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            -- A row cannot be moved into a frozen deliberation either.
            row_ := NEW;
            PERFORM 1 FROM certification_deliberation d WHERE d.id = ({path}) FOR KEY SHARE;
            IF TG_OP = 'UPDATE' AND EXISTS (
                SELECT 1 FROM certification_minutes m
                WHERE m.state = 'signed' AND m.deliberation_id = ({path})
            ) THEN
                RAISE EXCEPTION 'the minutes are signed: nothing of this deliberation changes'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  (`path` is written in this room, never typed)
    )
