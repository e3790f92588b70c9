.DEFAULT_GOAL := help
PYTHON ?= python3
.PHONY: help test bench demo demo-reset demo-stop clean german lint

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

test: ## run every tier of tests that this machine can run (ARGS="tests/site -k name" picks some)
	@scripts/test $(ARGS)

bench: ## run the benchmarks on a throw-away site (ARGS="--rows 10000")
	@PYTHONPATH=scripts $(PYTHON) -m harness.benchmark $(ARGS)

demo: ## make or open the demo on an ERPNext site and print where it is (DB=sqlite on Frappe 16)
	@scripts/demo start

demo-reset: ## throw the demo away and make it anew
	@scripts/demo reset

demo-stop: ## end the demo's processes and keep its site
	@scripts/demo stop

clean: ## end every process of ours and remove every file that tests and demo made
	@scripts/demo clean

german: ## bring locale/de.po in step with the texts of the code (needs babel)
	@scripts/catalogue

lint: ## check style and format (needs ruff)
	ruff check .
	ruff format --check .
