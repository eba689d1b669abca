# The commands of this project. Each says what it does and installs what it needs.
# Without make: sh tools/install && .venv/bin/python -m demo

python := .venv/bin/python

.PHONY: help install demo demo-once demo-reset test bench bench-lists proof lock

help:
	@echo "make demo        two installations that lend to each other, to look at (Ctrl-C stops them)"
	@echo "make demo-once   the same without a person: one loan, from request to return"
	@echo "make demo-reset  removes the demo's data"
	@echo "make test        everything that is checked"
	@echo "make bench       the figures, measured here"
	@echo "make bench-lists only the task lists, over a million requests (the first time it fills them: minutes)"
	@echo "make proof       the slow proofs: processes killed in the middle of an exchange"
	@echo "make install     only set up"
	@echo "make lock        refresh the locked dependencies (needs uv)"

install:
	@sh tools/install

demo: install
	@$(python) -m demo

demo-once: install
	@$(python) -m demo --once

demo-reset: install
	@$(python) -m demo --reset

test:
	@sh tools/install dev
	@$(python) -m tools.checks

bench:
	@sh tools/install dev
	@$(python) -m bench

bench-lists:
	@sh tools/install dev
	@$(python) -m bench lists

proof:
	@sh tools/install dev
	@$(python) -m pytest -m proof

compile := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --extra demo

lock:
	$(compile) --output-file requirements.lock pyproject.toml
	$(compile) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
