"""Who may send and open what is received. The file of the table is the scan of an attestation."""

from tests.permissions.cast import CONTROL, OFFICER, OWNER, SIGNED_IN
from tests.permissions.rows import act, page

_SENDS = "seul le gestionnaire joint le papier d’une attestation, et poursuit son envoi"
_READS = "qui lit l’exercice lit les papiers qui le prouvent"
_SENDER = frozenset({OFFICER})

FILES = [
    act("files:begin", SIGNED_IN, "chacun peut demander ; la réponse dépend de la destination"),
    page("files:upload", _SENDER, _SENDS),
    act("files:part", _SENDER, _SENDS, done=frozenset({200, 409, 422})),
    act("files:finish", _SENDER, _SENDS),
    act("files:drop", _SENDER, _SENDS, done=frozenset({200})),
    act("files:deposit", _SENDER, _SENDS),
    page("files:show", CONTROL | {OWNER}, _READS),
    page("files:state", CONTROL | {OWNER}, _READS),
]
