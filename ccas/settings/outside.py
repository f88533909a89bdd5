"""Who the platform speaks to outside: identity providers, the passeport, systems that are told."""

import environ

env = environ.Env()

#: ProConnect for agents, FranceConnect for candidates: each one is on when its issuer, client and
#: secret are given (docs/access.md).
IDENTITY_PROVIDERS = {
    name: {
        "issuer": env.str(f"{name.upper()}_ISSUER", default=""),
        "client_id": env.str(f"{name.upper()}_CLIENT_ID", default=""),
        "client_secret": env.str(f"{name.upper()}_CLIENT_SECRET", default=""),
        "scopes": env.list(f"{name.upper()}_SCOPES", default=scopes.split()),
        "acr": env.list(f"{name.upper()}_ACR", default=levels.split()),
        "strong_acr": env.list(f"{name.upper()}_STRONG_ACR", default=strong.split()),
        "algorithms": env.list(f"{name.upper()}_ALGORITHMS", default=["ES256", "RS256"]),
        "endpoints": env.json(f"{name.upper()}_ENDPOINTS", default={}),
        "pkce": env.bool(f"{name.upper()}_PKCE", default=None),
    }
    for name, scopes, levels, strong in (
        (
            "proconnect",
            "openid given_name usual_name email",
            "eidas1-mfa eidas2 eidas3",
            "eidas1-mfa eidas2 eidas3",
        ),
        (
            "franceconnect",
            "openid given_name family_name gender birthdate birthplace birthcountry",
            "eidas1 eidas2 eidas3",
            "",
        ),
    )
}
#: How long a page may wait for a provider, all its questions together, in seconds.
PROVIDER_PATIENCE = env.float("PROVIDER_PATIENCE", default=5.0)

#: The certifier's identifiers at the Caisse des Dépôts, for the passeport de compétences; the
#: schema that it reads today; how many months after the award a title is due there.
PASSPORT_CLIENT = env.str("PASSPORT_CLIENT", default="")
PASSPORT_CERTIFIER = env.str("PASSPORT_CERTIFIER", default="")
PASSPORT_CONTRACT = env.str("PASSPORT_CONTRACT", default="")
PASSPORT_SCHEMA = env.str("PASSPORT_SCHEMA", default="1.1.2")
PASSPORT_MONTHS = env.int("PASSPORT_MONTHS", default=3)

#: Days a holder has to answer before a title may be withdrawn (as VAE_HEARING_DAYS).
AWARD_HEARING_DAYS = env.int("AWARD_HEARING_DAYS", default=15)

#: Whether a webhook may call plain http, any port, private addresses: development and tests.
WEBHOOKS_ANYWHERE = False
