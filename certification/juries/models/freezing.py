"""What signed minutes freeze in this room, said once for its tables."""

import pgtrigger


def frozen_by_minutes(jury: str) -> pgtrigger.Trigger:
    """A trigger that refuses any change once the minutes of the jury's last sitting are signed.

    jury: SQL that gives the jury's id from the row named `row_`. A new deliberation of the same
    jury, which replaces the signed one, lets it be composed again.
    """
    return pgtrigger.Trigger(
        name="frozen_by_minutes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("row_", "RECORD")],
        func=f"""
            IF TG_OP = 'INSERT' THEN row_ := NEW; ELSE row_ := OLD; END IF;
            IF EXISTS (
                SELECT 1 FROM certification_minutes m
                JOIN certification_deliberation d ON d.id = m.deliberation_id
                WHERE m.state = 'signed' AND d.jury_id = ({jury})
                  AND NOT EXISTS (SELECT 1 FROM certification_deliberation n
                                  WHERE n.replaces_id = d.id AND n.jury_id = d.jury_id)
            ) THEN
                RAISE EXCEPTION 'the minutes are signed: nothing of this deliberation changes'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608  (`jury` is written in this room, never typed)
    )
