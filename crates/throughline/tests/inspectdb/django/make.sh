#!/bin/sh
# Makes ../school.sql anew: see README.md. Needs python3 and the network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'django==5.2.*'
python=$work/venv/bin/python
cd "$work"
"$work/venv/bin/django-admin" startproject fixture .
mkdir -p school
touch school/__init__.py
cp "$here/models.py" school/models.py
cat >> fixture/settings.py <<'SETTINGS'
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "school"]
MIDDLEWARE = []
ROOT_URLCONF = None
SETTINGS
$python manage.py makemigrations school
$python manage.py migrate
$python manage.py shell --no-imports < "$here/fill.py"
$python - <<'DUMP' > "$here/../school.sql"
import sqlite3
connection = sqlite3.connect("db.sqlite3")
connection.execute("UPDATE django_migrations SET applied = '2024-02-29 12:30:45'")
print("PRAGMA foreign_keys = OFF;")
for line in connection.iterdump():
    print(line)
DUMP
