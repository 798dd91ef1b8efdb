#!/bin/sh
# Installs Debian packages by name, as root or through sudo. usage: install_packages.sh PACKAGE...
set -eu
become=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "These Debian packages are missing; please have them installed: $*" >&2
    exit 1
  fi
  become="sudo"
fi
echo "Installing Debian packages: $*"
$become apt-get update -q >/dev/null
$become env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null
