"""Who declares titles to the passeport de compétences, and who reads what was declared."""

from tests.permissions.cast import CONTROL, OFFICER
from tests.permissions.rows import act, form, page

_DECLARES = "seul le gestionnaire déclare au passeport"
_READS = "gestionnaire et auditeur lisent ce qui a été déclaré"
_OFFICER = frozenset({OFFICER})

PASSPORT = [
    form("passport:list", CONTROL, _READS, acts=_OFFICER),
    page("passport:detail", CONTROL, _READS),
    page("passport:file", CONTROL, _READS),
    *(act(f"passport:{name}", _OFFICER, _DECLARES) for name in ("deposit", "cancel", "receive")),
]
