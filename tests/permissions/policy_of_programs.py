"""The policy of the API and of its tokens: the same querysets as the screens, other manners.

Who has neither token nor session is answered 401. A list opens to whoever is inside and shows
what they may see; a detail is 404 to the others. Nothing is written but a sheet's act.
"""

from tests.permissions.cast import (
    ANONYMOUS,
    CONTROL,
    EVALUATOR,
    JURY,
    JURY_AND_RECUSED,
    KEEPERS,
    OWNER,
    READERS,
    SIGNED_IN,
)
from tests.permissions.rows import EVERYONE, Row, act, form, page

STRANGER = {(ANONYMOUS, method): frozenset({401}) for method in ("GET", "POST", "PATCH")}
LISTS = (
    "candidates", "decisions", "documents", "enrolments", "juries", "notices", "revisions",
    "sessions", "sheets", "simulations",
)  # fmt: skip


def detail(name: str, who: frozenset[str], why: str) -> Row:
    """One object, read only."""
    return page(f"api:{name}", who, why, exceptions=STRANGER)


API = [
    page("api:guide", EVERYONE, "le guide ne nomme personne"),
    page("api:schema", EVERYONE, "la description ne nomme personne"),
    *(
        page(
            f"api:{name}-list", SIGNED_IN, "chacun y lit ce qu’il peut ouvrir", exceptions=STRANGER
        )
        for name in LISTS
    ),
    detail("notices-detail", SIGNED_IN, "une fiche RNCP est publique"),
    detail("revisions-detail", SIGNED_IN, "une fiche RNCP est publique"),
    detail("candidates-detail", READERS | JURY | {OWNER, EVALUATOR}, "comme à l’écran"),
    detail("enrolments-detail", READERS | JURY | {OWNER, EVALUATOR}, "comme à l’écran"),
    detail("sessions-detail", CONTROL | {EVALUATOR}, "comme à l’écran"),
    detail("simulations-detail", CONTROL | {EVALUATOR, OWNER}, "comme à l’écran"),
    detail("sheets-detail", frozenset({EVALUATOR}), "à l’aveugle : la sienne seule"),
    act(
        "api:sheets-acts",
        frozenset({EVALUATOR}),
        "l’évaluateur remplit sa grille",
        done=frozenset({400, 409, 415, 422}),
        exceptions=STRANGER,
    ),
    detail("juries-detail", CONTROL | JURY_AND_RECUSED, "déporté pour un seul candidat"),
    detail("decisions-detail", READERS | JURY | {OWNER}, "comme à l’écran, une fois publié"),
    detail("documents-detail", READERS | {OWNER}, "un parchemin est à son titulaire"),
    detail("documents-file", READERS | {OWNER}, "un parchemin est à son titulaire"),
    form("tokens:list", KEEPERS, "un jeton agit sous un rôle : on le fait pour soi"),
    act("tokens:revoke", KEEPERS, "on révoque les siens ; l’administrateur, tous"),
]
