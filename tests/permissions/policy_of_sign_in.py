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

_KEEPS = "ouvrir et fermer les comptes : gestionnaire et administrateur"

DIRECTORY = [
    page("accounts:sessions", SIGNED_IN, "ses propres connexions"),
    act("accounts:close_sessions", SIGNED_IN, "fermer ses autres connexions"),
    act("accounts:close_session", NOBODY, "la connexion d’un autre n’existe pas"),
    form(
        "accounts:accept",
        EVERYONE,
        "le lien d’une invitation ; un lien inconnu ou passé le dit",
        gives=frozenset({200, 404, 410}),
        done=frozenset({302, 404, 410, 422}),
        exceptions={(ANONYMOUS, "PATCH"): frozenset({404, 405, 410})},
        misused=frozenset({404, 405, 410}),
        says_so=True,
    ),
    page("accounts:list", KEEPERS, _KEEPS),
    form("accounts:invite", KEEPERS, _KEEPS),
    page("accounts:account", KEEPERS, _KEEPS),
    *(
        act(f"accounts:{name}", KEEPERS, _KEEPS)
        for name in ("grant", "invite_again", "disable", "enable", "reset_factors", "end_grant")
    ),
]
