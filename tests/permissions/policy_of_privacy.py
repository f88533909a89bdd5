"""What is owed to persons: who reads the register, who asks to be erased, who decides."""

from tests.permissions.cast import ADMINISTRATOR, AUDITOR, KEEPERS, OFFICER, OWNER, SIGNED_IN
from tests.permissions.rows import act, form, page

_READERS = frozenset({OFFICER, AUDITOR, ADMINISTRATOR})
_REGISTER = "qui tient, contrôle ou administre le service répond de ce qui est gardé"
_DECIDES = "une autre personne que la demandeuse décide, et l’auditeur ne décide de rien"

PRIVACY = [
    page("privacy:register", _READERS, _REGISTER),
    page("privacy:register_csv", _READERS, _REGISTER),
    act("privacy:print_register", KEEPERS, "gestionnaire et administrateur figent le registre"),
    page("privacy:kept", _READERS, _REGISTER),
    page("privacy:erasures", _READERS, _REGISTER),
    page("privacy:erasure", _READERS, _REGISTER),
    act("privacy:carry_out", KEEPERS, _DECIDES),
    act("privacy:refuse", KEEPERS, _DECIDES),
    form("privacy:own", SIGNED_IN, "chacun demande l’effacement de ce qui est gardé de lui"),
    act("privacy:withdraw", frozenset({OWNER}), "chacun retire sa propre demande"),
]
_TOLD = "l’administrateur choisit quels systèmes sont prévenus, l’auditeur le contrôle"
_ADMINISTRATOR = frozenset({ADMINISTRATOR})

WEBHOOKS = [
    form("webhooks:list", frozenset({ADMINISTRATOR, AUDITOR}), _TOLD, acts=_ADMINISTRATOR),
    page("webhooks:detail", frozenset({ADMINISTRATOR, AUDITOR}), _TOLD),
    *(act(f"webhooks:{name}", _ADMINISTRATOR, _TOLD) for name in ("end", "ping", "replay")),
    # The new secret stands in the answer itself, and nowhere else; or identity is proven first.
    act("webhooks:renew", _ADMINISTRATOR, _TOLD, done=frozenset({200, 302})),
]
