"""Appeals against a jury’s decision: the table’s is about the owner’s result."""

from tests.permissions.cast import CONTROL, OFFICER, OWNER
from tests.permissions.rows import act, form, page

_READS = "gestionnaire et auditeur lisent les recours"
_OWN = "un candidat ne conteste que son résultat publié"
_ANSWERS = "le gestionnaire instruit, au nom du certificateur"

APPEALS = [
    page("appeals:list", CONTROL, _READS),
    page("appeals:detail", CONTROL, _READS),
    form("appeals:own", frozenset({OWNER}), _OWN),
    *(
        form(f"appeals:{name}", frozenset({OFFICER}), _ANSWERS)
        for name in ("register", "answer", "present")
    ),
    act("appeals:drop", frozenset({OFFICER, OWNER}), "le candidat y renonce, ou par courrier"),
]
