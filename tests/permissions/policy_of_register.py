"""What anybody may check without an account: documents, and the journal that proves them."""

from tests.permissions.cast import CANDIDATES, OWNER
from tests.permissions.rows import EVERYONE, act, form, page

_PROVES = "le journal scellé se vérifie par tous, sans compte ; il ne nomme personne"
_LINK = "qui a le lien du titulaire lit ce qu’il a choisi de montrer"
_HOLDER = "le titulaire seul partage son titre"
_BADGE = "le titulaire seul obtient le badge de ce qu’il détient"
_CODE = "qui a le code a le document en main"

REGISTER = [
    form(
        "register:ask",
        EVERYONE,
        "un employeur vérifie un titre sans compte",
        done=frozenset({200, 422}),
    ),
    page("register:verify", EVERYONE, "le QR code mène ici, sans compte"),
    page("register:proof", EVERYONE, _CODE),
    *(
        page(f"register:{name}", EVERYONE, _PROVES)
        for name in ("log", "checkpoint", "head", "tile", "consistency", "bundle", "verifier")
    ),
    *(
        page(
            f"register:{name}", EVERYONE, "le carré noir se vérifie sans réseau ; ne nomme personne"
        )
        for name in ("offline", "worker")
    ),
    form("register:shares", CANDIDATES, _HOLDER),
    act("register:end_share", frozenset({OWNER}), _HOLDER),
    page("register:shared", EVERYONE, _LINK, case="alive"),
    page(
        "register:shared",
        EVERYONE,
        "un lien éteint le dit, comme un lien qui n’a jamais été",
        gives=frozenset({404}),
        says_so=True,
    ),
    page("register:shared_paper", EVERYONE, _LINK),
    page("badges:own", CANDIDATES, _BADGE),
    act("badges:make_title", frozenset({OWNER}), _BADGE),
    act("badges:make_block", frozenset({OWNER}), _BADGE),
    page("badges:download", frozenset({OWNER}), _BADGE),
    form(
        "badges:verify",
        EVERYONE,
        "un employeur vérifie un badge sans compte",
        done=frozenset({422}),
    ),
    *(
        page(
            f"badges:{name}",
            EVERYONE,
            "ce vers quoi un badge renvoie tout lecteur ; ne nomme aucun titulaire",
        )
        for name in (
            "issuer",
            "issuer_json",
            "achievement",
            "achievement_json",
            "picture",
            "status",
        )
    ),
]
