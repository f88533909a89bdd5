"""Settings of a developer's machine and of the demonstration."""

from ccas.settings.base import *  # noqa: F403
from ccas.settings.base import VAR_DIR, env

ENVIRONMENT = "development"
SECRET_KEY = env.str("SECRET_KEY", default="development-only-key-that-signs-nothing-of-value")
DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CLOCK_MAY_MOVE = True
DEMONSTRATION_SIGN_IN = True
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
    }
}
