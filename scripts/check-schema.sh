#!/usr/bin/env bash
# A new database, brought up to date by the migrations, is as the models say.
set -euo pipefail
. "$(dirname "$0")/say.sh"
PATH=$PWD/.venv/bin:$PATH

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export PORTAL_DEMO=1 PORTAL_FOLDER=$folder PORTAL_DATABASE_URL=sqlite:///$folder/new.sqlite3
flask db upgrade
flask db "${@:-check}"
