"""What stands where words stood once their term is over: the one change a frozen row admits.

A signed row never changes; at its term its words go all the same (GDPR, article 5.1.e). The
database tells the two apart: an update that puts FORGOTTEN in the columns named, and touches
nothing else of the row.
"""

import pgtrigger

FORGOTTEN = "(effacé)"


def only_forgets(*columns: str, emptied: str = FORGOTTEN) -> str:
    """SQL, true of an update that empties some of these columns and changes no other.

    emptied: what is put in them; the text of a JSON value for a JSON column.
    """
    aside = "".join(f" - '{column}'" for column in columns)
    gone = " AND ".join(
        f"(NEW.{column} IS NOT DISTINCT FROM OLD.{column} OR NEW.{column}::text = '{emptied}')"
        for column in columns
    )
    return f"(to_jsonb(NEW){aside} = to_jsonb(OLD){aside} AND {gone})"


def append_only(name: str, *columns: str, emptied: str = FORGOTTEN) -> list[pgtrigger.Trigger]:
    """Two triggers: the row is never deleted; never changed, but that its words go."""
    return [
        pgtrigger.Protect(name=name, operation=pgtrigger.Delete),
        pgtrigger.Protect(
            name=f"{name}_as_written",
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(f"NOT {only_forgets(*columns, emptied=emptied)}"),
        ),
    ]
