# Two commands do everything: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
export PORT
export K := $(k)

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-12s %s\n", $$1, $$2 }'

run: ## Start the demo on 127.0.0.1:8000 (PORT=...) and print the links into it
	@scripts/port.sh $(PORT)
	@scripts/install.sh
	@PORTAL_DEMO=1 PORTAL_BASE_URL=http://127.0.0.1:$(PORT) exec .venv/bin/python -m scripts.run

test: install tools ## Check everything; k=... picks tests by name
	@scripts/check.sh

prove: install tools ## Try the properties with all their examples, one line each; k=... picks by name
	@PROVE=1 .venv/bin/pytest -vv -n "$$(nproc)" --dist worksteal -m "hypothesis or prove" --hypothesis-seed=0 $(if $(k),-k "$(k)")

bench: install tools ## Measure what a page costs beside a bare one, into bench/results.json
	@.venv/bin/python -m bench

install: ## Make .venv with what requirements.lock lists
	@scripts/install.sh

tools:
	@scripts/tools.sh

fix: install ## Let ruff mend and format the code
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

contracts: install ## Check who may import whom
	@.venv/bin/lint-imports

snapshots: install tools ## Write the kept words of pages and letters anew; then read the diff
	@SNAPSHOTS=write TEST_DATABASE=sqlite .venv/bin/pytest $(if $(k),-k "$(k)")

letters: install tools ## Draw each letter, text and HTML, into docs/letters anew; then read the diff
	@LETTERS=write SNAPSHOTS=write TEST_DATABASE=sqlite .venv/bin/pytest tests/house/test_letters.py tests/slices/test_mail_letters.py

words: install ## Bring translations/ up to date with what candidates may read
	@.venv/bin/python -m scripts.words

migration: install ## Write a migration from the models: m="what it does"
	@test -n "$(m)" || { echo 'Candor: say what it does: make migration m="add phone"' >&2; exit 1; }
	@scripts/check-schema.sh migration -m "$(m)"

lock: install ## Write requirements.lock anew from pyproject.toml
	@CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/pip-compile --quiet --upgrade --generate-hashes --all-extras \
		--strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-options \
		--output-file requirements.lock pyproject.toml

pictures: install tools ## Take the pictures of README.md from a running demo
	@.venv/bin/python -m scripts.pictures

.PHONY: help run test prove bench install tools fix contracts snapshots letters words migration lock pictures
