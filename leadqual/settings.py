"""All settings; every value comes from the environment and is described in `.env.example`."""

import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu.entity import Queue
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from leadqual.environment import MAX_PORT, SettingReader, split_list

BASE_DIR = Path(__file__).resolve().parent.parent
_read = SettingReader()

# What needs no server and no secret: these commands only read the code.
_OFFLINE = {"collectstatic", "makemigrations", "spectacular", "check"}
_HAS_DATABASE = "DATABASE_URL" in os.environ or "DATABASE_URL_FILE" in os.environ
_IS_OFFLINE = len(sys.argv) > 1 and sys.argv[1] in _OFFLINE and not _HAS_DATABASE

SECRET_KEY = _read.secret("SECRET_KEY")
# Former keys: what they signed and encrypted stays readable. Remove them after SESSION_DAYS.
SECRET_KEY_FALLBACKS = split_list(_read.secret("SECRET_KEY_FALLBACKS"))
DATABASE_URL = _read.database("DATABASE_URL", "DATABASE_PASSWORD")
REDIS_URL = _read.redis("REDIS_URL", "REDIS_PASSWORD")
if not _IS_OFFLINE:
    _read.required("SECRET_KEY", SECRET_KEY)
    _read.required("DATABASE_URL", DATABASE_URL)
    _read.required("REDIS_URL", REDIS_URL)
SECRET_KEY = SECRET_KEY or "only-for-commands-that-read-the-code"
DATABASE_URL = DATABASE_URL or "postgresql://nobody@localhost/none"
REDIS_URL = REDIS_URL or "redis://localhost/0"
# Seconds until a job or page gives up on an unreachable database; the web server sets 2 for itself.
DATABASE_WAIT_SECONDS = _read.number("DATABASE_WAIT_SECONDS", 20, least=0.1, most=3_600)
DEBUG = _read.flag("DEBUG", default=False)
ALLOWED_HOSTS = _read.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _read.origins("CSRF_TRUSTED_ORIGINS")
IS_HTTPS = _read.flag("HTTPS", default=False)
# Proxies of ours in front of the web server; so many last entries of X-Forwarded-For are theirs.
TRUSTED_PROXY_HOPS = _read.whole("TRUSTED_PROXY_HOPS", 0, most=20)
LOG_LEVEL = _read.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
STATE_DIR = _read.folder("STATE_DIR", BASE_DIR / ".leadqual")
# Where hosts share uploads, exports, models and index files: s3://bucket/prefix, or a folder that
# each of them mounts. Empty: below STATE_DIR of the one host.
FILE_STORE = _read.store("FILE_STORE")
UPLOAD_LIMIT_BYTES = _read.whole("UPLOAD_LIMIT_MB", 512, least=1, most=1_000_000) * 2**20
# Folder of a sentence-transformers model, or package that holds one; empty names none.
COMPANY_ENCODER = _read.text("COMPANY_ENCODER")
# Of the lab: euros for an hour of one core, and where MLflow keeps its runs.
LAB_CPU_HOUR = _read.number("LAB_CPU_HOUR", 0.05, most=1_000)
LAB_TRACKING = _read.text("MLFLOW_TRACKING_URI")
# Whether `a+tag@x.com` and `a@x.com` are one person, for do-not-contact and for erasure.
EMAIL_PLUS_ALIASES = _read.choice("EMAIL_PLUS_ALIASES", "same", ("same", "different"))
# Key of the hashes that keep erased people from coming back; keep it when SECRET_KEY changes.
ERASURE_KEY = _read.secret("ERASURE_KEY")
# How many days personal data is kept; 0 keeps it until somebody deletes it.
RETENTION_UPLOADS_DAYS = _read.days("RETENTION_UPLOADS_DAYS", 90)
RETENTION_REJECTED_ROWS_DAYS = _read.days("RETENTION_REJECTED_ROWS_DAYS", 90)
RETENTION_REPLIES_DAYS = _read.days("RETENTION_REPLIES_DAYS", 0)
RETENTION_DELETED_DAYS = _read.days("RETENTION_DELETED_DAYS", 30)
RETENTION_INBOUND_DAYS = _read.days("RETENTION_INBOUND_DAYS", 365)
RETENTION_WEBHOOKS_DAYS = _read.days("RETENTION_WEBHOOKS_DAYS", 30)
RETENTION_EMAIL_DAYS = _read.days("RETENTION_EMAIL_DAYS", 30)
TRY_IS_PUBLIC = _read.flag("TRY_PUBLIC", default=False)
TRY_WORKSPACE = _read.text("TRY_WORKSPACE")
# Requests of each API key, and of each person in a browser.
API_RATE = _read.rate("API_RATE", "600/min")
# Limits of each workspace that has none of its own; 0 is none. Requests are counted by the minute.
WORKSPACE_MAX_CONTACTS = _read.whole("WORKSPACE_MAX_CONTACTS", 0)
WORKSPACE_MAX_COMPANIES = _read.whole("WORKSPACE_MAX_COMPANIES", 0)
WORKSPACE_MAX_JOBS = _read.whole("WORKSPACE_MAX_JOBS", 100)
WORKSPACE_MAX_REQUESTS = _read.whole("WORKSPACE_MAX_REQUESTS", 0)
# By how much processes with jobs yield to the pages on the same cores: 0 (not) to 19.
WORKER_NICENESS = _read.whole("WORKER_NICENESS", 10, most=19)
# Of API keys: most days until one expires (0: they may last for good), most requests per minute.
API_KEY_MAX_DAYS = _read.days("API_KEY_MAX_DAYS", 0)
API_KEY_MAX_RATE = _read.whole("API_KEY_MAX_RATE", 6_000, least=1)
# How much stays on record of what was said of titles, companies and replies.
PREDICTIONS_KEPT = _read.whole("PREDICTIONS_KEPT", 10)
SHOWN_DAYS = _read.days("SHOWN_DAYS", 180)
SHOWN_MOST = _read.whole("SHOWN_MOST", 500_000)
SUGGESTIONS_DAYS = _read.days("SUGGESTIONS_DAYS", 365)
WATCHING_DAYS = _read.days("WATCHING_DAYS", 400, least=1)
# Where people reach LeadQual: links in emails begin with it; else with the host that was asked for.
PUBLIC_URL = _read.url("PUBLIC_URL") or next(iter(CSRF_TRUSTED_ORIGINS), "")
# Email leaves through the server named here; without one it is written to files, and alerts leave
# by webhook alone.
EMAIL_HOST = _read.mail_server("EMAIL_HOST")
EMAIL_PORT = _read.whole("EMAIL_PORT", 587, least=1, most=MAX_PORT)
EMAIL_HOST_USER = _read.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = _read.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = _read.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = _read.email("EMAIL_FROM", "leadqual@localhost")
# Without a mail server, emails to people are written into files that only the server's owner reads.
EMAIL_DELIVERY = _read.choice(
    "EMAIL_DELIVERY", "smtp" if EMAIL_HOST else "file", ("smtp", "file", "console")
)
if EMAIL_DELIVERY == "smtp" and not EMAIL_HOST:
    _read.refuse("EMAIL_DELIVERY", "EMAIL_DELIVERY=smtp needs EMAIL_HOST.", "Set EMAIL_HOST.")
EMAIL_BACKEND = {
    "smtp": "leadqual.core.email.email_server.EmailServerBackend",
    "file": "leadqual.core.email.email_files.EmailFileBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
}[EMAIL_DELIVERY]
EMAIL_FILE_PATH = STATE_DIR / "email"
# Invitations: how long a link works, and how many emails a workspace may send in 24 hours.
INVITATION_DAYS = _read.days("INVITATION_DAYS", 7, least=1)
INVITATIONS_PER_DAY = _read.whole("INVITATIONS_PER_DAY", 200)
# Workspaces: who may create one, how long a deleted one and the file of an export are kept.
WORKSPACE_CREATION = _read.choice("WORKSPACE_CREATION", "everyone", ("everyone", "staff"))
WORKSPACE_RESTORE_DAYS = _read.days("WORKSPACE_RESTORE_DAYS", 30)
WORKSPACE_EXPORT_DAYS = _read.days("WORKSPACE_EXPORT_DAYS", 7, least=1)
ALERT_MAIL_TO = _read.emails("ALERT_MAIL_TO")
ALERT_WEBHOOK_URL = _read.safe_url("ALERT_WEBHOOK_URL", is_hidden=True)
ALERT_WEBHOOK_SECRET = _read.secret("ALERT_WEBHOOK_SECRET")
# Who may read /metrics: whoever sends this token, or without one programs on this machine.
METRICS_TOKEN = _read.secret("METRICS_TOKEN")
# Failed jobs are listed for so many days, the newest 1,000 of them.
FAILED_JOBS_DAYS = _read.days("FAILED_JOBS_DAYS", 30, least=1)
# Traces go to an OpenTelemetry collector over HTTP; empty sends none.
OTEL_EXPORTER_OTLP_ENDPOINT = _read.url("OTEL_EXPORTER_OTLP_ENDPOINT")
OTEL_SERVICE_NAME = _read.text("OTEL_SERVICE_NAME", "leadqual")
OTEL_TRACES_SAMPLER_ARG = _read.number("OTEL_TRACES_SAMPLER_ARG", 1, most=1)
# Errors go to Sentry without personal data; empty sends none.
SENTRY_DSN = _read.sentry_dsn("SENTRY_DSN")
SENTRY_ENVIRONMENT = _read.text("SENTRY_ENVIRONMENT", "production")
SENTRY_SAMPLE_RATE = _read.number("SENTRY_SAMPLE_RATE", 1, most=1)
# Backups: where to, for whom they are encrypted, how often, and how long they are kept. Hours from
# BACKUP_HOUR on, in UTC; BACKUP_VERIFY_DAYS=0 verifies none by restoring it.
BACKUP_TO = _read.store("BACKUP_TO")
BACKUP_RECIPIENTS = _read.age_keys("BACKUP_RECIPIENTS")
BACKUP_IDENTITY_FILE = _read.text("BACKUP_IDENTITY_FILE")
BACKUP_EVERY_HOURS = _read.whole("BACKUP_EVERY_HOURS", 24, least=1, most=8_760)
BACKUP_HOUR = _read.whole("BACKUP_HOUR", 1, most=23)
BACKUP_KEEP_DAYS = _read.days("BACKUP_KEEP_DAYS", 30, least=1)
BACKUP_VERIFY_DAYS = _read.days("BACKUP_VERIFY_DAYS", 7)

_read.require_extra(
    "stores", FILE_STORE=FILE_STORE.startswith("s3://"), BACKUP_TO=BACKUP_TO.startswith("s3://")
)
_read.require_extra(
    "telemetry",
    OTEL_EXPORTER_OTLP_ENDPOINT=OTEL_EXPORTER_OTLP_ENDPOINT,
    SENTRY_DSN=SENTRY_DSN,
)

# Private networks and further ports that requests to addresses outside may reach.
OUTGOING_ALLOW = _read.networks("OUTGOING_ALLOW")
OUTGOING_PORTS = _read.ports("OUTGOING_PORTS")
# Websites of companies: whom their owners may contact about our requests, as a URL or an email, and
# the seconds between two requests to one site.
WEBSITE_CONTACT = _read.contact("WEBSITE_CONTACT")
WEBSITE_DELAY_SECONDS = _read.whole("WEBSITE_DELAY_SECONDS", 2, most=3_600)

# Where mailboxes that sign in by OAuth 2.0 get their tokens, and as which client.
MAILBOX_OAUTH_TOKEN_URL = _read.url("MAILBOX_OAUTH_TOKEN_URL")
MAILBOX_OAUTH_CLIENT_ID = _read.text("MAILBOX_OAUTH_CLIENT_ID")
MAILBOX_OAUTH_CLIENT_SECRET = _read.secret("MAILBOX_OAUTH_CLIENT_SECRET")

# When a model learns anew from what people said; 0 switches it off.
RETRAIN_CORRECTIONS = _read.whole("RETRAIN_CORRECTIONS", 200)
RETRAIN_DAYS = _read.days("RETRAIN_DAYS", 0)
# How long a candidate answers in shadow, and how much of what comes in, and of a worker, it takes.
SHADOW_HOURS = _read.number("SHADOW_HOURS", 24, most=8_760)
SHADOW_SHARE = _read.number("SHADOW_SHARE", 0.2, most=1)

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
    "leadqual.accounts.audit.origin.AuditOriginMiddleware",
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
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "leadqual.page_templates.environment",
            "context_processors": [
                *_CONTEXT,
                "leadqual.accounts.pages.account.sign_in_methods",
                "leadqual.home.pages.frame.frame",
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
_DIRECT_URL = _read.database("DATABASE_DIRECT_URL", "DATABASE_PASSWORD")
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
SESSION_ENGINE = "leadqual.accounts.sessions"
SESSION_COOKIE_AGE = (
    _read.days("SESSION_DAYS", 14, least=1) * 86_400
)  # also the age at which one ends
SESSION_IDLE_MINUTES = _read.whole("SESSION_IDLE_MINUTES", 1_440)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["leadqual.accounts.two_step.UserBackend"]
# The one place of password rules: every form and command that sets a password asks it.
_RULES_OF_DJANGO = "django.contrib.auth.password_validation"
# SHA-1 hashes of breached passwords, sorted, one a line; the service for them needs the network.
BREACHED_PASSWORDS_FILE = _read.file("BREACHED_PASSWORDS_FILE")
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_RULES_OF_DJANGO}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "leadqual.accounts.password_rules.MaximumLengthValidator"},
    {"NAME": f"{_RULES_OF_DJANGO}.CommonPasswordValidator"},
    {
        "NAME": f"{_RULES_OF_DJANGO}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "first_name", "last_name"]},
    },
    {"NAME": "leadqual.accounts.password_rules.RepeatedTextValidator"},
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
    "change_password": "leadqual.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "leadqual.accounts.sign_in_forms.SetPasswordForm",
    "reset_password": "leadqual.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "leadqual.accounts.sign_in_forms.ResetPasswordKeyForm",
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
OIDC_ISSUER = _read.safe_url("OIDC_ISSUER")
OIDC_CLIENT_ID = _read.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = _read.secret("OIDC_CLIENT_SECRET")
OIDC_NAME = _read.text("OIDC_NAME", "single sign-on")
OIDC_LINK_BY_EMAIL = _read.flag("OIDC_LINK_BY_EMAIL", default=False)
OIDC_ONLY = _read.flag("OIDC_ONLY", default=False)
if OIDC_ONLY and not OIDC_ISSUER:
    _read.refuse(
        "OIDC_ONLY",
        "OIDC_ONLY needs OIDC_ISSUER: otherwise no one can sign in.",
        "Set OIDC_ISSUER.",
    )
SOCIALACCOUNT_ADAPTER = "leadqual.accounts.single_sign_on.SingleSignOnAdapter"
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
MFA_ADAPTER = "leadqual.accounts.two_step.TwoStepAdapter"
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
STATIC_ROOT = _read.folder("STATIC_ROOT", STATE_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "leadqual" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "leadqual.core.files.stored_uploads.StoredFileStorage"
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
    for name in (
        *("import", "mail", "webhooks", "celery"),
        *("classify", "embed", "train", "maintenance"),
    )
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
    "resume-imports": {"task": "imports.resume", "schedule": 15.0},
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
    "refresh-lead-scores": {"task": "lead_scores.refresh", "schedule": 60.0},
    "send-waiting-emails": {"task": "accounts.send_emails", "schedule": 15.0},
    "export-waiting-workspaces": {"task": "accounts.export_workspaces", "schedule": 60.0},
    "run-waiting-enrichments": {"task": "enrichment.run", "schedule": 15.0},
    "write-waiting-exports": {"task": "leads.write_exports", "schedule": 60.0},
    "purge-deleted-workspaces": {"task": "accounts.purge_workspaces", "schedule": 600.0},
    "measure-candidates": {"task": "registry.measure_candidates", "schedule": 60.0},
    "answer-in-shadow": {"task": "registry.answer_in_shadow", "schedule": 60.0},
    "retrain-models": {"task": "registry.retrain", "schedule": 300.0},
    "classify-pending-replies": {"task": "replies.classify_pending", "schedule": 20.0},
    "check-mailboxes": {"task": "mailboxes.check_due", "schedule": 60.0},
    "finish-erasures": {"task": "privacy.erase_person", "schedule": 60.0},
    "run-retention": {"task": "privacy.run_retention", "schedule": crontab(hour="2", minute="40")},
    "watch-days": {"task": "monitoring.watch_days", "schedule": crontab(minute="20")},
    "watch-hours": {"task": "monitoring.watch_hours", "schedule": crontab(minute="5")},
    "count-waiting-work": {"task": "monitoring.count_waiting", "schedule": 60.0},
    "send-waiting-alerts": {"task": "monitoring.send_alerts", "schedule": 60.0},
    "report-recommendations": {"task": "campaigns.report_recommendations", "schedule": 600.0},
    "watch-searches": {"task": "leads.watch_searches", "schedule": 300.0},
    "send-match-digests": {
        "task": "leads.send_match_digests",
        "schedule": crontab(hour="6", minute="30"),
    },
    "send-waiting-webhooks": {"task": "webhooks.send", "schedule": 15.0},
    "warn-expiring-keys": {
        "task": "accounts.warn_expiring_keys",
        "schedule": crontab(minute="40"),
    },
    "forget-answers": {"task": "accounts.forget_answers", "schedule": crontab(minute="50")},
    "make-due-backup": {"task": "backups.make_due", "schedule": 300.0},
    "verify-due-backup": {"task": "backups.verify_due", "schedule": 900.0},
    "watch-backups": {"task": "backups.watch", "schedule": crontab(minute="35")},
    "write-backup-journal": {"task": "backups.write_journal", "schedule": 60.0},
    "finish-sample-data": {"task": "demo.finish_sample_data", "schedule": 15.0},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "leadqual.accounts.api.permissions.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["leadqual.accounts.api.permissions.HasWorkspace"],
    "DEFAULT_SCHEMA_CLASS": "leadqual.accounts.api.scoped_schema.ScopedSchema",
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
        "FactorEnum": "leadqual.lead_scores.factors.CODES",
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
        "CustomFieldKindEnum": "leadqual.leads.models.custom_fields.CustomField.Kind",
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

_read.require_valid()  # Last, so that it names all that cannot work.
