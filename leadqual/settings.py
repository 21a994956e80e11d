"""All settings; every value comes from the environment and is described in `.env.example`."""

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu.entity import Queue
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from launcher.system.owner_only_files import SecretFileError, given_secret, server_url

BASE_DIR = Path(__file__).resolve().parent.parent


def _text(name: str, default: str) -> str:
    return os.environ.get(name) or default


def _secret(name: str, default: str) -> str:
    """Return a value that `NAME_FILE` may hold, too."""
    try:
        return given_secret(name) or default
    except SecretFileError as error:
        raise ImproperlyConfigured(str(error)) from error


def _server(name: str, password: str) -> str:
    """Return the address of a server, filled with a password of its own; "" where none is set."""
    try:
        return server_url(name, filled_from=password)
    except SecretFileError as error:
        raise ImproperlyConfigured(str(error)) from error


def _required(name: str, value: str) -> str:
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. `make run` sets it; see .env.example for a deployment."
        )
    return value


def _flag(name: str, *, default: bool) -> bool:
    return _text(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def _choice(name: str, default: str, choices: set[str]) -> str:
    value = _text(name, default).strip().lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(sorted(choices))}.")
    return value


def _list(name: str, default: str) -> list[str]:
    return _parts(_text(name, default))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


# What needs no server and no secret: these commands only read the code.
_OFFLINE = {"collectstatic", "makemigrations", "spectacular", "check"}
_HAS_DATABASE = "DATABASE_URL" in os.environ or "DATABASE_URL_FILE" in os.environ
_IS_OFFLINE = len(sys.argv) > 1 and sys.argv[1] in _OFFLINE and not _HAS_DATABASE
if _IS_OFFLINE:
    os.environ.setdefault("SECRET_KEY", "only-for-commands-that-read-the-code")
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@localhost/none")
    os.environ.setdefault("REDIS_URL", "redis://localhost/0")

SECRET_KEY = _required("SECRET_KEY", _secret("SECRET_KEY", ""))
# Former keys: what they signed and encrypted stays readable. Remove them after SESSION_DAYS.
SECRET_KEY_FALLBACKS = _parts(_secret("SECRET_KEY_FALLBACKS", ""))
DATABASE_URL = _required("DATABASE_URL", _server("DATABASE_URL", "DATABASE_PASSWORD"))
REDIS_URL = _required("REDIS_URL", _server("REDIS_URL", "REDIS_PASSWORD"))
# Seconds until a job or page gives up on an unreachable database; the web server sets 2 for itself.
DATABASE_WAIT_SECONDS = float(_text("DATABASE_WAIT_SECONDS", "20"))
# Whether requests see the rows of their workspace alone, also where a query forgets to filter.
ROW_SECURITY = _choice("ROW_SECURITY", "off", {"auto", "on", "off"})
# The role that requests take for it. Roles belong to a server, so it is named for the database.
ROW_SECURITY_ROLE = _text(
    "ROW_SECURITY_ROLE", f"leadqual_web_{dj_database_url.parse(DATABASE_URL)['NAME']}"
)
DEBUG = _flag("DEBUG", default=False)
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS", "")
IS_HTTPS = _flag("HTTPS", default=False)
# Proxies of ours in front of the web server; so many last entries of X-Forwarded-For are theirs.
TRUSTED_PROXY_HOPS = int(_text("TRUSTED_PROXY_HOPS", "0"))
LOG_LEVEL = _text("LOG_LEVEL", "INFO")
STATE_DIR = Path(_text("STATE_DIR", str(BASE_DIR / ".leadqual")))
# Where hosts share uploads, exports, models and index files: s3://bucket/prefix, or a folder that
# each of them mounts. Empty: below STATE_DIR of the one host.
FILE_STORE = _text("FILE_STORE", "").rstrip("/")
if FILE_STORE and not FILE_STORE.startswith(("s3://", "/")):
    raise ImproperlyConfigured("FILE_STORE must be s3://bucket/prefix or an absolute path.")
UPLOAD_LIMIT_BYTES = int(_text("UPLOAD_LIMIT_MB", "512")) * 2**20
# Folder of a sentence-transformers model, or package that holds one; empty names none.
COMPANY_ENCODER = _text("COMPANY_ENCODER", "")
# Of the lab: euros for an hour of one core, and where MLflow keeps its runs.
LAB_CPU_HOUR = float(_text("LAB_CPU_HOUR", "0.05"))
LAB_TRACKING = _text("MLFLOW_TRACKING_URI", "")
# Whether `a+tag@x.com` and `a@x.com` are one person, for do-not-contact and for erasure.
EMAIL_PLUS_ALIASES = _choice("EMAIL_PLUS_ALIASES", "same", {"same", "different"})
# Key of the hashes that keep erased people from coming back; keep it when SECRET_KEY changes.
ERASURE_KEY = _secret("ERASURE_KEY", "")
# How many days personal data is kept; 0 keeps it until somebody deletes it.
RETENTION_UPLOADS_DAYS = int(_text("RETENTION_UPLOADS_DAYS", "90"))
RETENTION_REJECTED_ROWS_DAYS = int(_text("RETENTION_REJECTED_ROWS_DAYS", "90"))
RETENTION_REPLIES_DAYS = int(_text("RETENTION_REPLIES_DAYS", "0"))
RETENTION_DELETED_DAYS = int(_text("RETENTION_DELETED_DAYS", "30"))
RETENTION_INBOUND_DAYS = int(_text("RETENTION_INBOUND_DAYS", "365"))
RETENTION_WEBHOOKS_DAYS = int(_text("RETENTION_WEBHOOKS_DAYS", "30"))
RETENTION_EMAIL_DAYS = int(_text("RETENTION_EMAIL_DAYS", "30"))
TRY_IS_PUBLIC = _flag("TRY_PUBLIC", default=False)
TRY_WORKSPACE = _text("TRY_WORKSPACE", "")
# Requests of each API key, and of each person in a browser.
API_RATE = _text("API_RATE", "600/min")
# Limits of each workspace that has none of its own; 0 is none. Requests are counted by the minute.
WORKSPACE_MAX_CONTACTS = int(_text("WORKSPACE_MAX_CONTACTS", "0"))
WORKSPACE_MAX_COMPANIES = int(_text("WORKSPACE_MAX_COMPANIES", "0"))
WORKSPACE_MAX_JOBS = int(_text("WORKSPACE_MAX_JOBS", "100"))
WORKSPACE_MAX_REQUESTS = int(_text("WORKSPACE_MAX_REQUESTS", "0"))
# By how much processes with jobs yield to the pages on the same cores: 0 (not) to 19.
WORKER_NICENESS = int(_text("WORKER_NICENESS", "10"))
# Of API keys: most days until one expires (0: they may last for good), most requests per minute.
API_KEY_MAX_DAYS = int(_text("API_KEY_MAX_DAYS", "0"))
API_KEY_MAX_RATE = int(_text("API_KEY_MAX_RATE", "6000"))
# How much stays on record of what was said of titles, companies and replies.
PREDICTIONS_KEPT = int(_text("PREDICTIONS_KEPT", "10"))
SHOWN_DAYS = int(_text("SHOWN_DAYS", "180"))
SHOWN_MOST = int(_text("SHOWN_MOST", "500000"))
SUGGESTIONS_DAYS = int(_text("SUGGESTIONS_DAYS", "365"))
WATCHING_DAYS = int(_text("WATCHING_DAYS", "400"))
# Where people reach LeadQual: links in emails begin with it; else with the host that was asked for.
PUBLIC_URL = _text("PUBLIC_URL", next(iter(CSRF_TRUSTED_ORIGINS), "")).rstrip("/")
# Email leaves through the server named here; without one it is written to files, and alerts leave
# by webhook alone.
EMAIL_HOST = _text("EMAIL_HOST", "")
EMAIL_PORT = int(_text("EMAIL_PORT", "587"))
EMAIL_HOST_USER = _text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = _text("EMAIL_FROM", "leadqual@localhost")
# Without a mail server, emails to people are written into files that only the server's owner reads.
EMAIL_DELIVERY = _choice(
    "EMAIL_DELIVERY", "smtp" if EMAIL_HOST else "file", {"smtp", "file", "console"}
)
EMAIL_BACKEND = {
    "smtp": "leadqual.core.email.email_server.EmailServerBackend",
    "file": "leadqual.core.email.email_files.EmailFileBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
}[EMAIL_DELIVERY]
EMAIL_FILE_PATH = STATE_DIR / "email"
# Invitations: how long a link works, and how many emails a workspace may send in 24 hours.
INVITATION_DAYS = int(_text("INVITATION_DAYS", "7"))
INVITATIONS_PER_DAY = int(_text("INVITATIONS_PER_DAY", "200"))
# Workspaces: who may create one, how long a deleted one and the file of an export are kept.
WORKSPACE_CREATION = _choice("WORKSPACE_CREATION", "everyone", {"everyone", "staff"})
WORKSPACE_RESTORE_DAYS = int(_text("WORKSPACE_RESTORE_DAYS", "30"))
WORKSPACE_EXPORT_DAYS = int(_text("WORKSPACE_EXPORT_DAYS", "7"))
ALERT_MAIL_TO = _list("ALERT_MAIL_TO", "")
ALERT_WEBHOOK_URL = _text("ALERT_WEBHOOK_URL", "")
ALERT_WEBHOOK_SECRET = _secret("ALERT_WEBHOOK_SECRET", "")
# Who may read /metrics: whoever sends this token, or without one programs on this machine.
METRICS_TOKEN = _secret("METRICS_TOKEN", "")
# Failed jobs are listed for so many days, the newest 1,000 of them.
FAILED_JOBS_DAYS = int(_text("FAILED_JOBS_DAYS", "30"))
# Traces go to an OpenTelemetry collector over HTTP; empty sends none.
OTEL_EXPORTER_OTLP_ENDPOINT = _text("OTEL_EXPORTER_OTLP_ENDPOINT", "")
OTEL_SERVICE_NAME = _text("OTEL_SERVICE_NAME", "leadqual")
OTEL_TRACES_SAMPLER_ARG = float(_text("OTEL_TRACES_SAMPLER_ARG", "1"))
# Errors go to Sentry without personal data; empty sends none.
SENTRY_DSN = _secret("SENTRY_DSN", "")
SENTRY_ENVIRONMENT = _text("SENTRY_ENVIRONMENT", "production")
SENTRY_SAMPLE_RATE = float(_text("SENTRY_SAMPLE_RATE", "1"))
# Backups: where to, for whom they are encrypted, how often, and how long they are kept. Hours from
# BACKUP_HOUR on, in UTC; BACKUP_VERIFY_DAYS=0 verifies none by restoring it.
BACKUP_TO = _text("BACKUP_TO", "").rstrip("/")
BACKUP_RECIPIENTS = _list("BACKUP_RECIPIENTS", "")
BACKUP_IDENTITY_FILE = _text("BACKUP_IDENTITY_FILE", "")
BACKUP_EVERY_HOURS = int(_text("BACKUP_EVERY_HOURS", "24"))
BACKUP_HOUR = int(_text("BACKUP_HOUR", "1"))
BACKUP_KEEP_DAYS = int(_text("BACKUP_KEEP_DAYS", "30"))
BACKUP_VERIFY_DAYS = int(_text("BACKUP_VERIFY_DAYS", "7"))

# Private networks and further ports that requests to addresses outside may reach.
OUTGOING_ALLOW = _list("OUTGOING_ALLOW", "")
OUTGOING_PORTS = _list("OUTGOING_PORTS", "")
# Websites of companies: whom their owners may contact about our requests, as a URL or an email, and
# the seconds between two requests to one site.
WEBSITE_CONTACT = _text("WEBSITE_CONTACT", "")
WEBSITE_DELAY_SECONDS = int(_text("WEBSITE_DELAY_SECONDS", "2"))

# Where mailboxes that sign in by OAuth 2.0 get their tokens, and as which client.
MAILBOX_OAUTH_TOKEN_URL = _text("MAILBOX_OAUTH_TOKEN_URL", "")
MAILBOX_OAUTH_CLIENT_ID = _text("MAILBOX_OAUTH_CLIENT_ID", "")
MAILBOX_OAUTH_CLIENT_SECRET = _secret("MAILBOX_OAUTH_CLIENT_SECRET", "")

# When a model learns anew from what people said; 0 switches it off.
RETRAIN_CORRECTIONS = int(_text("RETRAIN_CORRECTIONS", "200"))
RETRAIN_DAYS = int(_text("RETRAIN_DAYS", "0"))
# How long a candidate answers in shadow, and how much of what comes in, and of a worker, it takes.
SHADOW_HOURS = float(_text("SHADOW_HOURS", "24"))
SHADOW_SHARE = float(_text("SHADOW_SHARE", "0.2"))

INSTALLED_APPS = [
    "leadqual.core.staff_admin.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "leadqual.core",
    "leadqual.accounts",
    "leadqual.webhooks",
    "leadqual.taxonomy",
    "leadqual.registry",
    "leadqual.leads",
    "leadqual.search",
    "leadqual.imports",
    "leadqual.labeling",
    "leadqual.campaigns",
    "leadqual.replies",
    "leadqual.mailboxes",
    "leadqual.lead_scores",
    "leadqual.duplicates",
    "leadqual.enrichment",
    "leadqual.inbound",
    "leadqual.reports",
    "leadqual.home",
    "leadqual.lab",
    "leadqual.lookup",
    "leadqual.monitoring",
    "leadqual.privacy",
    "leadqual.backups",
    "leadqual.demo",
]

MIDDLEWARE = [
    "leadqual.monitoring.timing.TimingMiddleware",
    "leadqual.core.requests.request_ids.RequestIdMiddleware",
    "leadqual.core.middleware.ApiGZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leadqual.core.middleware.NoStoreMiddleware",
    "leadqual.core.middleware.ContentPolicyMiddleware",
    "leadqual.core.middleware.BrowserSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "leadqual.core.middleware.BrowserAuthenticationMiddleware",
    "leadqual.core.middleware.BrowserLoginMiddleware",
    "leadqual.accounts.middleware.SessionLimitsMiddleware",
    "leadqual.accounts.audit.records.AuditOriginMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "leadqual.core.middleware.BrowserMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leadqual.core.middleware.PartsMiddleware",
    "leadqual.accounts.middleware.WorkspaceMiddleware",
    "leadqual.core.pages.undo.UndoneMiddleware",
    "leadqual.core.middleware.FormAddressMiddleware",
    "leadqual.core.middleware.ErrorMiddleware",
    "leadqual.core.middleware.RateLimitMiddleware",
]

ROOT_URLCONF = "leadqual.urls"
WSGI_APPLICATION = "leadqual.wsgi.application"
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "leadqual.core.pages.templates.Templates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "leadqual.core.pages.templates.Environment",
            "context_processors": [
                *_CONTEXT,
                "leadqual.accounts.pages.settings.sign_in_methods",
                "leadqual.home.pages.frame",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]

_POOL = {
    "min_size": 1,
    "max_size": 16,
    "timeout": DATABASE_WAIT_SECONDS,
    # Longer pauses between attempts would keep pages away after a long outage has ended.
    "reconnect_timeout": DATABASE_WAIT_SECONDS,
}
# Address of Postgres itself where DATABASE_URL is that of PgBouncer in transaction pooling.
_DIRECT_URL = _server("DATABASE_DIRECT_URL", "DATABASE_PASSWORD")
DATABASE_DIRECT: dict[str, Any] = {**dj_database_url.parse(_DIRECT_URL)} if _DIRECT_URL else {}
# Migrations build indexes outside of transactions, and hold a lock of their session meanwhile.
_DIRECT_COMMANDS = {"migrate", "setup_leadqual", "sqlflush", "dbshell"}
_IS_DIRECT = bool(DATABASE_DIRECT) and not _DIRECT_COMMANDS.isdisjoint(sys.argv[1:2])
DATABASES = {
    "default": {
        **dj_database_url.parse(_DIRECT_URL if _IS_DIRECT else DATABASE_URL),
        "CONN_HEALTH_CHECKS": True,  # A request takes no connection that a restarted server closed.
        # The next read of such a cursor may meet another session.
        "DISABLE_SERVER_SIDE_CURSORS": bool(DATABASE_DIRECT),
        "OPTIONS": {} if _IS_OFFLINE else {"pool": _POOL},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "leadqual.core.hints.SharedRedisCache",
        "LOCATION": REDIS_URL,
        # One new attempt, for a connection that a restarted server closed.
        "OPTIONS": {
            "socket_connect_timeout": 1,
            "socket_timeout": 2,
            "retry": Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        },
    }
}
SESSION_ENGINE = "leadqual.accounts.two_step"
SESSION_COOKIE_AGE = int(_text("SESSION_DAYS", "14")) * 86_400  # also the age at which one ends
SESSION_IDLE_MINUTES = int(_text("SESSION_IDLE_MINUTES", "1440"))

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["leadqual.accounts.two_step.UserBackend"]
# The one place of password rules: every form and command that sets a password asks it.
_RULES_OF_DJANGO = "django.contrib.auth.password_validation"
# SHA-1 hashes of breached passwords, sorted, one a line; the service for them needs the network.
BREACHED_PASSWORDS_FILE = _text("BREACHED_PASSWORDS_FILE", "")
if BREACHED_PASSWORDS_FILE and not Path(BREACHED_PASSWORDS_FILE).is_file():
    raise ImproperlyConfigured(f"BREACHED_PASSWORDS_FILE: {BREACHED_PASSWORDS_FILE} is not a file.")
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_RULES_OF_DJANGO}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "leadqual.accounts.passwords.MaximumLengthValidator"},
    {"NAME": f"{_RULES_OF_DJANGO}.CommonPasswordValidator"},
    {
        "NAME": f"{_RULES_OF_DJANGO}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "first_name", "last_name"]},
    },
    {"NAME": "leadqual.accounts.passwords.RepeatedTextValidator"},
    {"NAME": "leadqual.accounts.passwords.BreachedPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = 3_600  # seconds
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:dashboard"
LOGOUT_REDIRECT_URL = "account_login"
# Accounts by django-allauth (decision 22).
ACCOUNT_ADAPTER = "leadqual.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds
ACCOUNT_FORMS = {
    "change_password": "leadqual.accounts.sign_in.ChangePasswordForm",
    "set_password": "leadqual.accounts.sign_in.SetPasswordForm",
    "reset_password": "leadqual.accounts.sign_in.ResetPasswordForm",
    "reset_password_from_key": "leadqual.accounts.sign_in.ResetPasswordKeyForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    # Failed sign-ins: of one address for any user, of one user from one address, and of one user
    # from anywhere. The last one is not asked in a browser that the user signed in with before.
    "login_failed_address": "30/15m/ip,200/d/ip",
    "login_failed_here": "10/15m/key",
    "login_failed_user": "20/h/key,60/d/key",
    "login_failed": "10/15m/key,40/d/key",  # Codes and passkeys of one user.
    "reset_password": "20/h/ip,4/h/key",
}
# Single sign-on: the issuer of an OpenID provider, e.g. https://login.example.com/realms/team.
OIDC_ISSUER = _text("OIDC_ISSUER", "").rstrip("/")
_issuer = urlsplit(OIDC_ISSUER)
if OIDC_ISSUER and _issuer.scheme != "https" and not _is_loopback(_issuer.hostname or ""):
    raise ImproperlyConfigured(
        "OIDC_ISSUER must start with https://. Plain http is allowed only for a "
        "provider on this machine."
    )
OIDC_CLIENT_ID = _text("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = _secret("OIDC_CLIENT_SECRET", "")
OIDC_NAME = _text("OIDC_NAME", "single sign-on")
OIDC_LINK_BY_EMAIL = _flag("OIDC_LINK_BY_EMAIL", default=False)
OIDC_ONLY = _flag("OIDC_ONLY", default=False)
if OIDC_ONLY and not OIDC_ISSUER:
    raise ImproperlyConfigured("OIDC_ONLY needs OIDC_ISSUER; otherwise no one could sign in.")
SOCIALACCOUNT_ADAPTER = "leadqual.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
            }
        ]
        if OIDC_ISSUER
        else []
    }
}
SOCIALACCOUNT_LOGIN_ON_GET = True  # A form may not lead to another site under our policy.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
MFA_ADAPTER = "leadqual.accounts.adapters.TwoStepAdapter"
MFA_FORMS = {
    "authenticate": "leadqual.accounts.two_step.CodeForm",
    "login_webauthn": "leadqual.accounts.two_step.PasskeySignInForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # A passkey alone signs in: it must know its person.
MFA_ALLOW_UNVERIFIED_EMAIL = True  # Nobody signs up, so nobody takes an address in advance.
LANGUAGE_CODE = "en"
USE_I18N = False  # One language: each number on a page would ask which one it is.
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(_text("STATIC_ROOT", str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "leadqual" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "leadqual.core.files.file_store.StoredFileStorage"
        if FILE_STORE
        else "leadqual.core.files.uploads.WholeFileStorage"
    },
    "staticfiles": {"BACKEND": "leadqual.core.files.static_bundles.BundledStaticFilesStorage"},
}
MEDIA_ROOT = STATE_DIR / "uploads"  # never served: files are read by jobs only
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 201  # One more than an upload of mails takes, so that it says so.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "leadqual.core.files.uploads.IncomingFileHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
if IS_HTTPS:  # Browsers take such cookies from this host alone, and over HTTPS alone.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
# Asked inside the deployment, without the proxy.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

CELERY_BROKER_URL = REDIS_URL
# A worker without `--queues` takes them all. Each job has one, see `core/hosts/job_queues.py`.
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = [
    Queue(name)  # type: ignore[no-untyped-call]  # Kombu has no types here
    for name in ("import", "classify", "embed", "train", "mail", "webhooks", "celery")
]
CELERY_TASK_ROUTES = ("leadqual.core.hosts.job_queues.route",)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 3_600
CELERY_TASK_SOFT_TIME_LIMIT = 3_500
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest job; a job of a killed worker comes again after it.
    "visibility_timeout": 3_700,
    "unacked_restore_interval": 3,
    "unacked_restore_throttle": 1,
}
# Work that a lost job left behind is picked up again from the tables.
CELERY_BEAT_SCHEDULER = "leadqual.beat:NotedScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")
# What a schedule sends holds no option of its job: beat knows their names alone.
CELERY_BEAT_SCHEDULE = {
    "resume-imports": {
        "task": "imports.resume",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "classify-pending-titles": {"task": "labeling.classify_titles", "schedule": 20.0},
    "spread-learned-functions": {"task": "labeling.spread_learned", "schedule": 60.0},
    "make-waiting-queues": {"task": "labeling.make_queues", "schedule": 60.0},
    "count-waiting-chances": {"task": "labeling.count_chances", "schedule": 60.0},
    "delete-old-records": {"task": "labeling.delete_old_records", "schedule": 3600.0},
    "replay-waiting-drafts": {"task": "labeling.replay_draft", "schedule": 60.0},
    "apply-waiting-costs": {"task": "labeling.apply_costs", "schedule": 60.0},
    "keep-facet-indexes": {"task": "leads.keep_facets", "schedule": 15.0},
    "fold-title-sums": {"task": "leads.fold_title_sums", "schedule": 60.0},
    "repair-do-not-contact": {
        "task": "leads.repair_do_not_contact",
        "schedule": crontab(hour="3", minute="40"),
    },
    "keep-company-indexes": {"task": "campaigns.keep_indexes", "schedule": 30.0},
    "embed-pending-companies": {"task": "campaigns.embed_companies", "schedule": 20.0},
    "fill-desired-encoder": {"task": "campaigns.fill_encoder", "schedule": 20.0},
    "refresh-lead-scores": {
        "task": "lead_scores.refresh",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "send-waiting-emails": {
        "task": "accounts.send_emails",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "export-waiting-workspaces": {"task": "accounts.export_workspaces", "schedule": 60.0},
    "run-waiting-enrichments": {
        "task": "enrichment.run",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "write-waiting-exports": {"task": "leads.write_exports", "schedule": 60.0},
    "purge-deleted-workspaces": {"task": "accounts.purge_workspaces", "schedule": 600.0},
    "measure-candidates": {"task": "registry.measure_candidates", "schedule": 60.0},
    "answer-in-shadow": {"task": "registry.answer_in_shadow", "schedule": 60.0},
    "retrain-models": {"task": "registry.retrain", "schedule": 300.0},
    "classify-pending-replies": {"task": "replies.classify_pending", "schedule": 20.0},
    "check-mailboxes": {
        "task": "mailboxes.check_due",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "finish-erasures": {"task": "privacy.erase_person", "schedule": 60.0},
    "run-retention": {"task": "privacy.run_retention", "schedule": crontab(hour="2", minute="40")},
    "watch-days": {"task": "monitoring.watch_days", "schedule": crontab(minute="20")},
    "watch-hours": {"task": "monitoring.watch_hours", "schedule": crontab(minute="5")},
    "count-waiting-work": {
        "task": "monitoring.count_waiting",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "send-waiting-alerts": {
        "task": "monitoring.send_alerts",
        "schedule": 60.0,
        "options": {"expires": 300},
    },
    "report-recommendations": {
        "task": "campaigns.report_recommendations",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "watch-searches": {
        "task": "leads.watch_searches",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "send-match-digests": {
        "task": "leads.send_match_digests",
        "schedule": crontab(hour="6", minute="30"),
    },
    "send-waiting-webhooks": {
        "task": "webhooks.send",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "warn-expiring-keys": {
        "task": "accounts.warn_expiring_keys",
        "schedule": crontab(minute="40"),
    },
    "forget-answers": {"task": "accounts.forget_answers", "schedule": crontab(minute="50")},
    "make-due-backup": {
        "task": "backups.make_due",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "verify-due-backup": {
        "task": "backups.verify_due",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "watch-backups": {"task": "backups.watch", "schedule": crontab(minute="35")},
    "write-backup-journal": {
        "task": "backups.write_journal",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "finish-sample-data": {
        "task": "demo.finish_sample_data",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "leadqual.accounts.api.permissions.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["leadqual.accounts.api.permissions.HasWorkspace"],
    "DEFAULT_SCHEMA_CLASS": "leadqual.accounts.api.idempotency.ScopedSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["leadqual.core.api.views.JsonParser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "leadqual.core.api.rate_limits.KeyThrottle",
        "leadqual.accounts.api.permissions.WorkspaceThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"key": API_RATE},
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "leadqual.core.api.views.AnyAccept",
    "DEFAULT_PAGINATION_CLASS": "leadqual.core.api.pages.CursorPages",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "leadqual.core.api.views.problem_handler",
    "NON_FIELD_ERRORS_KEY": "body",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "LeadQual API",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Titles, companies, contacts, search, verdicts, recommendations and replies.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,  # Bodies of changes say themselves what may be left out.
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "leadqual.core.api.schema.api_schema.add_problems",
        "leadqual.core.api.schema.api_schema.describe_parameters",
        "leadqual.core.api.schema.api_schema.close_objects",
        "leadqual.core.api.schema.operation_examples.add_examples",
    ],
    "ENUM_NAME_OVERRIDES": {
        "MatchByEnum": "leadqual.imports.models.ImportBatch.MatchBy",
        "ContactMatchByEnum": "leadqual.imports.api.bulk_upserts.CONTACT_KEYS",
        "CompanyMatchByEnum": "leadqual.imports.api.bulk_upserts.COMPANY_KEYS",
        "LikeOrDislikeEnum": "leadqual.campaigns.models.Reason.Verdict",
        "KindEnum": "leadqual.imports.models.ImportBatch.Kind",
        "OriginEnum": "leadqual.campaigns.models.Seed.Origin",
        "ReasonFactorEnum": "recommender.types.FACTORS",
        "FactorEnum": "leadqual.lead_scores.scoring.CODES",
        "ModelOriginEnum": "leadqual.registry.models.ModelVersion.Origin",
        "ModelKindEnum": "leadqual.registry.models.ModelVersion.Kind",
        "ModelStateEnum": "leadqual.registry.models.ModelVersion.State",
        "ApiKeyStateEnum": "leadqual.accounts.keys.state.KeyState",
        "TrialStateEnum": "leadqual.registry.models.Trial.State",
        "DuplicateKindEnum": "leadqual.duplicates.models.Kind",
        "WebhookEventTypeEnum": "leadqual.webhooks.event_types.EVENT_TYPE_CHOICES",
        "OutcomeEnum": "leadqual.imports.models.ImportRow.Outcome",
        "InboundOutcomeEnum": "leadqual.inbound.models.InboundLead.Outcome",
        "InboundSourceEnum": "leadqual.inbound.models.InboundLead.Source",
        "EnrichmentSourceEnum": "leadqual.leads.models.changes.RecordChange.Source",
        "EnrichmentOutcomeEnum": "leadqual.enrichment.models.EnrichmentResult.Outcome",
        "EnrichmentStatusEnum": "leadqual.enrichment.models.EnrichmentRun.Status",
        "ConfusionLabelEnum": "leadqual.taxonomy.models.ConfusionCost.Label",
        "CustomFieldKindEnum": "leadqual.leads.models.records.CustomField.Kind",
        "SalesStatusKindEnum": "leadqual.leads.models.statuses.SalesStatus.Kind",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",  # The default is on a CDN, which the policy keeps out.
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "leadqual.core.telemetry.server_logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "mcp": {"level": "WARNING"},  # Below, each message of the protocol says that it came.
        # It writes what it sends and reads, secrets and emails, at the level of debugging.
        "imapclient": {"level": "WARNING"},
    },
}
