# Baby in Mind. `make learn` opens the course, `make test` proves that it works; both set everything up by themselves.
#
#   make learn      the course in JupyterLab, in your own folder (HOME_DIR=~/baby-in-mind)
#   make test       every test: unit, flow (real nbgrader), browser (real Chromium); PYTEST_ARGS= adds to pytest's own
#   make test-quick  the unit tests that are quick: no browser, no server; about a minute
#   make test-one   one test, or one file's: make test-one T=tests/unit/test_widgets.py
#   make coverage   how much of the package the unit and flow tests run; MARKED="unit or hub" measures others
#   make docs       the documentation as a site, in build/docs
#   make hub        JupyterHub with a demonstration cohort, on this machine alone; as root with real accounts
#   make check      every fault of every module
#   make release    the learners' version of every module, by nbgrader
#   make wheels     both distributions into dist/: babyinmind, and babyinmind-solo with the keys
#   make words      the texts that learners see, taken out of the source for translators
#   make kinds      the docs' tables of the kinds of question, from each kind's docs.md
#   make docs-imports  the table of imports in docs/architecture.md
#   make benchmark  what docs/measured.md says was measured
#   make bundles    the scripts of js/ anew, which are committed as they are built
#   make lock       requirements.txt and environment.yml anew from pyproject.toml
#   make clean      take the environment and everything built away; nobody's answers are touched
#
# PYTHON=/path/to/python chooses the Python (3.11 to 3.14) that the environment is made from.

PYTHON ?=
HOME_DIR ?=
PYTEST_ARGS ?=
T ?=
MARKED ?= unit or flow

VENV := .venv
BIN := $(VENV)/bin
# nbgrader starts `alembic` by its name.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# An environment that was moved, or whose Python went away, is made anew.
$(shell test "$$(cat $(VENV)/.made 2>/dev/null)" = "$(CURDIR)" && $(BIN)/python -c "" 2>/dev/null || rm -f $(VENV)/.made)

.PHONY: help learn hub test test-quick test-one coverage docs check release words kinds bundles docs-imports wheels benchmark lock clean environment chromium

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,/PYTHON=/p'

learn: $(VENV)/.installed
	@$(BIN)/python -m babyinmind learn $(if $(HOME_DIR),--home "$(HOME_DIR)")

hub: $(VENV)/.installed
	@exec $(BIN)/python -m babyinmind.hosting

test: $(VENV)/.installed chromium
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations 25 $(PYTEST_ARGS)

test-quick: $(VENV)/.installed
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "unit and not slow" tests/unit $(PYTEST_ARGS)

test-one: $(VENV)/.installed
	@test -n "$(T)" || { echo "Name the test: make test-one T=tests/unit/test_widgets.py, or T=tests/unit/test_widgets.py::test_name" >&2; exit 1; }
	@$(BIN)/python -m pytest -n 0 "$(T)" $(PYTEST_ARGS)

# The measuring itself takes about a third of the time again, so `make test` is without it.
coverage: $(VENV)/.installed
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "$(MARKED)" --cov --cov-report term --cov-report html:build/coverage $(PYTEST_ARGS)

docs: $(VENV)/.installed
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict
	@echo "Open build/docs/index.html"

check: $(VENV)/.installed
	@$(BIN)/python -m babyinmind check

release: $(VENV)/.installed
	@$(BIN)/python -m babyinmind release

wheels: $(VENV)/.dependencies
	@rm -f dist/babyinmind*.whl
	@$(BIN)/python -m hatchling build --target wheel --directory dist
	@cd packages/solo && "$(CURDIR)/$(BIN)/python" -m hatchling build --target wheel --directory "$(CURDIR)/dist"

words: $(VENV)/.installed
	@$(BIN)/python tests/support/words.py

kinds: $(VENV)/.installed
	@$(BIN)/python tests/support/kind_docs.py

docs-imports:
	@python3 tests/support/rooms.py

benchmark: $(VENV)/.installed chromium
	@$(BIN)/python benchmarks/grading.py
	@$(BIN)/python benchmarks/saving.py
	@$(BIN)/python benchmarks/opening.py
	@$(BIN)/python benchmarks/desk.py
	@$(BIN)/python benchmarks/hub.py

# Node and npm are the wheel's: PATH begins with the environment.
bundles: $(VENV)/.installed
	@cd js && export NODE_USE_SYSTEM_CA=1 && npm ci --ignore-scripts --silent && npm run --silent build
	@$(MAKE) --no-print-directory environment

environment: $(VENV)/.installed

# The browser that the browser tests drive: the machine's own, else Debian's.
chromium: $(VENV)/.installed
	@$(BIN)/python tests/chromium.py

clean:
	rm -rf $(VENV) build dist test-artefacts .pytest_cache .mypy_cache .ruff_cache .hypothesis src/*.egg-info
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Root's own Python may lie where the accounts of a hub cannot go, so the system's comes first then.
PYTHONS = $(if $(PYTHON),"$(PYTHON)",$(if $(filter 0,$(shell id -u)),/usr/bin/python3) python3 python3.14 python3.13 python3.12 python3.11 python)

$(VENV)/.made:
	@set -eu; found=; bare=; \
	for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue; \
	  if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	    echo "Installing $$package, which Debian keeps apart from Python ..."; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$$package" >/dev/null || true; \
	  fi; \
	  if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
	  bare=$${bare:-$$python}; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	  package=$$("$$bare" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  echo "$$bare cannot make a virtual environment. Install what it lacks, then try again: apt install $$package (or python3-venv)" >&2; \
	  exit 1; \
	elif [ -z "$$found" ]; then \
	  echo "Baby in Mind needs Python 3.11, 3.12, 3.13 or 3.14, and $(if $(PYTHON),$(PYTHON) is none of them,found none of them here)." >&2; \
	  echo "Install one (on Debian and Ubuntu: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12 ..." >&2; \
	  exit 1; \
	fi; \
	echo "Setting up with $$("$$found" --version) in $(VENV). The first time takes a few minutes."; \
	"$$found" -m venv --clear $(VENV); \
	echo "$(CURDIR)" > $@

# Every version is listed, so pip need not look for any: that would take minutes.
$(VENV)/.dependencies: $(VENV)/.made requirements.txt
	@echo "Installing what the course needs ..."
	@$(BIN)/python -m pip install --quiet --no-deps -r requirements.txt
	@$(BIN)/python -m pip check >/dev/null || { $(BIN)/python -m pip check; exit 1; }
	@touch $@

# What is installed beside the package (etc/jupyter) is copied, so a change there is an installation too.
$(VENV)/.installed: $(VENV)/.dependencies pyproject.toml src/babyinmind/__init__.py src/babyinmind/grading/nbgrader_config.py \
  src/babyinmind/course/enable_pages.json src/babyinmind/course/labextension/built-from.txt src/babyinmind/records/verify.html
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@test -f $(VENV)/etc/jupyter/nbgrader_config.py || { \
	  echo "The safe grading configuration did not reach $(VENV)/etc/jupyter/nbgrader_config.py: run make clean, then try again." >&2; exit 1; }
	@touch $@

define ENVIRONMENT
# For conda: conda env create --file environment.yml; conda activate baby-in-mind; babyinmind learn
# Written by `make lock`: the very versions of requirements.txt.
name: baby-in-mind
channels:
  - conda-forge
dependencies:
  - python>=3.11,<3.15
  - pip
  - pip:
endef
export ENVIRONMENT

# uv resolves for every supported system and Python at once. It lives apart: nobody else needs it. What builds the
# package in place (hatchling, editables) is pinned too, so that an installation fetches nothing that is not listed.
lock: $(VENV)/.made
	@test -x build/lock/bin/uv || { $(BIN)/python -m venv build/lock && build/lock/bin/python -m pip install --quiet uv; }
	@printf 'hatchling\neditables\n' > build/lock/building.in
	@build/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest --extra test --extra hub \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file build/lock/pins.txt \
	  pyproject.toml build/lock/building.in
	@{ echo "# Every version that the course and its tests run with, on Linux, macOS and Windows with Python 3.11 to 3.14."; \
	  echo "# Written by \`make lock\` (uv pip compile --universal --python-version 3.11 --fork-strategy fewest --extra test --extra hub pyproject.toml, and what builds it)."; \
	  cat build/lock/pins.txt; } > requirements.txt
	@{ printf '%s\n' "$$ENVIRONMENT"; sed 's/^/      - /' build/lock/pins.txt; echo "      - --editable ."; } > environment.yml
