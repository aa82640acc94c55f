#!/usr/bin/env bash
# What the tests need beside Python: a browser, PostgreSQL, Redis. From Debian's packages, where missing.
set -euo pipefail
. "$(dirname "$0")/say.sh"

missing=()
command -v chromium >/dev/null || missing+=(chromium)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] ||
    stop "the tests need ${missing[*]}: install them, or run make test as root on Debian."
echo "Installing ${missing[*]}."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || stop "apt-get update failed."
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    stop "apt-get could not install ${missing[*]}."
