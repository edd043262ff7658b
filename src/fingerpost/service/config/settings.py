"""Django's settings. What differs from machine to machine is in `environment.py`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from fingerpost.service.access import openid_settings
from fingerpost.service.config.environment import Environment, Mode
from fingerpost.service.config.logs import LOGGING as LOGGING

ENVIRONMENT = Environment.read()
SERVICE = Path(__file__).parents[1]

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False  # never: its error pages show values of people
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)

INSTALLED_APPS = [
    "fingerpost.service.design",  # first: its templates stand before those of others
    "fingerpost.service.access",
    "fingerpost.service.insight",
    "fingerpost.service.intake",
    "fingerpost.service.casework",
    "fingerpost.service.board",
    "fingerpost.service.public",
    "fingerpost.service.config",
    "django.forms",  # its templates of widgets, for our renderer
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",  # for the pages of allauth
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "govuk_frontend_django",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "fingerpost.service.config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fingerpost.service.public.middleware.SameForAll",  # before all that knows of sessions
    "fingerpost.service.access.middleware.NotCached",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fingerpost.service.access.middleware.ActingFor",
    "fingerpost.service.insight.middleware.OldRelease",
    "fingerpost.service.casework.middleware.DraftsSent",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "fingerpost.service.config.urls"
WSGI_APPLICATION = "fingerpost.service.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fingerpost.service.design.context.page",
                "fingerpost.service.access.navigation.page",
                "fingerpost.service.board.sections.sections",
                "fingerpost.service.casework.sections.sections",
            ],
            "string_if_invalid": "",
        },
    }
]
FORM_RENDERER = "fingerpost.service.design.forms.GovukForms"

DATABASE = dj_database_url.parse(
    ENVIRONMENT.database_url, conn_max_age=60, conn_health_checks=True
)
DATABASES = {
    "default": {
        **DATABASE,
        "ATOMIC_REQUESTS": True,  # a page's writes and their audit stand or fall together
        # A page asks many small questions through the policies of rows: to compile these takes seconds
        # (2 to 9 were measured for one of a support plan) and saves nothing.
        "OPTIONS": {"options": "-c jit=off", **DATABASE.get("OPTIONS", {})},
    },
    "counts": DATABASE,  # the same, apart: what is counted stays when a page's writes fall
}
DATABASE_ROUTERS = ["fingerpost.service.config.counts.CountsApart"]
CACHES = {  # what limits sign-ins, mails and resets: one count of all web processes together
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "fingerpost_counts",
        "KEY_PREFIX": "counts",
    }
}

# Who signs in, and how.
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "fingerpost.service.access.adapter.InvitedOnly"
ACCOUNT_FORMS = {
    "login": "fingerpost.service.access.adapter.SignInForm",
    "change_password": "fingerpost.service.access.adapter.NewPasswordForm",
    "reset_password": "fingerpost.service.access.adapter.ForgottenPasswordForm",
    "reset_password_from_key": "fingerpost.service.access.adapter.ChosenPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation went to the address already
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can have mail sent to strangers
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Fingerpost"
MFA_TOTP_TOLERANCE = 1  # steps of half a minute: phones' clocks differ (RFC 6238, 5.2)
MFA_FORMS = {
    "activate_totp": "fingerpost.service.access.adapter.ActivateCodesForm",
    "authenticate": "fingerpost.service.access.adapter.CodeForm",
    "add_webauthn": "fingerpost.service.access.adapter.PasskeyForm",
    "edit_webauthn": "fingerpost.service.access.adapter.PasskeyNameForm",
}
OPENID_PROVIDERS = openid_settings.read(
    ENVIRONMENT.workspace
)  # agencies with their own sign-in
USERSESSIONS_TRACK_ACTIVITY = True  # by `ActingFor`
AXES_FAILURE_LIMIT = 5
AXES_USERNAME_FORM_FIELD = "login"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False  # its log would hold what was typed
AXES_LOCKOUT_TEMPLATE = "access/locked_out.html"

# Sessions end with the browser, after half an hour of nothing, and after a working day. That somebody
# is still here is written once a minute (`ActingFor`), not by every page.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 30 * 60
SESSION_LONGEST = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if ENVIRONMENT.is_https:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.workspace / "service" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = ENVIRONMENT.workspace / "service" / "uploads"  # never under an address
FILE_UPLOAD_HANDLERS = ["fingerpost.service.intake.receiving.QuarantineUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = ENVIRONMENT.workspace / "service" / "outbox"
DEFAULT_FROM_EMAIL = "fingerpost@localhost"
if ENVIRONMENT.mail:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    DEFAULT_FROM_EMAIL = ENVIRONMENT.mail.sender
    EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.mail.host, ENVIRONMENT.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.user, ENVIRONMENT.mail.password
    EMAIL_USE_SSL = EMAIL_PORT == 465  # TLS from the first byte; elsewhere it is asked for
    EMAIL_USE_TLS = not EMAIL_USE_SSL
    EMAIL_TIMEOUT = 20
SHOWS_OUTBOX = ENVIRONMENT.mode is not Mode.PRODUCTION
SERVICE_ADDRESS = ENVIRONMENT.address

# Everybody has a second factor; only in a demo, where nobody is real, it would be in the way.
MODE = ENVIRONMENT.mode
SECOND_FACTOR = ENVIRONMENT.mode is not Mode.DEMO
IS_DEMO = ENVIRONMENT.mode is Mode.DEMO
IS_SYNTHETIC = ENVIRONMENT.is_synthetic
WORKSPACE = ENVIRONMENT.workspace
PARTNERSHIP = ENVIRONMENT.partnership
# Background jobs: an app declares its own in `tasks.py`. What is done is forgotten; what failed stays.
# A worker says every two seconds that it lives; the jobs of one that does not are taken up again.
WORKER_SILENT_SECONDS = 10.0
PROCRASTINATE_WORKER_DEFAULTS = {
    "delete_jobs": "successful",
    "update_heartbeat_interval": 2.0,
    "stalled_worker_timeout": WORKER_SILENT_SECONDS,
}
WAIT_SECONDS = 5.0  # of a page, for somebody else who writes in the lake
AUDIT_ANCHORS = ENVIRONMENT.workspace / "service" / "audit-anchors.jsonl"
EVIDENCE_HOLDER = ENVIRONMENT.evidence_holder
METRICS_TOKEN = ENVIRONMENT.metrics_token
SILENCED_SYSTEM_CHECKS: list[str] = []
