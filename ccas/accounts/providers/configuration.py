"""The two providers, and what the settings say of each. A provider half given is not offered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings

#: What may sign a token: only what a public key verifies. « none » and HS256 are not on the list.
ASYMMETRIC = ("ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512")
#: What a provider publishes, or what the settings give in its place.
ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "end_session_endpoint",
)
NEEDED = ("issuer", "client_id", "client_secret")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is true of a provider wherever it runs.

    asks_acr_by: ProConnect refuses any parameter it does not know, `acr_values` among them, and
    reads `claims`; FranceConnect reads `acr_values`.
    gives_civil_status: its claims are those of the civil registry.
    """

    label: str
    about: str
    people: str
    asks_acr_by: Literal["claims", "acr_values"]
    gives_civil_status: bool
    second_factor_missing: str


KINDS: dict[str, Kind] = {
    "franceconnect": Kind(
        label="FranceConnect",
        about="https://franceconnect.gouv.fr/",
        people="les candidats",
        asks_acr_by="acr_values",
        gives_civil_status=True,
        second_factor_missing=(
            "Votre rôle demande une double authentification, que FranceConnect ne fait pas. "
            "Entrez par ProConnect, par votre clé d’accès ou par votre mot de passe."
        ),
    ),
    "proconnect": Kind(
        label="ProConnect",
        about="https://www.proconnect.gouv.fr/",
        people="les agents",
        asks_acr_by="claims",
        gives_civil_status=False,
        second_factor_missing=(
            "ProConnect vous a reconnu, mais sans double authentification, et elle est demandée "
            "aux agents. Activez-la auprès de votre administration puis recommencez, ou entrez "
            "par votre clé d’accès."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider switched on.

    acr: the levels accepted from it, the weakest first. strong_acr: those that rest on a second
    factor. pkce: None when the provider's own metadata decide.
    """

    code: str
    kind: Kind
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]
    acr: tuple[str, ...]
    strong_acr: tuple[str, ...]
    algorithms: tuple[str, ...]
    endpoints: Mapping[str, str]
    pkce: bool | None

    @property
    def label(self) -> str:
        """As it names itself."""
        return self.kind.label


def given(code: str) -> Mapping[str, Any]:
    """What the settings say of a provider; empty when they say nothing."""
    return getattr(settings, "IDENTITY_PROVIDERS", {}).get(code, {})


def begun(code: str) -> bool:
    """Whether the settings begin to switch it on."""
    said = given(code)
    return any(said.get(name) for name in (*NEEDED, "endpoints"))


def faults(code: str) -> list[str]:
    """Why a provider that the settings begin to switch on cannot be; French sentences."""
    said, label = given(code), KINDS[code].label
    missing = [name for name in NEEDED if not said.get(name)]
    found = [f"{label} : il manque {', '.join(missing)}."] if missing else []
    endpoints = dict(said.get("endpoints") or {})
    if endpoints and (absent := [name for name in ENDPOINTS if not endpoints.get(name)]):
        found.append(f"{label} : il manque les adresses {', '.join(absent)}.")
    for address in (said.get("issuer", ""), *endpoints.values()):
        if address and not fit(address):
            found.append(f"{label} : {address} n’est pas une adresse https.")
    if wrong := [name for name in said.get("algorithms", ()) if name not in ASYMMETRIC]:
        found.append(f"{label} : {', '.join(wrong)} ne se vérifie pas par une clé publique.")
    if not missing and not said.get("algorithms"):
        found.append(f"{label} : aucun algorithme de signature n’est accepté.")
    if not missing and not said.get("acr"):
        found.append(f"{label} : aucun niveau d’authentification (acr) n’est accepté.")
    return found


def fit(address: str) -> bool:
    """Whether an address may be called: https, or plain http where nothing is at stake."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    schemes = {"https"} if settings.ENVIRONMENT == "production" else {"https", "http"}
    return parts.scheme in schemes and bool(parts.hostname) and address.isprintable()


def find(code: str) -> Provider | None:
    """The provider of that name if it is switched on, whole."""
    if code not in KINDS or not begun(code) or faults(code):
        return None
    said = given(code)
    return Provider(
        code=code,
        kind=KINDS[code],
        issuer=said["issuer"],
        client_id=said["client_id"],
        client_secret=said["client_secret"],
        scopes=tuple(said["scopes"]),
        acr=tuple(said["acr"]),
        strong_acr=tuple(said["strong_acr"]),
        algorithms=tuple(said["algorithms"]),
        endpoints=dict(said.get("endpoints") or {}),
        pkce=said.get("pkce"),
    )


def offered() -> list[Provider]:
    """Every provider switched on, in the order of the buttons."""
    return [provider for code in KINDS if (provider := find(code)) is not None]
