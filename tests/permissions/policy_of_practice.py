"""Who declares, asks and attests a practice; who corrects an identity."""

from tests.permissions.cast import (
    CANDIDATES,
    CONTROL,
    OFFICER,
    OTHER_CANDIDATE,
    OWNER,
)
from tests.permissions.rows import EVERYONE, act, form, page

_WRITES_FILE = "seul le gestionnaire tient les dossiers"
CORRECTIONS = [
    form(
        "candidates:ask_correction",
        CANDIDATES,
        "chacun demande la correction de sa propre identité",
        # A request under way is shown instead.
        exceptions={(OWNER, "GET"): frozenset({302})},
    ),
    page("candidates:corrections", CONTROL, "ceux qui tiennent les dossiers"),
    page("candidates:correction", CONTROL | {OWNER}, "ceux-là, et lui-même"),
    act("candidates:accept_correction", frozenset({OFFICER}), _WRITES_FILE),
    act("candidates:refuse_correction", frozenset({OFFICER}), _WRITES_FILE),
    act("candidates:withdraw_correction", frozenset({OWNER}), "sa propre demande"),
]

_PRACTICE = "l’exercice : le candidat, le gestionnaire qui l’enregistre, l’auditeur"
_DECLARES = "le candidat pour lui-même, le gestionnaire pour tous"
_ATTESTS = "seul le gestionnaire enregistre ce qu’un responsable atteste"
PRACTICE = [
    page(
        "practice:list",
        CONTROL | CANDIDATES,
        _PRACTICE,
        # With one way only, a candidate is led straight to it; the owner follows two.
        exceptions={(OTHER_CANDIDATE, "GET"): frozenset({302})},
    ),
    page("practice:enrolment", CONTROL | {OWNER}, _PRACTICE),
    page("practice:enrolment", CONTROL | {OTHER_CANDIDATE}, _PRACTICE, case="of another"),
    *(
        form(f"practice:{name}", frozenset({OFFICER, OWNER}), _DECLARES)
        for name in ("declare", "correct", "interrupt")
    ),
    *(
        act(f"practice:{name}", frozenset({OFFICER, OWNER}), _DECLARES)
        for name in ("withdraw", "resume")
    ),
    *(
        form(f"practice:{name}", frozenset({OFFICER}), _ATTESTS)
        for name in ("attest", "void", "check", "reject")
    ),
    form("practice:ask", frozenset({OFFICER, OWNER}), _DECLARES),
    act("practice:revoke", frozenset({OFFICER, OWNER}), _DECLARES),
    page("practice:requests", CONTROL, "ce qui attend un responsable, ou le gestionnaire"),
    form(
        "practice:answer",
        EVERYONE,
        "le lien d’un responsable : inconnu ou passé, il le dit",
        gives=frozenset({404}),
        done=frozenset({404}),
        says_so=True,
    ),
    form(
        "practice:answer",
        EVERYONE,
        "le lien vivant s’ouvre à qui le tient, sans compte",
        done=frozenset({422}),
        case="alive",
    ),
    act("practice:renew", EVERYONE, "un lien expiré en envoie un autre, à la même adresse"),
]
