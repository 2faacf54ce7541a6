# A fresh machine needs only make and Python 3.11, 3.12 or 3.13. `make` alone lists the targets.

MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

ARTICLES ?= corpus/articles
GOLD ?= corpus/gold.jsonl
DB ?= campaigns.db
PYTEST_ARGS ?= -n 2 --dist worksteal
LOCK_ARGS ?=
PEERS := scripts/benchmarks/peers
LOCALE := extractor/desk/locale

# The first of these that is new enough, not too new, and able to make an environment.
USABLE := import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	if $$p -c '$(USABLE)' >/dev/null 2>&1; then echo $$p; break; fi; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start hundreds of processes: none of them compiles again what another has.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install run test chromium soak lint format catalogues bench peers bench-times lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: PYTHON (3.11 to 3.13), VENV, ARTICLES, GOLD, DB, PYTEST_ARGS, LOCK_ARGS."

$(BIN)/python:
	@if ! "$(PYTHON)" -c '$(USABLE)' >/dev/null 2>&1; then \
		echo "phongtrao needs Python 3.11, 3.12 or 3.13 with its venv module; name one: make PYTHON=python3.12" >&2; \
		exit 1; \
	fi
	"$(PYTHON)" -m venv $(VENV)

$(STAMP): requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	@touch $@

install: $(STAMP) ## make the environment: locked requirements, then this project, editable

run: $(STAMP) ## read the sample articles into the database, then score what was found against the gold
	$(BIN)/phongtrao ingest $(ARTICLES) --db $(DB)
	$(BIN)/phongtrao evaluate --gold $(GOLD) $(ARTICLES)

test: $(STAMP) chromium ## run the tests: every rule against its examples, and all else
	$(BIN)/pytest -m "not soak" $(PYTEST_ARGS)

# The page is tested in a real browser. Only a machine's owner may install one.
chromium:
	@if ! { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
			&& { apt-get install -qq -y --no-install-recommends chromium \
			|| { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; }; } >/dev/null 2>&1; \
		then :; else echo "there is no chromium: the tests of the page will be skipped" >&2; fi; fi

soak: $(STAMP) ## run the long tests that `make test` leaves out
	$(BIN)/pytest -m soak --timeout 0

lint: $(STAMP) ## ruff, mypy and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP) ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

catalogues: $(STAMP) ## gather the interface's words, bring its catalogues up to date and compile them
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ --no-location --omit-header \
		-o $(LOCALE)/phongtrao.pot extractor/desk extractor/cli/terminal extractor/markup extractor/report extractor/web
	$(BIN)/pybabel -q update -D phongtrao --no-fuzzy-matching -i $(LOCALE)/phongtrao.pot -d $(LOCALE)
	$(BIN)/pybabel -q compile -D phongtrao -d $(LOCALE)

bench: $(STAMP) ## measure the throughput over the sample articles
	$(BIN)/python scripts/benchmark.py stages $(ARTICLES)

peers: $(STAMP) ## install other readers of dates, to compare with (HeidelTime needs Java 17, chrono-node needs Node)
	$(BIN)/python -m pip install --quiet --editable ".[peers]"
	@if command -v npm >/dev/null; then cd $(PEERS) && npm install --no-audit --no-fund; \
		else echo "npm is not here: chrono-node is left out" >&2; fi

bench-times: $(STAMP) ## compare our times with those of the peers that are installed
	$(BIN)/python scripts/benchmark.py times

lock: | $(BIN)/python ## write requirements.txt anew from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet $(LOCK_ARGS) --output-file requirements.txt

clean: ## remove the environment, caches and builds; databases stay
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(PEERS)/node_modules
	find . -name __pycache__ -type d -not -path './.venv*' -prune -exec rm -rf {} +
