"""Settings of a real service. Everything secret comes from the environment."""

from ccas.operations.logs import configuration
from ccas.settings.base import *  # noqa: F403
from ccas.settings.base import STORAGES, env

ENVIRONMENT = "production"
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
JOURNAL_SALT = env.str("JOURNAL_SALT")
MFA_KEYS = env.list("MFA_KEYS")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sante/"]  # probes ask inside, before TLS
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# The prefix is a promise that browsers keep: this host alone wrote them, over TLS. Another service
# of the same domain can plant no session here.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
}
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.str("EMAIL_HOST", default="localhost"),
            "port": env.int("EMAIL_PORT", default=25),
            "username": env.str("EMAIL_USER", default=""),
            "password": env.str("EMAIL_PASSWORD", default=""),
            "use_tls": env.bool("EMAIL_TLS", default=False),
        },
    }
}
# One JSON object a line on standard output, without personal data.
LOGGING = configuration(env.str("LOG_LEVEL", default="INFO"))
# Received files and documents: an object store when one is named, else the disk (CCAS_VAR).
if bucket := env.str("S3_BUCKET", default=""):
    for name in ("default", "originals", "files", "documents", "archives"):
        STORAGES[name] = {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "location": name,
                "endpoint_url": env.str("S3_ENDPOINT", default=None),
                "region_name": env.str("S3_REGION", default="us-east-1"),
                "access_key": env.str("S3_ACCESS_KEY"),
                "secret_key": env.str("S3_SECRET_KEY"),
                "addressing_style": "path",
                "default_acl": None,  # the bucket is private; nothing is served from it
                "file_overwrite": False,
            },
        }
