#!/usr/bin/env bash
# Makes .venv and installs what requirements.lock lists. Done before and nothing changed: done.
set -euo pipefail
. "$(dirname "$0")/say.sh"

stamp=.venv/.installed
wanted="$PWD $(cat requirements.lock scripts/install.sh | sha256sum)"  # the folder too: a moved .venv is broken
if [ -x .venv/bin/python ] && [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
for name in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
    if is_new_enough "$name"; then
        python=$name
        break
    fi
done
[ -n "$python" ] || stop "no Python 3.11 or newer on the PATH (Debian: apt-get install python3 python3-venv)."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "this Python can't make a virtual environment (Debian: apt-get install python3-venv)."

echo "Installing into .venv, once; this takes a minute."
rm -rf .venv
"$python" -m venv .venv || stop "could not make .venv with $python."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes -r requirements.lock || stop "pip could not install requirements.lock; its words stand above."
printf '%s\n' "$wanted" >$stamp
