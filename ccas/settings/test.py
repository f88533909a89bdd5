"""Settings of the test suite: strict, fast hashing, real PostgreSQL and Redis."""

from ccas.settings.base import *  # noqa: F403
from ccas.settings.base import (
    DATABASES,
    MIDDLEWARE,
    REDIS_URL,
    STATIC_ROOT,
    STORAGES,
    TEMPLATES,
    VAR_DIR,
    env,
)

ENVIRONMENT = "test"
SECRET_KEY = "test-only-key-that-signs-nothing-of-value"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
CLOCK_MAY_MOVE = True
SEAL_THROWAWAY = True
WEBHOOKS_ANYWHERE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests of views compare sentences as they were written: what sets a page in French as it leaves has
# its own tests, and those of the browser put it back (SET_IN_FRENCH).
TYPOGRAPHY = "ccas.interface.typography.TypographyMiddleware"
SET_IN_FRENCH = list(MIDDLEWARE)
MIDDLEWARE = [name for name in MIDDLEWARE if name != TYPOGRAPHY]
PASSPORT_CLIENT, PASSPORT_CERTIFIER, PASSPORT_CONTRACT = "ESSAI001", "ESSAI002", "ESSAI-0001"
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DATABASES["default"]["TEST"] = {
    "NAME": env.str("CCAS_TEST_DATABASE", default="test_ccas"),
    "TEMPLATE": env.str("CCAS_TEST_TEMPLATE", default=None),  # a migrated database, or none
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
# Tests run side by side: each process has a Redis database of its own, never the first.
_process = int(env.str("PYTEST_XDIST_WORKER", default="gw0").removeprefix("gw"))
REDIS_URL = env.str("CCAS_TEST_REDIS", default=f"{REDIS_URL.rsplit('/', 1)[0]}/{1 + _process % 15}")
CELERY_BROKER_URL = REDIS_URL
# Whitenoise warns when this folder is missing, and a warning is an error.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
TEST_VAR = VAR_DIR / "test"
STORAGES["default"]["OPTIONS"] = {"location": TEST_VAR / "files"}
STORAGES["originals"]["OPTIONS"] = {"location": TEST_VAR / "originals"}
STORAGES["files"]["OPTIONS"] = {"location": TEST_VAR / "received"}
STORAGES["archives"]["OPTIONS"] = {"location": TEST_VAR / "archives"}
STORAGES["documents"]["OPTIONS"] = {"location": TEST_VAR / "documents"}


class UndefinedVariable(str):
    """An undefined template variable is a defect: rendering it fails the test."""

    def __contains__(self, item: str) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")

# A developer may run tests with --no-migrations; the triggers are then installed after the tables.
PGTRIGGER_INSTALL_ON_MIGRATE = True
