"""Who follows the insertion surveys, who answers them, who reads and prints the figures."""

from tests.permissions.cast import CONTROL, OFFICER, OWNER
from tests.permissions.rows import EVERYONE, act, form, page

_FOLLOWS = "gestionnaire et auditeur suivent les enquêtes, sans lire les réponses"
_TAKES = "seul le gestionnaire note ce qu’un titulaire dit au téléphone"
_OFFICER = frozenset({OFFICER})
_HOLDER = frozenset({OWNER})
_ASKED = "un titulaire ne répond qu’à l’enquête qui l’interroge"

SURVEYS = [
    page("surveys:list", CONTROL, _FOLLOWS),
    form("surveys:detail", CONTROL, _TAKES, acts=_OFFICER),
    act("surveys:object", _OFFICER, _TAKES),
    act("surveys:lift", _OFFICER, _TAKES),
    form(
        "surveys:answer",
        EVERYONE,
        "le lien d’un titulaire : inconnu ou passé, il le dit",
        gives=frozenset({404}),
        done=frozenset({404}),
        says_so=True,
    ),
    form(
        "surveys:answer",
        EVERYONE,
        "le lien vivant s’ouvre à qui le tient, sans compte",
        done=frozenset({422}),
        case="alive",
    ),
    form("surveys:own", _HOLDER, _ASKED),
    act("surveys:decline_own", _HOLDER, _ASKED),
    act("surveys:decline", EVERYONE, "qui tient le lien peut ne plus vouloir d’enquête"),
]

_READS = "gestionnaire et auditeur lisent les chiffres, petits nombres cachés"
FIGURES = [
    *(
        page(f"figures:{name}", CONTROL, _READS)
        for name in ("show", "workbook", "renewal", "renewal_file")
    ),
    act("figures:print", _OFFICER, "seul le gestionnaire fige les chiffres dans un document"),
]
