#!/usr/bin/env bash
# Everything that has to hold: words of code first, then the database, then the tests. K=... picks tests.
set -euo pipefail
. "$(dirname "$0")/say.sh"
PATH=$PWD/.venv/bin:$PATH

ruff check .
ruff format --check . || stop "ruff format would change files: make fix"
mypy
lint-imports
scripts/check-schema.sh
pytest -n "$(nproc)" --dist worksteal ${K:+-k "$K"}
