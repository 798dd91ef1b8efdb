#!/bin/sh
# What the tests need beside Python: a PostgreSQL server, a browser and a Japanese font. Only what is missing is installed.
set -eu
missing=""
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then missing="$missing postgresql"; fi
if ! command -v chromium >/dev/null 2>&1; then missing="$missing chromium chromium-l10n"; fi
if ! fc-list :lang=ja 2>/dev/null | grep -q .; then missing="$missing fonts-noto-cjk fontconfig"; fi
if [ -n "$missing" ]; then
  # shellcheck disable=SC2086 - a list of names
  sh "$(dirname "$0")/install_packages.sh" $missing
fi
