"""Settings, from the environment only. `docs/deploy.md` lists every variable."""

from __future__ import annotations

from pathlib import Path

import environ

from interlend.project import logs

env = environ.Env()

DEBUG = env.bool("INTERLEND_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("INTERLEND_ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
# Host names of single institutions: `lend.howard.example=howard,...`.
INTERLEND_ZONE_HOSTS = env.dict("INTERLEND_ZONE_HOSTS", default={})
ALLOWED_HOSTS += list(INTERLEND_ZONE_HOSTS)
INTERLEND_BASE_URL = env.str("INTERLEND_BASE_URL", default="http://127.0.0.1:8000")
INTERLEND_NAME = env.str("INTERLEND_NAME", default="Interlend")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "interlend.domain.zones",
    "interlend.domain.agencies",
    "interlend.domain.libraries",
    "interlend.domain.people",
    "interlend.domain.jobs",
    "interlend.domain.rulebook",
    "interlend.domain.partners",
    "interlend.domain.fulfillment",
    "interlend.domain.catalog",
    "interlend.domain.circulation",
    "interlend.domain.rota",
    "interlend.domain.exchange",
    "interlend.domain.letters",
    "interlend.domain.sharing",
    "interlend.interfaces.clock",
    "interlend.interfaces.screens",
    "interlend.interfaces.desk",
    "interlend.interfaces.patron",
    "interlend.interfaces.sign_in",
]
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "interlend.project.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "interlend.interfaces.screens.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "interlend.interfaces.screens.languages.LanguageMiddleware",
    "interlend.interfaces.screens.hosts.ZoneHostMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "interlend.project.urls"
WSGI_APPLICATION = "interlend.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "interlend.interfaces.screens.frame.frame",
            ]
        },
    }
]

# One database. The plain role serves; the owner migrates and never serves (docs/deploy.md).
_POOL_SIZE = env.int("INTERLEND_POOL_SIZE", default=8)
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql:///interlend")}
DATABASES["default"].update(
    CONN_MAX_AGE=0,
    OPTIONS={
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": _POOL_SIZE, "timeout": 30} if _POOL_SIZE else False,
        "application_name": env.str("INTERLEND_PROCESS", default="interlend"),
        # The same few statements come again and again: planned once a connection, not once a call.
        "server_side_binding": True,
        "prepare_threshold": 3,
    },
)

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]

# Everything that screens load is part of the package and served from there.
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGIN_URL = "sign_in:sign-in"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"} | options
    for name, options in (
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 10}}),
        ("UserAttributeSimilarityValidator", {"OPTIONS": {"user_attributes": ("email", "name")}}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_RESET_TIMEOUT = 3600
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "interlend_session", "interlend_csrf"
LANGUAGE_COOKIE_NAME = "interlend_language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Secrets that we present to peers are kept encrypted; the first key encrypts, all of them decrypt.
INTERLEND_FIELD_KEYS = env.list("INTERLEND_FIELD_KEYS", default=[])

# Where we may deliver: https anywhere public; http and private addresses only where listed here.
INTERLEND_HTTP_HOSTS = env.list("INTERLEND_HTTP_HOSTS", default=[])
INTERLEND_PRIVATE_HOSTS = env.list("INTERLEND_PRIVATE_HOSTS", default=[])
INTERLEND_PEER_RATE = env.float("INTERLEND_PEER_RATE", default=50.0)
INTERLEND_PEER_BURST = env.int("INTERLEND_PEER_BURST", default=200)
INTERLEND_PEER_AT_ONCE = env.int("INTERLEND_PEER_AT_ONCE", default=3)

# The worker: threads that deliver messages, and jobs at once.
INTERLEND_DELIVERY_THREADS = env.int("INTERLEND_DELIVERY_THREADS", default=12)
INTERLEND_WORKER_JOBS = env.int("INTERLEND_WORKER_JOBS", default=4)

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("INTERLEND_MAIL_FROM", default="library@localhost")
INTERLEND_MAIL_FOLDER = env.str("INTERLEND_MAIL_FOLDER", default="")
if INTERLEND_MAIL_FOLDER:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = INTERLEND_MAIL_FOLDER
else:
    EMAIL_HOST = env.str("INTERLEND_MAIL_HOST", default="localhost")
    EMAIL_PORT = env.int("INTERLEND_MAIL_PORT", default=25)
    EMAIL_HOST_USER = env.str("INTERLEND_MAIL_USER", default="")
    EMAIL_HOST_PASSWORD = env.str("INTERLEND_MAIL_PASSWORD", default="")
    EMAIL_USE_TLS = env.bool("INTERLEND_MAIL_TLS", default=False)
    EMAIL_TIMEOUT = 20

_TLS = INTERLEND_BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = False  # the reverse proxy does that (docs/deploy.md)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _TLS
SECURE_HSTS_PRELOAD = _TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # TLS and its redirect belong to the reverse proxy
]

LOGGING_CONFIG = None
logs.configure(
    as_json=env.str("INTERLEND_LOG_FORMAT", default="json") == "json",
    level=env.str("INTERLEND_LOG_LEVEL", default="INFO"),
)
