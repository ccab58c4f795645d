# Two commands do everything on a fresh machine: make demo, make test.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

# What was compiled is kept: a machine that forbids it compiles a thousand files for each command.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test suite check lint bench docs handbook clean

install: $(STAMP)

$(STAMP): requirements.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $(STAMP)

# Installs, migrates, loads the demo county (once), starts service and sandbox, prints addresses.
demo: $(STAMP)
	$(BIN)/python app.py demo

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Both databases; everything that is not slow (pages over HTTP on one). At most ten minutes on two cores:
# mypy needs one of them only, so the tests go on beside it.
test: $(STAMP)
	$(MAKE) --no-print-directory --jobs 2 lint suite

# Collected once before: else each of the workers compiles every test for itself.
# Three, not two: each waits a good part of its time for PostgreSQL.
suite: $(STAMP)
	$(BIN)/pytest --collect-only -qq >/dev/null || true
	$(BIN)/pytest -n 3 -m "not slow and not browser"

# What is slow: a real browser, long walks, many mutations, pages on PostgreSQL. Files are kept
# whole: what one test of a file has put up or measured, the next one uses.
check: $(STAMP)
	.ci/browser
	$(BIN)/pytest -n 2 --dist loadfile -m "slow or browser"

# Figures as ratios taken in one run. DATA=folder with messages to measure on (optional).
bench: $(STAMP)
	$(BIN)/python -m bench $(if $(DATA),--data $(DATA))

docs: $(STAMP)
	$(BIN)/python -m bot docs

# The pictures of the handbook, taken anew from the demo county on a fixed Monday.
handbook: $(STAMP)
	.ci/browser
	$(BIN)/python -m tests.handbook_pictures

clean:
	rm -rf var .mypy_cache .ruff_cache .pytest_cache .hypothesis
