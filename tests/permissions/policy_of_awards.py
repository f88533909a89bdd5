"""Titles, results, letters and the papers they give right to."""

from tests.permissions.cast import (
    ADMINISTRATOR,
    CANDIDATES,
    CONTROL,
    JURY_AND_RECUSED,
    NOBODY,
    OFFICER,
    OWNER,
)
from tests.permissions.rows import EVERYONE, act, form, page

_MINUTES = "chaque membre lit et signe le procès-verbal entier, déport compris"
_TWO = "le gestionnaire propose un retrait, un administrateur, autre personne, le prononce"

AWARDS = [
    page("awards:list", CONTROL, "le registre des titres"),
    page("awards:detail", CONTROL, "le registre des titres"),
    page("awards:results", CANDIDATES, "ses propres résultats publiés"),
    page("awards:result", frozenset({OWNER}), "ses propres résultats publiés"),
    page("awards:result", NOBODY, "rien avant la publication", case="of another"),
    form(
        "awards:publication",
        CONTROL,
        "l’auditeur lit, le gestionnaire fixe",
        acts=frozenset({OFFICER}),
    ),
    act("awards:publish", frozenset({OFFICER}), "le gestionnaire publie"),
    act("awards:retry", frozenset({OFFICER}), "le gestionnaire reprend ce qui a échoué"),
    page(
        "awards:archive",
        CONTROL,
        "qui lit le registre a tous les papiers ; un lot incomplet renvoie à sa page",
        gives=frozenset({200, 302}),
    ),
    page(
        "awards:letter",
        frozenset({OFFICER}),
        "le gestionnaire relit les lettres avant de publier ; ensuite, la lettre elle-même",
        gives=frozenset({200, 302}),
    ),
    form(
        "awards:notify", frozenset({OFFICER}), "le gestionnaire enregistre la remise d’une lettre"
    ),
    page("awards:signatories", CONTROL, "qui signe pour le certificateur"),
    form("awards:appoint", frozenset({OFFICER}), "le gestionnaire enregistre l’acte"),
    form("awards:withdraw", frozenset({OFFICER}), _TWO),
    page("awards:withdrawals", CONTROL | {ADMINISTRATOR}, _TWO),
    act("awards:pronounce_withdrawal", frozenset({ADMINISTRATOR}), _TWO),
    act("awards:drop_withdrawal", frozenset({OFFICER}), _TWO),
    form("awards:observe", frozenset({OWNER}), "le titulaire est entendu avant tout retrait"),
    page("awards:papers", CONTROL, "les documents délivrés, et ce qui les remplace"),
    form("awards:reissue", frozenset({OFFICER}), "le gestionnaire délivre de nouveau"),
    page("seal_authority", EVERYONE, "quiconque vérifie un document a besoin des certificats"),
    page("document", CONTROL | {OWNER}, "un parchemin est à son titulaire", case="certificate"),
    page("document", CONTROL | JURY_AND_RECUSED, _MINUTES, case="minutes"),
]
