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
    NOBODY,
    OTHER_CANDIDATE,
    OTHER_EVALUATOR,
    OTHER_PRESIDENT,
    OWNER,
    SIGNED_IN,
)
from tests.permissions.rows import EVERYONE, Row, act, form, page

STRANGER = {(ANONYMOUS, method): frozenset({401}) for method in ("GET", "POST", "PATCH")}

#: Who opens the file of the other candidate, besides those who keep the files.
OF_ANOTHER = frozenset({OTHER_CANDIDATE, OTHER_EVALUATOR, OTHER_PRESIDENT})

#: What the scope of a token names: the room of each list and its details.
ROOM_OF = {
    "notices": "framework", "revisions": "framework", "candidates": "candidates",
    "enrolments": "candidates", "sessions": "sessions", "simulations": "sessions",
    "sheets": "grading", "juries": "juries", "decisions": "deliberation", "documents": "documents",
}  # fmt: skip


def detail(name: str, who: frozenset[str], why: str, **more) -> Row:
    """One object, read only."""
    return page(f"api:{name}", who, why, exceptions=STRANGER, **more)


#: A machine is told yes or no; the sign-in page would be no answer.
_MACHINE = {(ANONYMOUS, "GET"): frozenset({404})} | {
    (ANONYMOUS, method): frozenset({405}) for method in ("POST", "PATCH")
}
HEALTH = [
    page("operations:alive", EVERYONE, "une sonde n’a pas de compte"),
    page("operations:ready", EVERYONE, "une sonde n’a pas de compte ; la réponse ne nomme rien"),
    page(
        "operations:measures",
        NOBODY,
        "fermées à toute personne : un jeton, ou une adresse de l’intérieur",
        exceptions=_MACHINE,
    ),
]

API = [
    page("api:guide", EVERYONE, "le guide ne nomme personne"),
    page("api:schema", EVERYONE, "la description ne nomme personne"),
    *(
        page(
            f"api:{name}-list", SIGNED_IN, "chacun y lit ce qu’il peut ouvrir", exceptions=STRANGER
        )
        for name in sorted(ROOM_OF)
    ),
    detail("notices-detail", SIGNED_IN, "une fiche RNCP est publique"),
    detail("revisions-detail", SIGNED_IN, "une fiche RNCP est publique"),
    detail("candidates-detail", CONTROL | JURY | {OWNER, EVALUATOR}, "comme à l’écran"),
    detail("enrolments-detail", CONTROL | JURY | {OWNER, EVALUATOR}, "comme à l’écran"),
    detail("sessions-detail", CONTROL | {EVALUATOR}, "comme à l’écran"),
    detail("simulations-detail", CONTROL | {EVALUATOR, OWNER}, "comme à l’écran"),
    detail("sheets-detail", frozenset({EVALUATOR}), "à l’aveugle : la sienne seule"),
    detail("sheets-detail", NOBODY, "à l’aveugle : celle de l’autre, à personne", case="blind"),
    detail(
        "sheets-detail", CONTROL | {EVALUATOR}, "toutes signées, comme à l’écran", case="signed"
    ),
    detail("candidates-detail", CONTROL | OF_ANOTHER, "comme à l’écran", case="of another"),
    detail("enrolments-detail", CONTROL | OF_ANOTHER, "comme à l’écran", case="of another"),
    detail(
        "decisions-detail",
        CONTROL | {OTHER_PRESIDENT},
        "rien avant la publication",
        case="of another",
    ),
    detail("juries-detail", CONTROL, "un projet de jury n’est pas annoncé", case="draft"),
    act(
        "api:sheets-acts",
        frozenset({EVALUATOR}),
        "l’évaluateur remplit sa grille",
        done=frozenset({400, 409, 415, 422}),
        exceptions=STRANGER,
    ),
    detail("juries-detail", CONTROL | JURY_AND_RECUSED, "déporté pour un seul candidat"),
    detail("decisions-detail", CONTROL | JURY | {OWNER}, "comme à l’écran, une fois publié"),
    detail("documents-detail", CONTROL | {OWNER}, "un parchemin est à son titulaire"),
    detail("documents-file", CONTROL | {OWNER}, "un parchemin est à son titulaire"),
    form("tokens:list", KEEPERS, "un jeton agit sous un rôle : on le fait pour soi"),
    act("tokens:revoke", KEEPERS, "on révoque les siens ; l’administrateur, tous"),
]
