"""The policy of second factors, of one's own sessions and of the room of accounts."""

from tests.permissions.cast import ANONYMOUS, KEEPERS, NOBODY, SIGNED_IN
from tests.permissions.rows import ALLAUTH, EVERYONE, PROVES_AGAIN, SHOWN, act, form, page

_OWN = "ses propres preuves d’identité"

SECOND_FACTORS = [
    page("mfa_index", SIGNED_IN, _OWN, **{k: v for k, v in ALLAUTH.items() if k != "done"}),
    *(
        form(name, SIGNED_IN, _OWN, **PROVES_AGAIN)
        for name in (
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_generate_recovery_codes",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
        )
    ),
    *(
        form(
            name,
            SIGNED_IN,
            "une preuve que l’on n’a pas n’existe pas",
            gives=SHOWN | {403, 404},
            done=SHOWN | {403, 404},
            misused=SHOWN | {403, 404, 405},
        )
        for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes")
    ),
    form("mfa_authenticate", EVERYONE, "l’entrée, deuxième temps", **PROVES_AGAIN),
    form("mfa_login_webauthn", EVERYONE, "l’entrée par une clé d’accès", **PROVES_AGAIN),
    form("mfa_remove_webauthn", NOBODY, "la clé d’un autre n’existe pas"),
]

#: Nobody comes back from a provider without having left for it: a page that says so.
_NOTHING_ASKED = frozenset({400})

PROVIDERS = [
    act(
        "accounts:provider",
        EVERYONE,
        "partir s’identifier ; qui est entré revient chez soi",
        done=frozenset({200, 302}),
        exceptions={(ANONYMOUS, method): frozenset({405}) for method in ("GET", "PATCH")},
    ),
    page("accounts:provider_return", EVERYONE, "le retour d’un fournisseur", gives=_NOTHING_ASKED),
    form(
        "accounts:provider_confirm",
        EVERYONE,
        "dire « c’est moi » de qui en revient",
        gives=_NOTHING_ASKED,
        done=_NOTHING_ASKED,
    ),
    act(
        "accounts:provider_link",
        SIGNED_IN,
        "relier son propre compte, si le fournisseur donne ce que les rôles demandent",
        done=frozenset({200, 302, 403}),
    ),
    form("accounts:provider_prove", NOBODY, "qui n’entre par aucun fournisseur n’a rien à y faire"),
    act("accounts:unlink", NOBODY, "l’identité d’un autre n’existe pas"),
]

_NO_SUCH = {(ANONYMOUS, method): frozenset({405}) for method in ("GET", "PATCH")}
#: The one-click sign-in: its address exists in development only (`test_demonstration.py`).
DEMONSTRATION = [
    act(
        "accounts:sign_in_as",
        EVERYONE,
        "en développement, chacun entre comme une personne inventée",
        done=frozenset({302}),
        exceptions=_NO_SUCH,
    ),
    act(
        "accounts:sign_in_as",
        NOBODY,
        "une vraie personne n’est pas de la distribution",
        case="not of the cast",
        exceptions=_NO_SUCH | {(ANONYMOUS, "POST"): frozenset({404})},
        says_so=True,
    ),
]

_KEEPS = "ouvrir et fermer les comptes : gestionnaire et administrateur"

LINKS = {
    "accounts:accept": "le lien d’une invitation",
    "accounts:answer_email": "le lien d’un changement d’adresse",
}
DIRECTORY = [
    page("accounts:sessions", SIGNED_IN, "ses propres connexions"),
    act("accounts:close_sessions", SIGNED_IN, "fermer ses autres connexions"),
    act("accounts:close_session", NOBODY, "la connexion d’un autre n’existe pas"),
    form("accounts:email", SIGNED_IN, "changer sa propre adresse"),
    act("accounts:withdraw_email", SIGNED_IN, "renoncer à son propre changement"),
    # A link is its own key: whoever holds it opens it, account or not; a dead one says so.
    *(
        form(
            name,
            EVERYONE,
            f"{what} : un lien inconnu ou passé le dit",
            gives=frozenset({404}),
            done=frozenset({404}),
            says_so=True,
        )
        for name, what in LINKS.items()
    ),
    *(
        form(
            name,
            EVERYONE,
            f"{what} : le lien vivant s’ouvre à qui le tient",
            done=frozenset({200, 302, 422}),
            case="alive",
        )
        for name, what in LINKS.items()
    ),
    page("accounts:list", KEEPERS, _KEEPS),
    form("accounts:invite", KEEPERS, _KEEPS),
    page("accounts:account", KEEPERS, _KEEPS),
    *(
        act(f"accounts:{name}", KEEPERS, _KEEPS)
        for name in (
            "grant", "invite_again", "disable", "enable", "reset_factors", "end_grant",
            "agree_email", "drop_email",
        )
    ),
]  # fmt: skip
