# make            builds .venv, ./send and ./recv
# make demo       sends and receives on the built-in sandbox, and shows it
# make test       runs every test
# make check      types, lint and quick tests
# make help       lists the other targets

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := locks/requirements.txt
READY := $(VENV)/.ready

.DEFAULT_GOAL := build
.PHONY: build demo test check types lint quick deep docs site fuzz mutants examples bench lock clean help

build: send recv

$(READY): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "puremail needs Python 3.11 or newer: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@echo "setting up $(VENV) ..."
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --only-binary :all: --requirement $(LOCK)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --no-deps --no-build-isolation --editable .
	@touch $@

send recv: $(READY)
	@ln -sfn $(BIN)/$@ $@
	@touch -h $@

demo: build
	@examples/demo.sh

test: build
	@$(BIN)/python -m pytest -n 2 -m "not deep"

check: types lint quick

types: $(READY)
	@$(BIN)/mypy

lint: $(READY)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

quick: $(READY)
	@HYPOTHESIS_PROFILE=check $(BIN)/python -m pytest -q -n 2 \
	  -m "not slow and not deep"

deep: $(READY)
	@HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n 2

docs: build
	@$(BIN)/python -m docs.generate

DOCS := build/venv-docs

$(DOCS)/.ready: locks/docs.txt
	@rm -rf $(DOCS)
	@$(PYTHON) -m venv $(DOCS)
	@$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --only-binary :all: --requirement locks/docs.txt
	@touch $@

site: $(DOCS)/.ready
	@$(DOCS)/bin/python -m docs.site

FUZZ := build/venv-fuzz
SECONDS := 300

$(FUZZ)/.ready: locks/fuzz.txt
	@rm -rf $(FUZZ)
	@$(PYTHON) -m venv $(FUZZ)
	@$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --only-binary :all: --requirement locks/fuzz.txt
	@touch $@

fuzz: $(FUZZ)/.ready
	@$(FUZZ)/bin/python -m tests.fuzz all --seconds $(SECONDS)

MUTANTS := build/venv-mutants

$(MUTANTS)/.ready: locks/mutants.txt
	@rm -rf $(MUTANTS)
	@$(PYTHON) -m venv $(MUTANTS)
	@$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --only-binary :all: --requirement locks/mutants.txt
	@touch $@

# Of one module alone, or again: make mutants ARGUMENTS="core.wire.dots*"
mutants: $(MUTANTS)/.ready
	@mkdir -p build/mutants
	@cp -a core tests pyproject.toml build/mutants
	@cd build/mutants && HYPOTHESIS_PROFILE=check ../venv-mutants/bin/mutmut run \
	  --max-children 1 $(ARGUMENTS) && ../venv-mutants/bin/mutmut results

EXAMPLES := build/venv-examples

$(EXAMPLES)/.ready: locks/examples.txt
	@rm -rf $(EXAMPLES)
	@$(PYTHON) -m venv $(EXAMPLES)
	@$(EXAMPLES)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --only-binary :all: --requirement locks/examples.txt
	@$(EXAMPLES)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --no-deps --no-build-isolation --editable .
	@touch $@

examples: $(EXAMPLES)/.ready

lock:
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --no-emit-index-url --group dev --all-extras \
	  --upgrade pyproject.toml --output-file $(LOCK)
	@for names in $(wildcard locks/*.in); do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --no-emit-index-url \
	    --upgrade $$names --output-file $${names%.in}.txt; done

BENCH := build/venv-bench

$(BENCH)/.ready: locks/bench.txt
	@rm -rf $(BENCH)
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes --only-binary :all: --no-binary flanker \
	  --requirement locks/bench.txt
	@touch $@

# What is measured beside: make bench ARGUMENTS="--quick ~/Maildir"
bench: build $(BENCH)/.ready
	@$(BIN)/python -m bench $(ARGUMENTS)

clean:
	@rm -rf $(VENV) send recv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@sed -n '1,/^$$/s/^# //p' Makefile
	@echo "make types      mypy, strict, over core, shell and tests"
	@echo "make lint       ruff: rules and format"
	@echo "make deep       long property and fuzz runs"
	@echo "make docs       writes the generated pages of docs/"
	@echo "make site       makes build/site, the documents and docstrings as a site"
	@echo "make fuzz       SECONDS=300 of coverage-guided search on each parser"
	@echo "make mutants    plants faults in core, and counts those that the tests see"
	@echo "make examples   sets up build/venv-examples for examples/archive_to_parquet.py"
	@echo "make bench      measures beside the peers"
	@echo "make lock       resolves the lock file anew (needs uv)"
	@echo "make clean      takes away all that make made"
