#!/bin/sh
# Creates the virtual environment. usage: create_environment.sh PYTHON FOLDER
set -eu
python=$1
folder=$2
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Sekitori needs Python 3.11 or later; '$python' is older or missing." >&2
  echo "Name another one: make run PYTHON=python3.12" >&2
  exit 1
fi
if ! "$python" -c 'import sqlite3, sys; sys.exit(sys.version_info >= (3, 12) and sqlite3.sqlite_version_info < (3, 42))'; then
  # The job engine uses SQLite's subsecond clock on these Pythons.
  echo "Python 3.12 and later need SQLite 3.42 or later here; this one has an older one. Python 3.11 works." >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  # Debian keeps these in a package of their own.
  sh "$(dirname "$0")/install_packages.sh" python3-venv
fi
"$python" -m venv "$folder"
