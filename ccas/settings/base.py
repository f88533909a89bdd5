"""Settings shared by every environment. Each environment adds only what differs."""

from pathlib import Path

from celery.schedules import crontab
from django.utils.csp import CSP

from ccas.settings.outside import *  # noqa: F403
from ccas.settings.places import BASE_DIR, VAR_DIR, env
from ccas.settings.retention import *  # noqa: F403
from ccas.settings.signing import *  # noqa: F403

ENVIRONMENT = "base"

INSTALLED_APPS = [
    "ccas.apps.CcasConfig",
    "assessments.apps.AssessmentsConfig",
    "certification.apps.CertificationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "pgtrigger",
    "widget_tweaks",
    "dsfr",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
]

MIDDLEWARE = [
    "ccas.operations.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ccas.interface.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "ccas.interface.typography.TypographyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ccas.accounts.middleware.ActorMiddleware",
    "ccas.accounts.middleware.DeviceMiddleware",
    "ccas.accounts.middleware.SecondFactorMiddleware",
    "ccas.interface.errors.SentencesMiddleware",
    "ccas.access.ReadOnlyGetMiddleware",
]

ROOT_URLCONF = "ccas.urls"
WSGI_APPLICATION = "ccas.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ccas.interface.context.page",
            ],
            "builtins": [
                "ccas.interface.templatetags.interface",
                "ccas.exchange.templatetags.exchange",
                "ccas.live.templatetags.live",
            ],
        },
    },
]

# PostgreSQL only: triggers hold what must never be false, and another engine would silently
# record nothing.
DATABASES = {
    "default": {
        **env.db("DATABASE_URL", default="postgres://ccas@127.0.0.1:5432/ccas"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "ccas.User"
AUTHENTICATION_BACKENDS = ["ccas.accounts.store.Backend"]
SESSION_ENGINE = "ccas.accounts.store"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "ccas.accounts.passwords.UnguessableValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "ccas.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "ccas.accounts.forms.ChangePassword",
    "reset_password": "ccas.accounts.forms.AskForLink",
    "reset_password_from_key": "ccas.accounts.forms.ChooseAgain",
    "reauthenticate": "ccas.accounts.forms.ProveByPassword",
}
#: A forgotten password: the link of the mail opens for that long, in seconds, and once.
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "ccas.accounts.resetting.Links"  # noqa: S105
# Checks of a secret are counted in the database, per account (ccas.accounts.attempts): a whole
# call centre sits behind one address, and a limit kept in a process's memory limits nothing.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "change_password": None,
    "reauthenticate": None,
    "reset_password": None,
    "reset_password_from_key": None,  # nothing to guess in a signed link
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a way in that changes is said (ccas.accounts.notices)
ACCOUNT_PREVENT_ENUMERATION = True

ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

MFA_ADAPTER = "ccas.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Certification des opérateurs"
MFA_TOTP_TOLERANCE = 1  # one step of thirty seconds before and after
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account is an invitation to an address
MFA_RATE_LIMITS = {"webauthn_login": None}  # a passkey cannot be guessed
MFA_FORMS = {
    "authenticate": "ccas.accounts.factor_forms.EnterCode",
    "reauthenticate": "ccas.accounts.factor_forms.ProveByCode",
    "activate_totp": "ccas.accounts.factor_forms.ActivateApplication",
    "add_webauthn": "ccas.accounts.factor_forms.AddPasskey",
}
#: Keys that encrypt the secrets of second factors at rest, the newest first (Fernet: 32 bytes in
#: URL-safe base64). The older ones still decrypt. Production gives its own.
DEVELOPMENT_MFA_KEY = "ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMhISE="
MFA_KEYS = [DEVELOPMENT_MFA_KEY]

LANGUAGE_CODE = "fr"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files"},
    },
    # What is received: originals are never served; what is shown is a rewrite.
    "originals": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "originals"},
    },
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "received"},
    },
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "documents"},
    },
    "archives": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "archives"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DSFR_USE_INTEGRITY_CHECKSUMS = False

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 7 * 24 * 3600  # the longest life; each role's own is in ccas.accounts.sessions
CSRF_FAILURE_VIEW = "ccas.interface.errors.csrf_failure"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ccas.api.authentication.TokenAuthentication",
        "ccas.api.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["ccas.api.authentication.WithinScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "ccas.api.negotiation.AlwaysJson",
    "DEFAULT_PAGINATION_CLASS": "ccas.api.pagination.ByCursor",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "ccas.api.schema.FrenchSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "ccas.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Certification des opérateurs 17, 18, 112",
    "VERSION": "1",
    "DESCRIPTION": (
        "Lire ce que l’on voit à l’écran, sous les mêmes droits : fiches, candidats, parcours, "
        "sessions, grilles, jurys, décisions, documents. Un jeton agit pour une personne sous un "
        "rôle, dans les portées qui lui sont données. Les erreurs suivent la RFC 9457."
    ),
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    # Each list of codes stays where it is read: two rooms may call two things « state ».
    "POSTPROCESSING_HOOKS": [],
    "DISABLE_ERRORS_AND_WARNINGS": False,
}

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="certification@ccas.example")

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "unacked_restore_throttle": 1,
    # Waking a worker must never hold a request back: the sweeper finds what was not woken.
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BEAT_SCHEDULE = {
    "sweep-forgotten-jobs": {"task": "ccas.jobs.sweep", "schedule": 10.0},
    "settle-silences": {"task": "certification.vae.settle", "schedule": crontab("20", "0")},
    "chase-attestations": {"task": "assessments.practice.chase", "schedule": crontab("30", "7")},
    "ask-holders": {"task": "certification.surveys.daily", "schedule": crontab("10", "8")},
    "prepare-juries": {"task": "certification.juries.daily", "schedule": crontab("5", "6")},
    "forget-identity-papers": {"task": "certification.vae.forget", "schedule": crontab("40", "3")},
    "drop-stale-uploads": {"task": "ccas.files.tidy", "schedule": 3600.0},
    "take-the-inventory": {"task": "ccas.files.inventory", "schedule": crontab(hour=3, minute=10)},
    "tidy-verifications": {"task": "certification.register.tidy", "schedule": 3600.0},
    "seal-the-journal": {"task": "ccas.journal.seal", "schedule": 30.0},
    "erase-old-archives": {"task": "ccas.archives.tidy", "schedule": 3600.0},
    "apply-the-terms": {"task": "ccas.privacy.apply", "schedule": crontab("20", "3")},
    "tidy-accounts": {"task": "ccas.accounts.tidy", "schedule": 3600.0},
}

#: Seconds for which a worker holds a job; one that died gives it back after them.
JOB_LEASE = env.int("JOB_LEASE", default=60)

#: Where pages listen to what changes: "/" (a proxy sends /direct/ to ccas.asgi, as in production),
#: ":8001" (another port of the same host) or "" (nowhere: pages ask again every five seconds).
LIVE_URL = env.str("LIVE_URL", default="")
#: Streams open at once in one process, and for one session; how long one lasts before the page
#: asks again, in seconds.
LIVE_STREAMS = env.int("LIVE_STREAMS", default=500)
LIVE_STREAMS_EACH = 8
LIVE_STREAM_SECONDS = env.int("LIVE_STREAM_SECONDS", default=900)
if LIVE_URL.startswith(":"):
    SECURE_CSP["connect-src"] += [f"http://{host}{LIVE_URL}" for host in ("127.0.0.1", "localhost")]

#: The address printed in QR codes. Compulsory in production.
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="http://127.0.0.1:8000")

#: The domain of the identifiers of calendar events: they must never change once sent.
CALENDAR_DOMAIN = env.str("CALENDAR_DOMAIN", default="certification.ccas.example")
#: How long the search for a timetable may last, in seconds, and on how many cores.
PLANNING_SECONDS = env.int("PLANNING_SECONDS", default=50)
PLANNING_WORKERS = env.int("PLANNING_WORKERS", default=2)

#: The law that applications by experience follow (certification/vae/rules/completeness.py).
VAE_REGIME = env.str("VAE_REGIME", default="R6412")
#: How many competencies of each targeted block must have a piece of evidence.
VAE_EVIDENCE_PER_BLOCK = env.int("VAE_EVIDENCE_PER_BLOCK", default=1)
#: Days a candidate has to answer before an admissibility may be withdrawn.
VAE_HEARING_DAYS = env.int("VAE_HEARING_DAYS", default=15)

#: Only the demonstration and the tests may move the clock that actions read.
CLOCK_MAY_MOVE = False
#: One-click sign-in as a member of the demonstration cast, who then counts as having proven who
#: they are. Development only.
DEMONSTRATION_SIGN_IN = False
#: The password of that cast, shown where the demonstration asks for it. Development only.
DEMONSTRATION_PASSWORD = ""

#: A supervisor's link, an insertion survey: for how many days each serves, when reminders leave.
ATTESTATION_LINK_DAYS = env.int("ATTESTATION_LINK_DAYS", default=15)
ATTESTATION_REMINDER_DAYS = env.list("ATTESTATION_REMINDER_DAYS", cast=int, default=[3, 10])
SURVEY_DAYS = env.int("SURVEY_DAYS", default=60)
SURVEY_REMINDER_DAYS = env.list("SURVEY_REMINDER_DAYS", cast=int, default=[14, 35])

#: How often the public verification answers: (times, in how many seconds) for one address, for
#: everybody together, and for the names tried on one document.
VERIFICATION_LIMITS = {"address": (120, 600), "overall": (6000, 600), "name": (10, 3600)}
#: How many of our own proxies stand in front, each of which adds an address to X-Forwarded-For.
PROXIES = env.int("PROXIES", default=0)

#: The antivirus, by clamd's protocol: tcp://host:3310 or unix:///path. Compulsory in production.
CLAMAV_URL = env.str("CLAMAV_URL", default="")
#: The letters laid across identity papers.
WATERMARK_FONT = BASE_DIR / "ccas" / "documents" / "assets" / "fonts" / "SourceSans3-SemiBold.ttf"

#: Who reads the measures (/sante/mesures/): whoever holds the token, or asks directly from one of
#: these networks. Nobody by default.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_FROM = env.list("METRICS_FROM", default=[])

#: Where pg_dump and pg_restore are; empty: on the PATH.
POSTGRESQL_PROGRAMS = env.str("POSTGRESQL_PROGRAMS", default="")
