# Fingerpost. Two commands are enough, and they do all the set-up: make demo, make test.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check docs nightly bench browser spark

READY := .venv/.ready
BIN := .venv/bin
# What takes as long as all the rest: run beside it.
SERVED := tests/service tests/browser/test_whole_journey.py
# Tests start hundreds of processes: each would compile the same modules anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## set up, make a synthetic county, run everything on it, say where to look
	@$(BIN)/fingerpost demo demo --people 600000

test: $(READY) browser check ## set up, run every check and every test but the slow ones
	@echo "== tests (those of the service beside the others; their output follows)"
	@$(BIN)/pytest -m "not slow" $(SERVED) > .venv/tests-of-the-service.log 2>&1 & served=$$!; \
	$(BIN)/pytest -m "not slow" $(SERVED:%=--ignore=%); others=$$?; \
	wait $$served; served=$$?; cat .venv/tests-of-the-service.log; exit $$((others || served))

check: $(READY) ## style, types, import contracts and documentation, without the tests
	@echo "== style (ruff)"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Some files are not formatted: run  .venv/bin/ruff format"; exit 1; }
	@echo "== types (mypy)"
	@$(BIN)/mypy --no-error-summary
	@echo "== which room may import which (import-linter)"
	@$(BIN)/lint-imports --no-cache > .venv/lint-imports.log 2>&1 || { cat .venv/lint-imports.log; exit 1; }
	@echo "== documentation (mkdocs)"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict > .venv/mkdocs.log 2>&1 || { cat .venv/mkdocs.log; exit 1; }

docs: $(READY) ## rewrite the reference pages from the declarations, build the site in site/
	@$(BIN)/python docs/generate_reference.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "site/index.html"

nightly: $(READY) browser spark check ## everything, the slow tests too, with many generated examples
	@FINGERPOST_EXAMPLES=$${FINGERPOST_EXAMPLES:-1000} $(BIN)/pytest

bench: $(READY) ## how fast, and how much memory, against the plain tools
	@$(BIN)/python benchmarks/landing.py
	@$(BIN)/python benchmarks/measures.py
	@$(BIN)/python benchmarks/whole_run.py
	@$(BIN)/python benchmarks/control_charts.py
	@$(BIN)/python benchmarks/farrington.py
	@$(BIN)/python benchmarks/detectors.py
	@$(BIN)/python benchmarks/space_time_scan.py
	@$(BIN)/python benchmarks/link_people.py
	@$(BIN)/python benchmarks/serving.py
	@$(BIN)/python benchmarks/first_page.py
	@$(BIN)/python benchmarks/cases.py

browser:
	@scripts/set-up.sh browser

spark:
	@scripts/set-up.sh spark

# Made again only when what it depends on has changed.
$(READY): uv.lock pyproject.toml scripts/set-up.sh
	@scripts/set-up.sh python
	@touch $@
