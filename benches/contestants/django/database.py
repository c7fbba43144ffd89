"""Django's settings, from a URL."""

from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings


def database(url):
    """The setting for `sqlite://FILE` or `postgres://USER@HOST:PORT/NAME`."""
    if url.startswith("sqlite://"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite://")}
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": parts.port or "",
        # Else psycopg prepares no statement.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 1},
    }


def set_up(url):
    """Makes Django ready: models can be imported after it."""
    settings.configure(
        DATABASES={"default": database(url)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["school"],
        USE_TZ=True,
    )
    django.setup()
