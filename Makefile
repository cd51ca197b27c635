# Two commands: `make serve` and `make test`. Everything is installed into .venv, from the lock files.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8321
DATA ?= sessions_data
TESTS ?= tests
PACKAGES = server/web/page/preview/packages

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: serve test previews lint types format lock clean

serve: .venv/serves
	@exec .venv/bin/satchel serve --host "$(HOST)" --port "$(PORT)" --data "$(DATA)"

test: .venv/tests
	.venv/bin/python -m pytest -n auto $(TESTS)

# What previews of React components run on: three scripts from npm, served by Satchel itself.
previews:
	@command -v npm >/dev/null || { echo "make previews needs npm: install Node.js, for example with apt-get install npm" >&2; exit 1; }
	mkdir -p .venv/previews
	cp $(PACKAGES)/package.json $(PACKAGES)/package-lock.json .venv/previews
	cd .venv/previews && npm ci --ignore-scripts --no-audit --no-fund
	cp .venv/previews/node_modules/react/umd/react.production.min.js $(PACKAGES)/react.js
	cp .venv/previews/node_modules/react-dom/umd/react-dom.production.min.js $(PACKAGES)/react-dom.js
	cp .venv/previews/node_modules/@babel/standalone/babel.min.js $(PACKAGES)/babel.js
	@echo "Restart the server: previews of React components work."

lint: .venv/tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/tests
	.venv/bin/mypy

format: .venv/tests
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# The two stamps: what serving needs, and what testing needs on top. Nothing is installed again until a lock changes.
.venv/serves: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Satchel needs Python 3.11 or later: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/tests: requirements-dev.lock .venv/serves
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# Resolves anew for every Python and platform; the locks name no index.
lock: .venv/tests
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --quiet --upgrade -o requirements-dev.lock
	.venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet -c requirements-dev.lock -o requirements.lock
	@! grep -nE 'https?://|file:|--(extra-)?index-url|--find-links' requirements.lock requirements-dev.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
