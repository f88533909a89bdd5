"""Settings of a developer's machine and of the demonstration."""

from ccas.settings.base import *  # noqa: F403
from ccas.settings.base import VAR_DIR, env

ENVIRONMENT = "development"
SECRET_KEY = env.str("SECRET_KEY", default="development-only-key-that-signs-nothing-of-value")
DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CLOCK_MAY_MOVE = True
SEAL_THROWAWAY = True
DEMONSTRATION_SIGN_IN = True
WEBHOOKS_ANYWHERE = True
#: Shown where the demonstration asks for a proof of identity again.
DEMONSTRATION_PASSWORD = "demonstration-ccas-2026"  # noqa: S105
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
#: What each of the cast shows, where the role alone would not tell them apart.
DEMONSTRATION_CAST = {
    "letallec@demonstration.ccas.example": "Le titre est délivré : parchemin et relevé.",
    "ferre@demonstration.ccas.example": "Un bloc manque : elle revient aujourd’hui.",
    "duplessis@demonstration.ccas.example": "Trois blocs acquis, l’exercice reste à finir.",
    "daguesseau@demonstration.ccas.example": "Par l’expérience, sans mise en situation.",
}
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
    }
}
#: Invented: nothing made here is deposited anywhere.
PASSPORT_CLIENT = env.str("PASSPORT_CLIENT", default="SPECIMEN")
PASSPORT_CERTIFIER = env.str("PASSPORT_CERTIFIER", default="SPECIMEN")
PASSPORT_CONTRACT = env.str("PASSPORT_CONTRACT", default="SPECIMEN-0000")
